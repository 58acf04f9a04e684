import assert from "node:assert/strict";
import { test } from "node:test";
import { Wakefulness } from "../../../javascript/evergallery/io/wakefulness.mjs";
import { FakeTime } from "./fakes.mjs";

function house() {
  const time = new FakeTime();
  const scope = new EventTarget();
  const page = Object.assign(new EventTarget(), { visibilityState: "visible" });
  const navigator = { onLine: true, connection: new EventTarget() };
  const surroundings = { scope, page, navigator };
  const wakefulness = new Wakefulness({ surroundings, clock: time.clock, timers: time.timers });
  /** @type {string[]} */
  const heard = [];
  const delegate = {
    pageVisibilityChanged: (/** @type {boolean} */ visible) =>
      void heard.push(`visible ${visible}`),
    networkOnlineChanged: (/** @type {boolean} */ online) => void heard.push(`online ${online}`),
    machineWoke: () => void heard.push("woke"),
    pageLeft: () => void heard.push("left"),
    pageReturned: () => void heard.push("returned"),
  };
  wakefulness.start(delegate);
  return { time, scope, page, navigator, wakefulness, heard };
}

/** @param {string} type @param {object} [fields] */
function event(type, fields = {}) {
  return Object.assign(new Event(type), fields);
}

test("visibility and network changes are told", () => {
  const { scope, page, heard } = house();
  page.visibilityState = "hidden";
  page.dispatchEvent(event("visibilitychange"));
  page.visibilityState = "visible";
  page.dispatchEvent(event("visibilitychange"));
  scope.dispatchEvent(event("offline"));
  scope.dispatchEvent(event("online"));
  assert.deepEqual(heard, ["visible false", "visible true", "online false", "online true"]);
});

test("another network is a reason to look again", () => {
  const { navigator, heard } = house();
  navigator.connection.dispatchEvent(event("change"));
  assert.deepEqual(heard, ["woke"]);
});

test("only a page out of the back-forward cache has returned", () => {
  const { scope, heard } = house();
  scope.dispatchEvent(event("pageshow", { persisted: false }));
  scope.dispatchEvent(event("pagehide"));
  scope.dispatchEvent(event("pageshow", { persisted: true }));
  assert.deepEqual(heard, ["left", "returned"]);
});

test("a clock that jumps is a machine that slept", () => {
  const { time, heard } = house();
  time.advance(60_000);
  assert.deepEqual(heard, []);
  time.jump(60_000);
  assert.deepEqual(heard, ["woke"]);
});

test("late timers of a hidden page are not sleep", () => {
  const { time, page, heard } = house();
  page.visibilityState = "hidden";
  page.dispatchEvent(event("visibilitychange"));
  assert.equal(time.armed, 0);
  time.jump(60_000);
  page.visibilityState = "visible";
  page.dispatchEvent(event("visibilitychange"));
  time.advance(60_000);
  assert.deepEqual(heard, ["visible false", "visible true"]);
});

test("a browser that does not say is online", () => {
  const { wakefulness, navigator } = house();
  assert.equal(wakefulness.online, true);
  Object.assign(navigator, { onLine: undefined });
  assert.equal(wakefulness.online, true);
  Object.assign(navigator, { onLine: false });
  assert.equal(wakefulness.online, false);
});

test("stopping leaves no timer and no listener", () => {
  const { time, scope, page, navigator, wakefulness, heard } = house();
  wakefulness.stop();
  scope.dispatchEvent(event("online"));
  page.dispatchEvent(event("visibilitychange"));
  navigator.connection.dispatchEvent(event("change"));
  assert.equal(time.armed, 0);
  assert.deepEqual(heard, []);
});
