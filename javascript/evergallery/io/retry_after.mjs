/**
 * How long an answer asks us to stay away: a number of seconds or a date (RFC 9110, 10.2.3).
 *
 * @param {Response} response
 * @param {number} now wall clock in ms
 * @returns {{retryAfterMs?: number}}
 */
export function retryAfter(response, now) {
  const value = response.headers.get("Retry-After")?.trim();
  if (!value) return {};
  const waitMs = /^\d+$/.test(value) ? Number(value) * 1000 : Date.parse(value) - now;
  return Number.isFinite(waitMs) ? { retryAfterMs: Math.max(0, waitMs) } : {};
}
