/**
 * The part of the settings that concerns the link. Twin of evergallery/wire/client_settings.py.
 * @typedef {object} LinkSettings
 * @property {string} transport auto, websocket, http_long or http_short
 * @property {number} connect_timeout_ms
 * @property {number} heartbeat_ms
 * @property {number} stall_ms
 * @property {number} retry_limit
 * @property {number} poll_wait_ms
 */

/** @type {Readonly<LinkSettings>} */
export const DEFAULT_SETTINGS = Object.freeze({
  transport: "auto",
  connect_timeout_ms: 2_500,
  heartbeat_ms: 25_000,
  stall_ms: 35_000,
  retry_limit: 0,
  poll_wait_ms: 20_000,
});
