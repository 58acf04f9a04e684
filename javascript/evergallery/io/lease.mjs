/**
 * Who leads, as every tab can read it.
 *
 * @typedef {{holder: string, untilMs: number}} Lease
 */

/**
 * What to do after a look at the lease.
 *
 * @typedef {object} Verdict
 * @property {boolean} leads
 * @property {Lease | null} write   to be written now
 * @property {number} againMs       when to look again, at the latest
 */

/** A tab that is frozen or killed leads no longer than this: with the look of the next one it stays below 3 s. */
export const LEASE_MS = 2_200;

export const RENEW_MS = 1_000;

/** Two tabs may write in the same moment: whoever wrote last is seen by both when they read again. */
const SETTLE_MS = 60;

/** Tabs that wait for the same lease do not all come at once. */
const SPREAD_MS = 200;

/**
 * One look at the lease by a tab that would lead. Wall clocks jump: a lease that reaches further than leases do was
 * written before the clock was set back, and does not count. Two leaders at once do no harm, and end at the next look.
 *
 * @param {Lease | null} lease
 * @param {object} own
 * @param {string} own.id
 * @param {boolean} own.leads   at the look before
 * @param {number} own.nowMs
 * @param {() => number} own.random 0 to 1
 * @returns {Verdict}
 */
export function judge(lease, { id, leads, nowMs, random }) {
  const isMine = lease?.holder === id;
  if (lease && !isMine && isHeld(lease, nowMs)) {
    const againMs = lease.untilMs - nowMs + random() * SPREAD_MS;
    return { leads: false, write: null, againMs };
  }
  const write = { holder: id, untilMs: nowMs + LEASE_MS };
  const isSettled = isMine && leads;
  return { leads: true, write, againMs: isSettled ? RENEW_MS : SETTLE_MS };
}

/** @param {Lease} lease @param {number} nowMs */
function isHeld({ untilMs }, nowMs) {
  return untilMs > nowMs && untilMs <= nowMs + LEASE_MS;
}

/** What another tab wrote may be anything. @param {any} value @returns {Lease | null} */
export function leaseFrom(value) {
  const isLease = typeof value?.holder === "string" && Number.isFinite(value.untilMs);
  return isLease ? { holder: value.holder, untilMs: value.untilMs } : null;
}
