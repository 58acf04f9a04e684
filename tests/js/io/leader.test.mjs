import assert from "node:assert/strict";
import test from "node:test";

import { Leader } from "../../../javascript/evergallery/io/leader.mjs";
import { Store } from "../../../javascript/evergallery/io/store.mjs";
import { FakeTime } from "./fakes.mjs";

/** All tabs of one address in one browser. */
class Tabs {
  time = new FakeTime();
  /** @type {Map<string, string>} */ #values = new Map();
  /** @type {Set<any>} */ channels = new Set();
  /** @type {Tab[]} */ all = [];
  hasStorage = true;
  hasChannel = true;
  #seed = 1;

  random = () => {
    this.#seed = (this.#seed * 16_807) % 2_147_483_647;
    return this.#seed / 2_147_483_647;
  };

  open() {
    const tab = new Tab(this, `tab ${this.all.length + 1}`);
    this.all.push(tab);
    tab.leader.setCandidate(true);
    return tab;
  }

  store() {
    const values = this.#values;
    return new Store(() =>
      this.hasStorage
        ? {
            getItem: (key) => values.get(key) ?? null,
            setItem: (key, value) => values.set(key, value),
            removeItem: (key) => values.delete(key),
          }
        : undefined,
    );
  }

  get leading() {
    return this.all.filter(({ leader }) => leader.leads).map(({ name }) => name);
  }
}

/** One tab, whose timers stop when it is frozen. */
class Tab {
  /** @type {boolean[]} */ told = [];
  news = 0;
  frozen = false;
  /** What the clock of this tab is off by. */ driftMs = 0;

  /** @param {Tabs} tabs @param {string} name */
  constructor(tabs, name) {
    this.name = name;
    this.leader = new Leader({
      id: name,
      key: "leader:/",
      store: tabs.store(),
      channel: this.#channel(tabs),
      clock: () => tabs.time.now,
      later: (callback, delayMs) => this.#later(tabs, callback, delayMs),
      random: tabs.random,
      delegate: {
        leadingChanged: (leads) => this.told.push(leads),
        newsHeard: () => {
          this.news += 1;
        },
      },
    });
  }

  /** @param {Tabs} tabs @param {() => void} callback @param {number} delayMs */
  #later(tabs, callback, delayMs) {
    const handle = tabs.time.timers.setTimeout(() => {
      if (!this.frozen) callback();
    }, delayMs);
    return () => tabs.time.timers.clearTimeout(handle);
  }

  /** @param {Tabs} tabs */
  #channel(tabs) {
    const channel = {
      /** @type {((message: any) => void) | null} */ onmessage: null,
      post: (/** @type {object} */ message) => {
        const others = [...tabs.channels].filter((other) => other !== channel && tabs.hasChannel);
        for (const other of others) {
          tabs.time.timers.setTimeout(() => other.onmessage?.(structuredClone(message)), 1);
        }
      },
      close: () => tabs.channels.delete(channel),
    };
    tabs.channels.add(channel);
    return channel;
  }
}

/** @param {number} count @param {Partial<Tabs>} [lacking] */
function tabsOf(count, lacking = {}) {
  const tabs = Object.assign(new Tabs(), lacking);
  for (let index = 0; index < count; index += 1) tabs.open();
  tabs.time.advance(1_000);
  return tabs;
}

test("a tab that is alone leads from the start", () => {
  const [tab] = tabsOf(1).all;
  assert.equal(tab.leader.leads, true);
  assert.deepEqual(tab.told, []);
});

test("of six tabs opened together exactly one leads, and it stays the same", () => {
  const tabs = tabsOf(6);
  const leading = tabs.leading;
  assert.equal(leading.length, 1);
  tabs.time.advance(60_000);
  assert.deepEqual(tabs.leading, leading);
});

test("who joins later is told at once that it does not lead", () => {
  const tabs = tabsOf(1);
  const late = tabs.open();
  assert.deepEqual(late.told, [false]);
});

for (const [how, leave] of /** @type {[string, (tab: Tab) => void][]} */ ([
  ["closed", (tab) => tab.leader.stop()],
  ["hidden", (tab) => tab.leader.setCandidate(false)],
])) {
  test(`a leader that is ${how} hands over at once`, () => {
    const tabs = tabsOf(6);
    const [old] = tabs.all.filter(({ leader }) => leader.leads);
    leave(old);
    tabs.time.advance(300);
    assert.equal(tabs.leading.length, 1);
    assert.notEqual(tabs.leading[0], old.name);
  });
}

test("a leader that is frozen is followed within three seconds, and steps down when it thaws", () => {
  const tabs = tabsOf(6);
  const [old] = tabs.all.filter(({ leader }) => leader.leads);
  old.frozen = true;
  tabs.time.advance(3_000);
  const others = tabs.leading.filter((name) => name !== old.name);
  assert.equal(others.length, 1);
  old.frozen = false;
  old.leader.setCandidate(false);
  old.leader.setCandidate(true);
  tabs.time.advance(3_000);
  assert.deepEqual(tabs.leading, others);
});

for (const [what, lacking] of /** @type {[string, Partial<Tabs>][]} */ ([
  ["localStorage", { hasStorage: false }],
  ["BroadcastChannel", { hasChannel: false }],
])) {
  test(`without ${what} exactly one leads all the same, and hands over within three seconds`, () => {
    const tabs = tabsOf(3, lacking);
    assert.equal(tabs.leading.length, 1);
    const [old] = tabs.all.filter(({ leader }) => leader.leads);
    old.leader.stop();
    tabs.time.advance(3_000);
    assert.equal(tabs.leading.length, 1);
    assert.notEqual(tabs.leading[0], old.name);
  });
}

test("without either each tab leads, as if it were alone", () => {
  assert.equal(tabsOf(3, { hasStorage: false, hasChannel: false }).leading.length, 3);
});

test("a clock that jumps forward or back leaves one leader within three seconds", () => {
  const tabs = tabsOf(4);
  for (const jumpMs of [3_600_000, -7_200_000, 60_000, -60_000]) {
    tabs.time.now += jumpMs;
    for (const tab of tabs.all) {
      // A browser's timers do not follow the clock; those of the fake do, so each tab looks again.
      tab.leader.setCandidate(false);
      tab.leader.setCandidate(true);
    }
    tabs.time.advance(3_000);
    assert.equal(tabs.leading.length, 1);
  }
});

test("news of the leader wake the others, and only the leader tells them", () => {
  const tabs = tabsOf(3);
  const [leading] = tabs.all.filter(({ leader }) => leader.leads);
  for (const tab of tabs.all) tab.leader.tellNews();
  tabs.time.advance(10);
  assert.deepEqual(
    tabs.all.map(({ news }) => news),
    tabs.all.map((tab) => (tab === leading ? 0 : 1)),
  );
});

test("many news in a row are told two seconds apart, the last one surely", () => {
  const tabs = tabsOf(2);
  const [leading] = tabs.all.filter(({ leader }) => leader.leads);
  const [other] = tabs.all.filter((tab) => tab !== leading);
  for (let count = 0; count < 30; count += 1) {
    leading.leader.tellNews();
    tabs.time.advance(100);
  }
  assert.equal(other.news, 2);
  tabs.time.advance(2_000);
  assert.equal(other.news, 3);
});

test("after stopping no timer is left", () => {
  const tabs = tabsOf(3);
  tabs.all[0].leader.tellNews();
  for (const { leader } of tabs.all) leader.stop();
  tabs.time.advance(10);
  assert.equal(tabs.time.armed, 0);
});
