/**
 * Whose pictures these are: the library, and the login that sees them.
 *
 * @typedef {string} Owner
 */

/**
 * @param {{library?: string, user_tag?: string}} welcome of the server
 * @returns {Owner}
 */
export function ownerOf({ library = "", user_tag: tag = "" }) {
  return JSON.stringify([library, tag]);
}
