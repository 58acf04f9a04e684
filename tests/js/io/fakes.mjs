import { CLOSED, CONNECTING, OPEN } from "../../../javascript/evergallery/io/transport.mjs";

/** Timers and a wall clock that move only when told. */
export class FakeTime {
  now = 1_000;
  #next = 1;
  /** @type {Map<number, {due: number, callback: () => void}>} */
  #timers = new Map();

  clock = () => this.now;

  timers = {
    /** @param {() => void} callback @param {number} delayMs */
    setTimeout: (callback, delayMs) => {
      this.#timers.set(this.#next, { due: this.now + delayMs, callback });
      return this.#next++;
    },
    /** @param {any} handle */
    clearTimeout: (handle) => {
      this.#timers.delete(handle);
    },
  };

  get armed() {
    return this.#timers.size;
  }

  /** Milliseconds to the next timer, or null. */
  get nextInMs() {
    const dues = [...this.#timers.values()].map(({ due }) => due);
    return dues.length ? Math.min(...dues) - this.now : null;
  }

  /** @param {number} ms */
  advance(ms) {
    const end = this.now + ms;
    for (let one = this.#firstDue(end); one; one = this.#firstDue(end)) {
      const [handle, { due, callback }] = one;
      this.#timers.delete(handle);
      this.now = Math.max(this.now, due);
      callback();
    }
    this.now = end;
  }

  /** Sleep: the clock jumps, then what was due fires late. @param {number} ms */
  jump(ms) {
    this.now += ms;
    this.advance(0);
  }

  /** @param {number} end */
  #firstDue(end) {
    const due = [...this.#timers].filter(([, timer]) => timer.due <= end);
    return due.sort(([a, { due: x }], [b, { due: y }]) => x - y || a - b)[0];
  }
}

/** A transport whose other end is the test. */
export class FakeTransport {
  /** @type {((event: any) => void) | null} */ onopen = null;
  /** @type {((event: any) => void) | null} */ onmessage = null;
  /** @type {((event: any) => void) | null} */ onerror = null;
  /** @type {((event: any) => void) | null} */ onclose = null;
  readyState = CONNECTING;
  /** @type {string[]} */ sent = [];
  closed = false;

  /** @param {string} text */
  send(text) {
    this.sent.push(text);
  }

  close() {
    this.closed = true;
    this.readyState = CLOSED;
  }

  open() {
    this.readyState = OPEN;
    this.onopen?.({});
  }

  /** @param {string} data */
  deliver(data) {
    this.onmessage?.({ data });
  }

  /** @param {object} event */
  end(event = { code: 1006 }) {
    this.readyState = CLOSED;
    this.onclose?.(event);
  }
}

/** A session that records what it is told and says what the test wants. */
export class FakeSession {
  /** @type {any[]} */ calls = [];
  /** @type {any[]} */ wanted = [];
  /** @type {any[]} */ events = [];
  /** @type {Map<number, string[]>} */ outgoing = new Map();
  /** @type {number | null} */ deadline = null;
  #nextId = 1;
  packToken = 0;

  wantPack() {
    return this.packToken;
  }

  /** @param {number} token */
  dropPack(token) {
    this.#heard("dropPack", token);
  }

  /** @param {number} number @param {Uint8Array} bytes */
  receiveBytes(number, bytes) {
    this.#heard("receiveBytes", number, bytes);
  }

  /** @param {string} name @param {...any} values */
  #heard(name, ...values) {
    this.calls.push([name, ...values]);
  }

  /** @param {string} name */
  heard(name) {
    return this.calls.filter(([called]) => called === name).map(([, ...values]) => values);
  }

  /** @param {number} now */
  connect(now) {
    this.#heard("connect", now);
  }

  /** @param {number} now */
  close(now) {
    this.#heard("close", now);
    this.wanted = [];
  }

  /** @param {object} settings */
  setSettings(settings) {
    this.#heard("setSettings", settings);
  }

  /** @param {string} command @param {object} params @param {number} _now @param {string} key */
  request(command, params, _now, key) {
    this.#heard("request", command, params, key);
    return this.#nextId++;
  }

  /** @param {number} id */
  cancel(id) {
    this.#heard("cancel", id);
  }

  transportsWanted() {
    return this.wanted;
  }

  /** @param {number} attachment */
  transportOpened(attachment) {
    this.#heard("transportOpened", attachment);
  }

  /** @param {number} attachment @param {object} failure */
  transportFailed(attachment, failure) {
    this.#heard("transportFailed", attachment, failure);
  }

  /** @param {number} attachment @param {object} failure */
  transportClosed(attachment, failure) {
    this.#heard("transportClosed", attachment, failure);
  }

  /** @param {number} attachment @param {string} text */
  receiveText(attachment, text) {
    this.#heard("receiveText", attachment, text);
  }

  /** @param {number} attachment */
  dataToSend(attachment) {
    const texts = this.outgoing.get(attachment) ?? [];
    this.outgoing.delete(attachment);
    return texts;
  }

  /** @param {boolean} visible */
  visibilityChanged(visible) {
    this.#heard("visibilityChanged", visible);
  }

  /** @param {boolean} online */
  onlineChanged(online) {
    this.#heard("onlineChanged", online);
  }

  woke() {
    this.#heard("woke");
  }

  retry() {
    this.#heard("retry");
  }

  eventsReceived() {
    return this.events.splice(0);
  }

  status() {
    return { state: "boot" };
  }

  nextDeadline() {
    return this.deadline;
  }

  handleTimer() {
    this.#heard("handleTimer");
    this.deadline = null;
  }
}

/** Lets promises that are already settled run their callbacks. */
export async function settled() {
  for (let turn = 0; turn < 10; turn += 1) await Promise.resolve();
}
