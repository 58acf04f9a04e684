import assert from "node:assert/strict";
import { webcrypto } from "node:crypto";
import test from "node:test";

import { leading } from "../../../javascript/evergallery/io/leading.mjs";
import { Store } from "../../../javascript/evergallery/io/store.mjs";

/** A link that notes what it is told. */
class FakeLink extends EventTarget {
  /** @type {boolean[]} */ led = [];
  /** @type {string[]} */ asked = [];
  transport = "http";

  status() {
    return { transport: this.transport };
  }

  /** @param {boolean} leads */
  setLeading(leads) {
    this.led.push(leads);
  }

  /** @param {string} command */
  async request(command) {
    this.asked.push(command);
  }

  /** @param {string} name */
  tells(name) {
    this.dispatchEvent(new CustomEvent("event", { detail: { name } }));
  }

  /** @param {string} transport */
  changeTo(transport) {
    this.transport = transport;
    this.dispatchEvent(new CustomEvent("change"));
  }
}

/** Pages of one browser; their channel delivers at once. */
class Pages {
  /** @type {Map<string, string>} */ values = new Map();
  /** @type {Set<any>} */ channels = new Set();

  open() {
    const { channels, values } = this;
    class Channel {
      onmessage = null;
      constructor() {
        channels.add(this);
      }
      /** @param {any} data */
      postMessage(data) {
        for (const other of channels) if (other !== this) other.onmessage?.({ data });
      }
      close() {
        channels.delete(this);
      }
    }
    const store = new Store(() => ({
      getItem: (key) => values.get(key) ?? null,
      setItem: (key, value) => values.set(key, value),
      removeItem: (key) => values.delete(key),
    }));
    const page = Object.assign(new EventTarget(), { visibilityState: "visible" });
    const scope = Object.assign(new EventTarget(), {
      crypto: webcrypto,
      BroadcastChannel: Channel,
    });
    const link = new FakeLink();
    const lifetime = new AbortController();
    /** @type {Set<() => void>} */
    const timers = new Set();
    const leader = leading({
      link,
      scope: /** @type {any} */ (scope),
      page: /** @type {any} */ (page),
      store,
      base: "https://here.test/a/",
      later: (callback) => {
        timers.add(callback);
        return () => timers.delete(callback);
      },
      signal: lifetime.signal,
    });
    const pass = () => {
      for (const callback of [...timers]) if (timers.delete(callback)) callback();
    };
    return { link, page, scope, leader, lifetime, pass, timers };
  }
}

test("the second page of an address is told not to park its polls", () => {
  const pages = new Pages();
  const [first, second] = [pages.open(), pages.open()];
  assert.deepEqual(first.link.led, []);
  assert.deepEqual(second.link.led, [false]);
});

test("a page that is hidden, left or on a socket hands over", () => {
  for (const leave of [
    (/** @type {any} */ { page }) => {
      page.visibilityState = "hidden";
      page.dispatchEvent(new Event("visibilitychange"));
    },
    (/** @type {any} */ { scope }) => scope.dispatchEvent(new Event("pagehide")),
    (/** @type {any} */ { link }) => link.changeTo("websocket"),
    (/** @type {any} */ { lifetime }) => lifetime.abort(),
  ]) {
    const pages = new Pages();
    const [first, second] = [pages.open(), pages.open()];
    leave(first);
    second.pass();
    assert.deepEqual([first.link.led, second.link.led], [[false], [false, true]]);
  }
});

test("a page that comes back stands again", () => {
  const { page, link, leader } = new Pages().open();
  for (const state of ["hidden", "visible"]) {
    page.visibilityState = state;
    page.dispatchEvent(new Event("visibilitychange"));
  }
  assert.equal(leader.leads, true);
  assert.deepEqual(link.led, [false, true]);
});

test("what the server tells the leading page makes the others ask, if they poll", () => {
  const pages = new Pages();
  const [first, second] = [pages.open(), pages.open()];
  first.link.tells("progress");
  assert.deepEqual(second.link.asked, []);
  first.link.tells("view_changed");
  assert.deepEqual([first.link.asked, second.link.asked], [[], ["status"]]);
  second.link.transport = "none";
  first.pass();
  first.link.tells("view_changed");
  assert.deepEqual(second.link.asked, ["status"]);
});

test("after its end a page listens to nothing and waits for nothing", () => {
  const pages = new Pages();
  const { link, lifetime, timers } = pages.open();
  lifetime.abort();
  link.changeTo("http");
  assert.equal(timers.size, 0);
  assert.equal(pages.channels.size, 0);
});
