import assert from "node:assert/strict";
import { test } from "node:test";
import { Driver } from "../../../javascript/evergallery/io/driver.mjs";
import { LinkError } from "../../../javascript/evergallery/io/link_error.mjs";
import { FakeSession, FakeTime, FakeTransport, settled } from "./fakes.mjs";

const SOCKET = { attachment: 1, kind: "websocket", waitMs: 0 };
const POLL = { attachment: 2, kind: "http", waitMs: 20_000 };

/** @param {{start?: boolean, wakefulness?: any}} [options] */
function house({ start = true, wakefulness } = {}) {
  const session = new FakeSession();
  const time = new FakeTime();
  /** @type {FakeTransport[]} */
  const opened = [];
  const open = () => {
    opened.push(new FakeTransport());
    return opened[opened.length - 1];
  };
  const driver = new Driver({
    session: /** @type {any} */ (session),
    transports: { websocket: open, http: open },
    clock: time.clock,
    timers: time.timers,
    newKey: () => "key",
    wakefulness,
  });
  if (start) driver.start();
  return { session, time, opened, driver };
}

/** @param {Driver} driver @param {FakeSession} session @param {any[]} wanted */
function want(driver, session, wanted) {
  session.wanted = wanted;
  driver.hurry();
}

test("starting connects the session once and opens what it wants", () => {
  const { driver, session, opened } = house({ start: false });
  session.wanted = [SOCKET];
  driver.start();
  driver.start();
  assert.equal(session.heard("connect").length, 1);
  assert.equal(opened.length, 1);
});

test("an open socket gets every text as a frame of its own", () => {
  const { driver, session, opened } = house();
  want(driver, session, [SOCKET]);
  session.outgoing.set(1, ["hello", "more"]);
  opened[0].open();
  assert.deepEqual(session.heard("transportOpened"), [[1]]);
  assert.deepEqual(opened[0].sent, ["hello", "more"]);
});

test("a socket that is still connecting gets nothing", () => {
  const { driver, session, opened } = house();
  want(driver, session, [SOCKET]);
  session.outgoing.set(1, ["early"]);
  driver.hurry();
  assert.deepEqual(opened[0].sent, []);
});

test("a poll takes its batch while it opens and nothing afterwards", () => {
  const { driver, session, opened } = house();
  want(driver, session, [POLL]);
  session.outgoing.set(2, ["hello"]);
  opened[0].open();
  session.outgoing.set(2, ["late"]);
  driver.hurry();
  assert.deepEqual(opened[0].sent, ["hello"]);
});

test("what arrives is fed to the session", () => {
  const { driver, session, opened } = house();
  want(driver, session, [SOCKET]);
  opened[0].open();
  opened[0].deliver("text");
  opened[0].onmessage?.({ data: 7 });
  assert.deepEqual(session.heard("receiveText"), [[1, "text"]]);
});

test("a binary frame is a sign of life to the session and a pack to whoever asked", () => {
  const { driver, session, opened } = house();
  /** @type {Uint8Array[]} */
  const packs = [];
  driver.addEventListener("pack", (event) => {
    packs.push(/** @type {CustomEvent} */ (event).detail.bytes);
  });
  want(driver, session, [SOCKET]);
  opened[0].open();
  opened[0].onmessage?.({ data: Uint8Array.of(1, 2, 3).buffer });
  assert.deepEqual(session.heard("receiveBytes"), [[1, Uint8Array.of(1, 2, 3)]]);
  assert.deepEqual(packs, [Uint8Array.of(1, 2, 3)]);
});

test("a pack is asked of the session, which says 0 when there is no live socket", () => {
  const { driver, session } = house();
  assert.equal(driver.sendPack([[1, "a"]]), 0);
  session.packToken = 5;
  assert.equal(driver.sendPack([[1, "a"]]), 5);
  driver.dropPack(5);
  assert.deepEqual(session.heard("dropPack"), [[5]]);
});

test("a socket that deflates carries no packs: pictures do not shrink", () => {
  const { driver, session, opened } = house();
  session.packToken = 5;
  want(driver, session, [SOCKET]);
  Object.assign(opened[0], { extensions: "permessage-deflate; client_max_window_bits=15" });
  opened[0].open();
  assert.equal(driver.sendPack([[1, "a"]]), 0);
});

test("an action carries a key, a question does not", () => {
  const { driver, session } = house();
  driver.request("folders", {});
  driver.act("mark", { id: 1 });
  driver.act("mark", { id: 2 }, { key: "of the page before" });
  assert.deepEqual(session.heard("request"), [
    ["folders", {}, ""],
    ["mark", { id: 1 }, "key"],
    ["mark", { id: 2 }, "of the page before"],
  ]);
});

test("every change is kept with its time, the newest fifty", () => {
  const { driver, session, time } = house();
  for (let index = 0; index < 60; index += 1) {
    time.advance(1);
    const [state, transport, reason] = ["polling", "http", `reason ${index}`];
    session.events = [{ type: "change", state, transport, reason }];
    driver.hurry();
  }
  const { timeline } = driver.status();
  assert.equal(timeline.length, 50);
  assert.equal(timeline[49]?.reason, "reason 59");
  assert.equal(timeline[49]?.atMs, time.now);
});

test("what each transport carried is counted", () => {
  const { driver, session, opened } = house();
  want(driver, session, [SOCKET, POLL]);
  session.outgoing.set(1, ["12345"]);
  session.outgoing.set(2, ["123"]);
  opened[0].open();
  opened[1].open();
  opened[0].deliver("1234567");
  opened[1].deliver("12");
  const { bytes } = driver.status();
  assert.deepEqual(bytes, { socketUp: 5, socketDown: 7, httpUp: 3, httpDown: 2 });
});

test("a transport that never opened has failed, one that did was closed", () => {
  const { driver, session, opened } = house();
  want(driver, session, [SOCKET, POLL]);
  session.wanted = [POLL];
  opened[0].end({ code: 1006 });
  assert.deepEqual(session.heard("transportFailed"), [[1, { reason: "refused", code: 1006 }]]);
  session.wanted = [{ ...SOCKET, attachment: 3 }];
  driver.hurry();
  opened[2].open();
  session.wanted = [];
  opened[2].end({ code: 1001 });
  assert.deepEqual(session.heard("transportClosed"), [[3, { reason: "closed", code: 1001 }]]);
});

test("an ended poll says in its own words how it ended", () => {
  const { driver, session, opened } = house();
  want(driver, session, [POLL]);
  opened[0].open();
  session.wanted = [];
  opened[0].end({ failure: { reason: "done" } });
  assert.deepEqual(session.heard("transportClosed"), [[2, { reason: "done" }]]);
});

test("a transport no longer wanted is closed even while connecting, and not heard any more", () => {
  const { driver, session, opened } = house();
  want(driver, session, [SOCKET]);
  want(driver, session, []);
  assert.equal(opened[0].closed, true);
  opened[0].end();
  assert.deepEqual(session.heard("transportFailed"), []);
});

test("an old transport is closed before a new one is opened", () => {
  const { driver, session, opened } = house();
  want(driver, session, [SOCKET]);
  want(driver, session, [{ ...SOCKET, attachment: 3 }]);
  assert.deepEqual(
    opened.map(({ closed }) => closed),
    [true, false],
  );
});

test("there is one timer and it follows the session's deadline", () => {
  const { driver, session, time } = house();
  session.deadline = time.now + 500;
  driver.hurry();
  session.deadline = time.now + 200;
  driver.hurry();
  assert.equal(time.armed, 1);
  assert.equal(time.nextInMs, 200);
  time.advance(200);
  assert.equal(session.heard("handleTimer").length, 1);
  assert.equal(time.armed, 0);
});

test("a deadline beyond a browser's longest timer does not fire at once", () => {
  const { driver, session, time } = house();
  session.deadline = time.now + 2 ** 40;
  driver.hurry();
  assert.equal(time.nextInMs, 2 ** 31 - 1);
});

test("a result resolves its request and an error rejects it", async () => {
  const { driver, session } = house();
  const [first, second] = [driver.request("folders", {}), driver.request("item", { id: 1 })];
  session.events.push({ type: "result", id: 1, body: { folders: [] } });
  session.events.push({ type: "error", id: 2, code: "item_unknown", message: "No." });
  driver.hurry();
  assert.deepEqual(await first, { folders: [] });
  await assert.rejects(second, (error) => {
    assert.ok(error instanceof LinkError);
    return error.code === "item_unknown" && error.message === "No.";
  });
});

test("aborting a request rejects it and cancels it on the server, once", async () => {
  const { driver, session } = house();
  const abort = new AbortController();
  const request = driver.request("folders", {}, { signal: abort.signal });
  abort.abort();
  await assert.rejects(request, { code: "cancelled" });
  session.events.push({ type: "result", id: 1, body: {} });
  driver.hurry();
  assert.deepEqual(session.heard("cancel"), [[1]]);
});

test("a request aborted after its answer is not cancelled", async () => {
  const { driver, session } = house();
  const abort = new AbortController();
  const request = driver.request("folders", {}, { signal: abort.signal });
  session.events.push({ type: "result", id: 1, body: {} });
  driver.hurry();
  await request;
  abort.abort();
  assert.deepEqual(session.heard("cancel"), []);
});

test("a request that begins aborted never reaches the session", async () => {
  const { driver, session } = house();
  const request = driver.request("folders", {}, { signal: AbortSignal.abort() });
  await assert.rejects(request, { code: "cancelled" });
  assert.deepEqual(session.heard("request"), []);
});

test("activity says how many requests are open", () => {
  const { driver, session } = house();
  /** @type {number[]} */
  const seen = [];
  driver.addEventListener("activity", (event) =>
    seen.push(/** @type {CustomEvent} */ (event).detail.outstanding),
  );
  driver.request("a", {});
  driver.request("b", {});
  session.events.push({ type: "result", id: 1, body: {} });
  driver.hurry();
  assert.deepEqual(seen, [1, 2, 1]);
});

test("session events become events of the driver", () => {
  const { driver, session } = house();
  /** @type {any[]} */
  const seen = [];
  for (const type of ["change", "event", "reset", "welcome"]) {
    driver.addEventListener(type, (event) =>
      seen.push([type, /** @type {CustomEvent} */ (event).detail]),
    );
  }
  session.events.push({ type: "change", state: "polling", transport: "http", reason: "setting" });
  session.events.push({ type: "event", name: "progress", data: { done: 1 } });
  session.events.push({ type: "reset", epoch: "e" });
  session.events.push({ type: "welcome", epoch: "e", settings: {}, library: "l" });
  driver.hurry();
  assert.deepEqual(seen, [
    ["change", { state: "polling", transport: "http", reason: "setting" }],
    ["event", { name: "progress", data: { done: 1 } }],
    ["reset", { epoch: "e" }],
    ["welcome", { epoch: "e", settings: {}, library: "l" }],
  ]);
});

test("a listener may make requests while events are dispatched, without mixing the order", () => {
  const { driver, session } = house();
  /** @type {string[]} */
  const order = [];
  driver.addEventListener("event", (event) => {
    const { name } = /** @type {CustomEvent} */ (event).detail;
    if (name === "first") {
      driver.request("window", {});
      session.events.push({ type: "event", name: "third", data: {} });
    }
    order.push(name);
  });
  session.events.push({ type: "event", name: "first", data: {} });
  session.events.push({ type: "event", name: "second", data: {} });
  driver.hurry();
  assert.deepEqual(order, ["first", "second", "third"]);
});

test("stopping leaves nothing behind", async () => {
  const { driver, session, time, opened } = house();
  session.deadline = time.now + 500;
  want(driver, session, [SOCKET]);
  opened[0].open();
  const request = driver.request("folders", {});
  driver.stop();
  driver.stop();
  await assert.rejects(request, { code: "closed" });
  assert.equal(session.heard("close").length, 1);
  assert.equal(opened[0].closed, true);
  assert.equal(time.armed, 0);
  await assert.rejects(driver.request("folders", {}), { code: "closed" });
  assert.equal(session.heard("request").length, 1);
});

test("the last words of a session are written before its socket closes", () => {
  const { driver, session, opened } = house();
  want(driver, session, [SOCKET]);
  opened[0].open();
  session.outgoing.set(1, ["bye"]);
  driver.stop();
  assert.deepEqual(opened[0].sent, ["bye"]);
});

test("a rejection nobody looks at is not unhandled", async () => {
  /** @type {unknown[]} */
  const unhandled = [];
  const note = (/** @type {unknown} */ reason) => unhandled.push(reason);
  process.on("unhandledRejection", note);
  const { driver } = house();
  driver.request("folders", {});
  driver.stop();
  driver.request("folders", {});
  await new Promise((resolve) => setTimeout(resolve, 0));
  process.off("unhandledRejection", note);
  assert.deepEqual(unhandled, []);
});

test("a page that is left gives up its transports and its timer, and tries at once on return", () => {
  const { driver, session, time, opened } = house();
  session.deadline = time.now + 500;
  want(driver, session, [SOCKET]);
  opened[0].open();
  driver.pageLeft();
  assert.equal(opened[0].closed, true);
  assert.deepEqual(session.heard("transportClosed"), [[1, { reason: "closed" }]]);
  assert.equal(time.armed, 0);
  driver.networkOnlineChanged(false);
  assert.equal(time.armed, 0);
  assert.equal(opened.length, 1);
  session.wanted = [{ ...SOCKET, attachment: 5 }];
  driver.pageReturned();
  assert.equal(opened.length, 2);
});

test("a click tries again what waits; waking up also doubts what is open", () => {
  const { driver, session } = house();
  driver.hurry();
  assert.deepEqual([session.heard("retry").length, session.heard("woke").length], [1, 0]);
  driver.machineWoke();
  assert.deepEqual([session.heard("retry").length, session.heard("woke").length], [2, 1]);
});

test("a page that begins hidden or offline says so", () => {
  const wakefulness = { start() {}, stop() {}, visible: false, online: false };
  const { session } = house({ wakefulness });
  assert.deepEqual(session.heard("visibilityChanged"), [[false]]);
  assert.deepEqual(session.heard("onlineChanged"), [[false]]);
});

test("settings changed on the server hold for the link, and are told", () => {
  const { driver, session } = house();
  /** @type {any[]} */
  const told = [];
  driver.addEventListener("event", (event) => told.push(/** @type {CustomEvent} */ (event).detail));
  const data = { settings: { transport: "http_long" } };
  session.events.push({ type: "event", name: "settings_changed", data });
  driver.hurry();
  assert.deepEqual(session.heard("setSettings"), [[{ transport: "http_long" }]]);
  assert.deepEqual(told, [{ name: "settings_changed", data }]);
});

test("settings and the transport toggle reach the session at once", async () => {
  const { driver, session } = house();
  driver.setTransport("http_short");
  driver.setSettings({ stall_ms: 9_000 });
  await settled();
  assert.deepEqual(session.heard("setSettings"), [
    [{ transport: "http_short" }],
    [{ stall_ms: 9_000 }],
  ]);
});
