/**
 * A request that ended without a result. `code` is the server's (see docs/protocol.md) or one of ours:
 * `cancelled` (the caller's signal), `closed` (the gallery was stopped). `message` is for a person.
 */
export class LinkError extends Error {
  /**
   * @param {string} code
   * @param {string} message
   */
  constructor(code, message) {
    super(message);
    this.name = "LinkError";
    this.code = code;
  }
}
