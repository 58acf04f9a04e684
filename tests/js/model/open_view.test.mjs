import assert from "node:assert/strict";
import test from "node:test";

import { OpenView } from "../../../javascript/evergallery/model/open_view.mjs";
import { NEWEST_FIRST } from "../../../javascript/evergallery/model/view_query.mjs";
import { rows } from "./rows.mjs";

/**
 * A server with one view of 500 items whose ids are their offsets plus one. Answers when told to.
 */
class SlowServer {
  /** @type {{command: string, params: any, signal: AbortSignal | undefined, answer: (error?: any) => void}[]} */
  asked = [];
  total = 500;
  version = 1;
  views = 0;
  /** Overwritten since. @type {Set<number>} */ changedIds = new Set();

  /** @type {import("../../../javascript/evergallery/model/open_view.mjs").Request} */
  request = (command, params, { signal } = {}) =>
    new Promise((resolve, reject) => {
      signal?.addEventListener("abort", () => reject({ code: "cancelled" }));
      const answer = (/** @type {any} */ error) =>
        error ? reject(error) : resolve(this.#answerTo(command, params));
      this.asked.push({ command, params, signal, answer });
    });

  /** Answers everything there is, and what is asked because of it. */
  async answerAll() {
    await settled();
    while (this.asked.length > 0) {
      for (const { answer } of this.asked.splice(0)) answer();
      await settled();
    }
  }

  /** @param {string} command */
  pending(command) {
    return this.asked.filter((one) => one.command === command && !one.signal?.aborted);
  }

  /** @param {string} command @param {any} params */
  #answerTo(command, params) {
    const { version, total } = this;
    if (command === "open_view") {
      this.views += 1;
      const view = `view ${this.views}`;
      const fingerprint = `of ${total}`;
      const isThere = params.around > 0 && params.around <= total;
      const middle = isThere ? params.around - 1 : (params.offset ?? 0);
      const offset = Math.max(0, middle - params.limit / 2);
      const opened = { view, version, total, offset, fingerprint };
      const nothing = { groups: [], items: [], unchanged: true };
      if (params.known === fingerprint) return { ...opened, ...nothing };
      return {
        ...opened,
        groups: [["", total]],
        items: rows(offset + 1, Math.min(120, total - offset)),
        unchanged: false,
      };
    }
    if (command === "locate") return { offset: params.id - 1 };
    if (command === "close_view") return {};
    const { view, offset, limit } = params;
    const items = rows(offset + 1, Math.min(limit, total - offset));
    for (const item of items) if (this.changedIds.has(item[0])) item[6] = "v2";
    return { view, version, offset, items };
  }
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

/** @param {ConstructorParameters<typeof OpenView>[1]} [options] */
async function opened(options) {
  const server = new SlowServer();
  const view = new OpenView(server.request, options);
  /** @type {[string, any][]} */
  const heard = [];
  for (const name of ["opened", "confirmed", "changed", "rows", "missed", "failed", "forgotten"]) {
    view.addEventListener(name, (event) => {
      heard.push([name, /** @type {CustomEvent} */ (event).detail]);
    });
  }
  view.open(NEWEST_FIRST);
  await server.answerAll();
  return { server, view, heard, names: () => heard.map(([name]) => name) };
}

test("a view opens with its first window in one message", async () => {
  const { view, names } = await opened();
  assert.deepEqual(names(), ["opened"]);
  assert.equal(view.collection?.total, 500);
  assert.equal(view.collection?.at(119)?.id, 120);
});

test("gaps on the screen are asked for, others are not", async () => {
  const { server, view } = await opened();
  view.need(100, 260);
  assert.deepEqual(
    server.asked.map(({ params }) => params.offset),
    [120, 240],
  );
  await server.answerAll();
  assert.equal(view.collection?.at(255)?.id, 256);
  view.need(110, 250);
  assert.deepEqual(server.asked, []);
});

test("windows scrolled past are cancelled", async () => {
  const { server, view } = await opened();
  view.need(120, 240);
  view.need(400, 460);
  assert.equal(server.asked[0].signal?.aborted, true);
  assert.deepEqual(
    server.pending("window").map(({ params }) => params.offset),
    [360],
  );
});

test("never more than three windows are under way", async () => {
  const { server, view } = await opened();
  view.need(0, 500);
  assert.equal(server.pending("window").length, 3);
  await server.answerAll();
  assert.equal(view.collection?.at(499)?.id, 500);
});

test("a window that cannot be had is given up after some tries", async () => {
  const { server, view } = await opened();
  view.need(120, 200);
  let tries = 0;
  while (server.asked.length > 0 && tries < 20) {
    for (const { answer } of server.asked.splice(0)) answer({ code: "internal" });
    tries += 1;
    await settled();
  }
  assert.equal(tries, 3);
});

test("a change of the view is passed on; one that was missed asks for a new view", async () => {
  const { view, names } = await opened();
  const splice = { offset: 0, removed: 0, inserted: 1 };
  const groups = [["", 501]];
  view.viewChanged({ view: "view 1", from_version: 1, version: 2, splice, groups });
  assert.equal(view.collection?.total, 501);
  view.viewChanged({ view: "view 1", from_version: 1, version: 2, splice, groups });
  view.viewChanged({ view: "another", from_version: 2, version: 3, splice, groups });
  assert.deepEqual(names(), ["opened", "changed"]);
  view.viewChanged({ view: "view 1", from_version: 5, version: 6, splice, groups });
  assert.deepEqual(names(), ["opened", "changed", "missed"]);
});

test("opened anew, the view is replaced only when the place held on to is known", async () => {
  const { server, view, heard } = await opened({ anchorId: () => 300 });
  server.total = 501;
  view.reopen();
  await settled();
  while (server.asked.length > 0) {
    assert.equal(view.collection?.at(299), null);
    for (const { answer } of server.asked.splice(0)) answer();
    await settled();
  }
  const [, detail] = heard[heard.length - 1];
  assert.equal(detail.anchorOffset, 299);
  assert.equal(view.collection?.at(299)?.id, 300);
});

test("a change that comes while the new view arrives is not lost", async () => {
  const { server, view } = await opened({ anchorId: () => 300 });
  server.total = 499;
  view.reopen();
  await settled();
  server.asked.shift()?.answer();
  await settled();
  const splice = { offset: 0, removed: 0, inserted: 1 };
  const groups = [["", 500]];
  view.viewChanged({ view: "view 2", from_version: 1, version: 2, splice, groups });
  await server.answerAll();
  assert.equal(view.collection?.total, 500);
  assert.equal(view.collection?.version, 2);
});

test("of two queries only the later one is shown", async () => {
  const { server, view, names } = await opened();
  view.open({ ...NEWEST_FIRST, words: "fo" });
  view.open({ ...NEWEST_FIRST, words: "fox" });
  await settled();
  assert.equal(server.pending("open_view").length, 1);
  await server.answerAll();
  assert.equal(view.query.words, "fox");
  assert.deepEqual(names(), ["opened", "opened"]);
});

test("the view left behind is closed on the server", async () => {
  const { server, view } = await opened();
  view.open({ ...NEWEST_FIRST, words: "fox" });
  await settled();
  server.asked.shift()?.answer();
  await settled();
  assert.deepEqual(
    server.asked.map(({ command, params }) => [command, params.view]),
    [["close_view", "view 1"]],
  );
});

test("why a view could not be opened is told", async () => {
  const server = new SlowServer();
  const view = new OpenView(server.request);
  /** @type {any[]} */
  const failures = [];
  view.addEventListener("failed", (event) =>
    failures.push(/** @type {CustomEvent} */ (event).detail.error),
  );
  view.open(NEWEST_FIRST);
  await settled();
  server.asked[0].answer({ code: "bad_request", message: "No." });
  await settled();
  assert.deepEqual(failures, [{ code: "bad_request", message: "No." }]);
});

test("overwritten items on the screen are fetched again", async () => {
  const { server, view } = await opened();
  view.need(0, 60);
  view.itemsChanged([5, 9_999]);
  assert.deepEqual(
    server.asked.map(({ command, params }) => [command, params.offset]),
    [["window", 0]],
  );
});

/** What an earlier visit kept, told when asked. */
class FakeMemory {
  /** @type {any} */ kept = null;
  /** @type {(() => any) | null} */ keeping = null;
  asked = 0;

  async listing() {
    this.asked += 1;
    return this.kept;
  }

  /** @template T @param {Promise<T>} reading @returns {Promise<T | null>} */
  async soon(reading) {
    return Promise.race([reading, settled().then(() => null)]);
  }

  /** @param {object} _query @param {() => any} snapshot */
  keepListing(_query, snapshot) {
    this.keeping = snapshot;
  }

  /** A second visit finds what this one would keep. */
  turnOver() {
    this.kept = { snapshot: structuredClone(this.keeping?.()), savedMs: 7_000 };
  }
}

/** Somebody was here before, saw the first 240, and comes back. @param {number | null} [anchorId] */
async function returned(anchorId = null) {
  const memory = new FakeMemory();
  const first = await opened({ memory });
  first.view.need(120, 200);
  await first.server.answerAll();
  memory.turnOver();
  const server = new SlowServer();
  const view = new OpenView(server.request, { memory, anchorId: () => anchorId });
  /** @type {string[]} */
  const names = [];
  for (const name of ["opened", "confirmed", "changed", "rows", "missed", "failed", "forgotten"]) {
    view.addEventListener(name, () => names.push(name));
  }
  view.open(NEWEST_FIRST);
  await settled();
  return { server, view, names, memory };
}

test("a second visit shows what the first one knew before the server answers", async () => {
  const { server, view, names } = await returned();
  assert.deepEqual(names, ["opened"]);
  assert.equal(view.collection?.total, 500);
  assert.equal(view.collection?.at(239)?.id, 240);
  assert.equal(view.savedMs, 7_000);
  assert.equal(server.pending("open_view").length, 1);
});

test("an answer that says the same redraws nothing, and the view is live", async () => {
  const { server, view, names } = await returned();
  const { collection } = view;
  await server.answerAll();
  assert.deepEqual(names, ["opened", "confirmed"]);
  assert.equal(view.collection, collection);
  assert.equal(view.savedMs, null);
  const splice = { offset: 0, removed: 0, inserted: 1 };
  view.viewChanged({ view: "view 1", from_version: 1, version: 2, splice, groups: [["", 501]] });
  assert.equal(view.collection?.total, 501);
});

test("an answer that says something else replaces what was shown, at the place held on to", async () => {
  const { server, view, names } = await returned(300);
  server.total = 501;
  await server.answerAll();
  assert.deepEqual(names, ["opened", "opened"]);
  assert.equal(view.collection?.total, 501);
  assert.equal(view.collection?.at(299)?.id, 300);
  assert.equal(view.savedMs, null);
});

test("windows the answer did not speak of are asked for again once they are seen", async () => {
  const { server, view, names } = await returned();
  view.need(130, 200);
  assert.equal(server.pending("window").length, 0);
  server.asked.shift()?.answer();
  await settled();
  assert.deepEqual(
    server.pending("window").map(({ params }) => params.offset),
    [120],
  );
  await server.answerAll();
  assert.deepEqual(names, ["opened", "confirmed"]);
  view.need(130, 210);
  assert.equal(server.pending("window").length, 0);
});

test("what changed far down since the last visit is found when it is seen", async () => {
  const { server, view, names } = await returned();
  server.changedIds.add(124);
  server.asked.shift()?.answer();
  await settled();
  view.need(130, 200);
  await server.answerAll();
  assert.deepEqual(names, ["opened", "confirmed", "rows"]);
  assert.equal(view.collection?.at(123)?.version, "v2");
});

test("an answer that comes before the memory is the one that counts", async () => {
  const server = new SlowServer();
  /** @type {(kept: any) => void} */
  let remembered = () => {};
  const memory = new FakeMemory();
  memory.listing = () => new Promise((resolve) => (remembered = resolve));
  const view = new OpenView(server.request, { memory });
  view.open(NEWEST_FIRST);
  await server.answerAll();
  remembered({ snapshot: { total: 1, groups: [], runs: [] }, savedMs: 1 });
  await settled();
  assert.equal(view.collection?.total, 500);
  assert.equal(view.savedMs, null);
});

test("what is somebody else's goes at once, and the answer comes all the same", async () => {
  const { server, view, names } = await returned();
  view.forget();
  assert.equal(view.collection, null);
  assert.deepEqual(names, ["opened", "forgotten"]);
  await server.answerAll();
  assert.deepEqual(names, ["opened", "forgotten", "opened"]);
});

test("a folder that is gone is not shown out of the memory", async () => {
  const { server, view, names } = await returned();
  server.asked.shift()?.answer({ code: "folder_unknown", message: "Gone." });
  await settled();
  assert.equal(view.collection, null);
  assert.deepEqual(names, ["opened", "forgotten", "failed"]);
});

test("after a restart of the server nothing is redrawn when nothing changed", async () => {
  const { server, view, names } = await opened();
  const { collection } = view;
  view.reopen();
  await server.answerAll();
  assert.deepEqual(names(), ["opened", "confirmed"]);
  assert.equal(view.collection, collection);
});

test("only the server's own word is kept for the next visit", async () => {
  const { view, memory } = await returned();
  memory.keeping = null;
  view.remember();
  assert.equal(memory.keeping, null);
});

test("while another query is not answered, what is shown is not what was asked for", async () => {
  const { server, view } = await opened();
  assert.equal(view.isAnswered, true);
  view.open({ ...NEWEST_FIRST, words: "fox" });
  assert.equal(view.isAnswered, false);
  await server.answerAll();
  assert.equal(view.isAnswered, true);
});

/** What was said to be known in each opening. @param {SlowServer} server */
function knownIn(server) {
  return server.pending("open_view").map(({ params }) => params.known);
}

test("a second visit says what it knows, and hears that nothing changed", async () => {
  const { server, view, names } = await returned();
  assert.deepEqual(knownIn(server), ["of 500"]);
  await server.answerAll();
  assert.deepEqual(names, ["opened", "confirmed"]);
  assert.equal(view.collection?.total, 500);
  assert.equal(view.collection?.at(0)?.id, 1);
});

test("what was said to be known and is not there any more is asked for whole", async () => {
  const { server, view, names } = await returned();
  view.forget();
  server.asked.shift()?.answer();
  await settled();
  assert.deepEqual(knownIn(server), [undefined]);
  await server.answerAll();
  assert.deepEqual(names, ["opened", "forgotten", "opened"]);
  assert.equal(view.collection?.at(0)?.id, 1);
});

test("after a change nothing is said to be known until the server's answer is", async () => {
  const { server, view } = await opened();
  const splice = { offset: 400, removed: 0, inserted: 1 };
  view.viewChanged({ view: "view 1", from_version: 1, version: 2, splice, groups: [["", 501]] });
  view.reopen();
  await settled();
  assert.deepEqual(knownIn(server), [""]);
  server.total = 501;
  await server.answerAll();
  view.reopen();
  await settled();
  assert.deepEqual(knownIn(server), ["of 501"]);
});

/** Somebody comes back to the 400th of 500 pictures. @param {any} memory @param {object} [spot] */
function comingBack(memory, spot = { id: 400, offset: 399 }) {
  const server = new SlowServer();
  const view = new OpenView(server.request, { memory });
  /** @type {[string, any][]} */
  const heard = [];
  for (const name of ["opened", "confirmed"]) {
    view.addEventListener(name, (event) => {
      heard.push([name, /** @type {CustomEvent} */ (event).detail.anchorOffset]);
    });
  }
  view.open(NEWEST_FIRST, /** @type {any} */ (spot));
  return { server, view, heard };
}

test("a view that begins elsewhere has the rows around in its first answer", async () => {
  const { server, view, heard } = comingBack(undefined);
  await settled();
  const { around, offset } = server.asked[0].params;
  assert.deepEqual([around, offset], [400, 399]);
  await server.answerAll();
  assert.deepEqual(heard, [["opened", 399]]);
  assert.equal(view.collection?.at(399)?.id, 400);
  assert.equal(view.collection?.at(0), null);
  assert.equal(view.collection?.fingerprint, "", "it stands for a first window");
});

test("where the picture to begin at is gone its place is the nearest", async () => {
  const { server, view, heard } = comingBack(undefined, { id: 9_999, offset: 450 });
  await settled();
  await server.answerAll();
  assert.deepEqual(heard, [["opened", 450]]);
  assert.equal(view.collection?.at(450)?.id, 451);
});

test("what an earlier visit kept of that place is shown, and confirmed in one word", async () => {
  const memory = new FakeMemory();
  const first = await opened({ memory });
  first.view.need(360, 480);
  await first.server.answerAll();
  memory.turnOver();
  const { server, view, heard } = comingBack(memory);
  await settled();
  assert.equal(view.collection?.at(399)?.id, 400);
  assert.equal(server.asked[0].params.around, undefined);
  await server.answerAll();
  assert.deepEqual(
    heard.map(([name]) => name),
    ["opened", "confirmed"],
  );
});

test("who moves on before the server has answered is not brought back", async () => {
  const memory = new FakeMemory();
  await opened({ memory });
  memory.turnOver();
  const { server, view, heard } = comingBack(memory);
  await settled();
  view.need(0, 60);
  server.total = 501;
  await server.answerAll();
  assert.deepEqual(heard.at(-1), ["opened", -1]);
});

test("a reset before the first answer begins at the same place", async () => {
  const { server, view } = comingBack(undefined);
  await settled();
  view.reopen();
  await settled();
  assert.equal(server.pending("open_view")[0].params.around, 400);
});
