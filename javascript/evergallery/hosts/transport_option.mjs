/** Labels of the setting's choices as a host's settings page hands them back, and what they mean. */
const MEANINGS = Object.freeze({
  Auto: "auto",
  "WebSocket only": "websocket",
  "HTTP long poll": "http_long",
  "HTTP short poll": "http_short",
});

/**
 * @param {unknown} value the option: a label, or already a name
 * @returns {string | null} auto, websocket, http_long or http_short; null when it is none of them
 */
export function transportOption(value) {
  const meanings = /** @type {Record<string, string>} */ (MEANINGS);
  const text = String(value);
  if (Object.values(meanings).includes(text)) return text;
  return Object.hasOwn(meanings, text) ? meanings[text] : null;
}
