import assert from "node:assert/strict";
import test from "node:test";

import { BlobPictures } from "../../../javascript/evergallery/io/blob_pictures.mjs";
import { BlobShelf } from "../../../javascript/evergallery/io/blob_shelf.mjs";
import { PackLane } from "../../../javascript/evergallery/io/pack_lane.mjs";
import { PackQueue } from "../../../javascript/evergallery/io/pack_queue.mjs";
import { ThumbQueue } from "../../../javascript/evergallery/io/thumb_queue.mjs";
import { ThumbStock } from "../../../javascript/evergallery/io/thumb_stock.mjs";
import { KIND } from "../../../javascript/evergallery/wire/pack_frame.mjs";
import { settled } from "./fakes.mjs";
import { entry, FakeLater, FakePicture, FakeUrls, FakeWay } from "./pack_fakes.mjs";

/** A cache that holds what the test puts there, and answers in its own time. */
class FakeCache {
  /** @type {Map<number, Uint8Array>} */ kept = new Map();
  /** @type {(() => void) | null} */ release = null;
  isSlow = false;

  /** @param {[number, string][]} items */
  async getMany(items) {
    if (this.isSlow) await new Promise((resolve) => (this.release = () => resolve(null)));
    return items.map(([id]) => this.kept.get(id) ?? null);
  }

  /** @param {number} id @param {string} _version @param {Uint8Array} bytes */
  put(id, _version, bytes) {
    this.kept.set(id, bytes);
  }
}

/** Time goes on between two looks at the clock. */
class TickingLater extends FakeLater {
  /** @override */
  clock = () => (this.now += 0.2);
}

/** @param {{cache?: FakeCache | null, isPacking?: boolean, limit?: number, time?: FakeLater}} [options] */
function queueOf({ cache = null, isPacking = true, limit = 4, time = new FakeLater() } = {}) {
  const { later, clock } = time;
  const [socket, http] = [new FakeWay("socket"), new FakeWay("http")];
  const urls = new FakeUrls();
  const queue = new PackQueue({
    lanes: [socket, http].map((way) => new PackLane({ way, clock, isLinkUp: () => true })),
    single: new ThumbQueue({ later, limit }),
    pictures: new BlobPictures(urls),
    stock: new ThumbStock({ shelf: new BlobShelf(1_000_000), cache, later }),
    later,
    clock,
    sizeOf: () => 77,
    limit,
    isPacking,
  });
  /** @type {string[]} */ const log = [];
  const want = (/** @type {number} */ id, rank = id, version = "v") => {
    const picture = new FakePicture();
    queue.want({
      id,
      version,
      url: `thumb/${id}`,
      rank,
      picture: /** @type {any} */ (picture),
      loaded: () => log.push(`${id} loaded`),
      failed: () => log.push(`${id} failed`),
    });
    return picture;
  };
  const drop = (/** @type {FakePicture} */ picture) => queue.drop(/** @type {any} */ (picture));
  return { time, socket, http, urls, queue, log, want, drop };
}

/** @param {number} count @param {(id: number) => FakePicture} want */
function wantMany(count, want) {
  return Array.from({ length: count }, (_, at) => want(at + 1));
}

test("the wants of one turn travel in one pack, the nearest first", () => {
  const { socket, queue, want } = queueOf();
  want(1, 9);
  want(2, 1);
  want(3, 5);
  assert.deepEqual(socket.asked, []);
  queue.flush();
  assert.deepEqual(socket.asked, [[2, 3, 1]]);
});

test("sixty tiles of the first screen are asked for at once, in packs that fit into an answer", () => {
  const { socket, queue, want } = queueOf();
  wantMany(60, want);
  queue.flush();
  assert.deepEqual(
    socket.asked.map((ids) => ids.length),
    [28, 28, 4],
  );
});

test("a picture is shown by a blob URL, and its tile is told when it is seen", () => {
  const { socket, queue, want, log, urls } = queueOf();
  const picture = want(1);
  queue.flush();
  socket.answer(0);
  assert.match(picture.src, /^blob:/);
  assert.equal(urls.held.get(picture.src)?.type, "image/webp");
  assert.deepEqual(log, []);
  picture.fire("load");
  assert.deepEqual(log, ["1 loaded"]);
});

test("what cannot be shown, and what is gone, is told at once and not asked again", () => {
  for (const kind of [KIND.broken, KIND.gone]) {
    const { socket, http, queue, want, log } = queueOf();
    want(1);
    queue.flush();
    socket.answer(0, kind);
    assert.deepEqual(log, ["1 failed"]);
    assert.deepEqual([socket.sent.length, http.sent.length], [1, 0]);
  }
});

test("three packs at the same time, the rest waits for room in its newest order", () => {
  const { socket, queue, want } = queueOf();
  const pictures = wantMany(300, want);
  queue.flush();
  assert.equal(socket.sent.length, 3);
  queue.rank(/** @type {any} */ (pictures[299]), 0);
  socket.answer(0);
  assert.equal(socket.asked[3][0], 300);
});

test("without a socket packs go over HTTP, and over the socket again when it is back", () => {
  const { socket, http, queue, want } = queueOf();
  socket.isUsable = false;
  want(1);
  queue.flush();
  assert.deepEqual(http.asked, [[1]]);
  socket.isUsable = true;
  want(2);
  queue.flush();
  assert.deepEqual(socket.asked, [[2]]);
});

test("a socket that closes while the pack is written leaves it to HTTP in the same turn", () => {
  const { socket, http, queue, want } = queueOf();
  socket.takes = false;
  want(1);
  queue.flush();
  assert.deepEqual(http.asked, [[1]]);
});

test("what the socket takes with it comes over HTTP, and nothing twice", () => {
  const { socket, http, queue, want } = queueOf();
  wantMany(3, want);
  queue.flush();
  socket.sent[0].pack.take([entry(1)]);
  socket.isUsable = false;
  socket.sent[0].ended({ reason: "lost" });
  assert.deepEqual(http.asked, [[1, 3]]);
});

test("a stall on the socket sends what is missing over HTTP; a stall there, one by one", () => {
  const { socket, http, queue, want, log } = queueOf();
  const [first, second] = wantMany(2, want);
  queue.flush();
  socket.sent[0].pack.take([entry(0)]);
  socket.sent[0].ended({ reason: "stalled" });
  assert.deepEqual(http.asked, [[2]]);
  http.sent[0].ended({ reason: "stalled" });
  assert.deepEqual([first.src.slice(0, 5), second.src], ["blob:", "thumb/2"]);
  second.fire("load");
  assert.deepEqual(log, ["2 loaded"]);
});

test("packs that fail twice in a row give way to single pictures for five minutes", () => {
  const { time, socket, http, queue, want } = queueOf();
  socket.isUsable = false;
  const first = want(1);
  queue.flush();
  http.sent[0].ended({ reason: "garbled" });
  assert.deepEqual([http.sent.length, first.src], [2, ""]);
  http.sent[1].ended({ reason: "garbled" });
  const second = want(2);
  queue.flush();
  assert.deepEqual([first.src, second.src, http.sent.length], ["thumb/1", "thumb/2", 2]);
  time.advance(300_000);
  want(3);
  queue.flush();
  assert.deepEqual(http.asked.at(-1), [3]);
});

test("a busy server is left alone as long as it asks, and then asked for less at a time", () => {
  const { time, socket, http, queue, want } = queueOf();
  socket.isUsable = false;
  wantMany(200, want);
  queue.flush();
  assert.equal(http.sent.length, 3);
  for (const { ended } of http.sent) ended({ reason: "busy", code: 429, retryAfterMs: 3_000 });
  time.advance(2_999);
  assert.equal(http.sent.length, 3);
  time.advance(1);
  assert.equal(http.sent.length, 4);
  assert.equal(queue.figures().concurrency, 1);
});

test("a rest that ends while one looks at it is over, not forgotten", () => {
  for (let earlyMs = 0; earlyMs < 2; earlyMs += 0.1) {
    const { time, socket, http, queue, want } = queueOf({ time: new TickingLater() });
    socket.isUsable = false;
    want(1);
    queue.flush();
    http.sent[0].ended({ reason: "busy", code: 429, retryAfterMs: 3_000 });
    time.now += Number(time.nextInMs) - earlyMs;
    queue.flush();
    time.advance(5);
    assert.equal(http.sent.length, 2, `a look ${earlyMs} ms before its end`);
  }
});

test("'ask again later' is asked again in the next pack", () => {
  const { time, http, socket, queue, want } = queueOf();
  socket.isUsable = false;
  wantMany(2, want);
  queue.flush();
  http.sent[0].pack.take([entry(0), entry(1, KIND.later)]);
  http.sent[0].ended(null);
  assert.deepEqual(http.asked.at(-1), [2]);
  http.answer(1, KIND.later);
  assert.equal(http.sent.length, 2);
  time.advance(200);
  assert.deepEqual(http.asked.at(-1), [2]);
  assert.equal(http.sent.length, 3);
});

test("bytes that are no picture are had again by the picture's own address", () => {
  const { socket, queue, want, log } = queueOf();
  const picture = want(1);
  queue.flush();
  socket.answer(0);
  picture.fire("error");
  assert.equal(picture.src, "thumb/1");
  picture.fire("load");
  assert.deepEqual(log, ["1 loaded"]);
});

test("a way that spoils pictures again and again is not trusted any more", () => {
  const { socket, http, queue, want } = queueOf();
  const pictures = wantMany(2, want);
  queue.flush();
  socket.answer(0);
  for (const picture of pictures) picture.fire("error");
  want(3);
  queue.flush();
  assert.deepEqual([socket.sent.length, http.asked], [1, [[3]]]);
});

test("large pictures make the next packs smaller", () => {
  const { socket, queue, want } = queueOf();
  wantMany(300, want);
  queue.flush();
  const before = socket.asked[0].length;
  const { pack, ended } = socket.sent[0];
  pack.take(Array.from({ length: before }, (_, at) => entry(at, KIND.complete, 60_000)));
  ended(null);
  assert.ok(socket.asked[3].length < before / 2);
});

test("the order of single pictures follows the window too", () => {
  const { queue, want } = queueOf({ isPacking: false, limit: 1 });
  const [first, second, third] = wantMany(3, want);
  queue.flush();
  queue.rank(/** @type {any} */ (third), 0);
  first.fire("load");
  assert.deepEqual([second.src, third.src], ["", "thumb/3"]);
});

test("what is scrolled away before its turn is never asked for", () => {
  const { socket, queue, want, drop } = queueOf();
  const pictures = wantMany(300, want);
  queue.flush();
  for (const picture of pictures.slice(200)) drop(picture);
  socket.answer(0);
  assert.ok(socket.asked.flat().every((id) => id <= 200));
});

test("a pack goes on for whoever still looks, and is taken back with the last of them", () => {
  const { socket, queue, want, drop, log } = queueOf();
  const [first, second] = wantMany(2, want);
  queue.flush();
  drop(first);
  assert.deepEqual(socket.dropped, []);
  drop(second);
  assert.equal(socket.dropped.length, 1);
  socket.sent[0].pack.take([entry(0), entry(1)]);
  assert.deepEqual([first.src, second.src, log], ["", "", []]);
});

test("who waits for a later answer of a pack that is taken back waits on", () => {
  const { time, socket, queue, want, drop } = queueOf();
  wantMany(1, want);
  const second = want(2);
  queue.flush();
  socket.sent[0].pack.take([entry(0, KIND.later)]);
  drop(second);
  time.advance(100);
  assert.deepEqual(socket.asked.at(-1), [1]);
});

test("a fling through a thousand pictures is a few packs, and leaves no blob URL", () => {
  const { time, socket, queue, want, drop, urls } = queueOf();
  for (let frame = 0; frame < 60; frame += 1) {
    const pictures = Array.from({ length: 17 }, (_, at) => want(frame * 17 + at));
    queue.flush();
    time.advance(16);
    for (const picture of pictures) drop(picture);
  }
  assert.ok(socket.sent.length <= 12, `${socket.sent.length} packs in a second`);
  assert.equal(urls.held.size, 0);
});

test("each tile holds one blob URL while it shows, and none when it has let go", () => {
  const { socket, queue, want, drop, urls } = queueOf();
  const pictures = wantMany(10, want);
  queue.flush();
  socket.answer(0);
  for (const picture of pictures) picture.fire("load");
  assert.equal(urls.held.size, 10);
  for (const picture of pictures) drop(picture);
  assert.equal(urls.held.size, 0);
});

test("scrolling back costs nothing", () => {
  const { socket, queue, want, drop, log } = queueOf();
  const picture = want(1);
  queue.flush();
  socket.answer(0);
  picture.fire("load");
  drop(picture);
  const again = want(1);
  queue.flush();
  again.fire("load");
  assert.deepEqual([socket.sent.length, log], [1, ["1 loaded", "1 loaded"]]);
  assert.deepEqual(queue.figures().tiles, { socket: 1, http: 0, single: 0, cache: 1 });
});

test("another version of a picture is asked for anew", () => {
  const { socket, queue, want } = queueOf();
  const picture = want(1);
  queue.flush();
  socket.answer(0);
  picture.fire("load");
  want(1, 0, "newer");
  queue.flush();
  assert.equal(socket.sent.length, 2);
});

test("after another person's login nothing is shown out of memory", () => {
  const { socket, queue, want } = queueOf();
  const picture = want(1);
  queue.flush();
  socket.answer(0);
  picture.fire("load");
  queue.forget();
  want(1);
  queue.flush();
  assert.equal(socket.sent.length, 2);
});

test("the browser's cache is asked before the network, and what comes is kept there", async () => {
  const cache = new FakeCache();
  cache.kept.set(1, Uint8Array.from([1, 2]));
  const { socket, queue, want } = queueOf({ cache });
  const [known, unknown] = wantMany(2, want);
  queue.flush();
  await settled();
  known.fire("load");
  assert.deepEqual(socket.asked, [[2]]);
  socket.answer(0);
  unknown.fire("load");
  for (let turn = 0; turn < 5; turn += 1) await settled();
  assert.deepEqual([...cache.kept.keys()], [1, 2]);
  assert.deepEqual(queue.figures().bytes, { socket: 3, http: 0, single: 0, cache: 2 });
});

test("a slow cache is not waited for, and takes back from the network what it finds after all", async () => {
  const cache = new FakeCache();
  cache.isSlow = true;
  cache.kept.set(1, Uint8Array.from([1, 2]));
  const { time, socket, queue, want } = queueOf({ cache });
  const picture = want(1);
  queue.flush();
  await settled();
  assert.deepEqual(socket.asked, []);
  time.advance(50);
  assert.deepEqual(socket.asked, [[1]]);
  cache.release?.();
  await settled();
  assert.match(picture.src, /^blob:/);
  assert.equal(socket.dropped.length, 1);
});

test("what a slow cache finds too late changes nothing", async () => {
  const cache = new FakeCache();
  cache.isSlow = true;
  cache.kept.set(1, Uint8Array.from([1, 2]));
  const { time, socket, queue, want } = queueOf({ cache });
  const picture = want(1);
  queue.flush();
  time.advance(50);
  socket.answer(0);
  const { src } = picture;
  cache.release?.();
  await settled();
  assert.equal(picture.src, src);
});

test("a picture the disk has spoilt comes from the network", async () => {
  const cache = new FakeCache();
  cache.kept.set(1, Uint8Array.from([0]));
  const { socket, queue, want } = queueOf({ cache });
  const picture = want(1);
  queue.flush();
  await settled();
  picture.fire("error");
  assert.deepEqual(socket.asked, [[1]]);
});

test("switched off, every picture comes by its own address and the cache is left alone", async () => {
  const cache = new FakeCache();
  cache.kept.set(1, Uint8Array.from([1]));
  const { socket, http, queue, want } = queueOf({ cache, isPacking: false });
  const picture = want(1);
  queue.flush();
  await settled();
  assert.equal(picture.src, "thumb/1");
  assert.deepEqual([socket.sent.length, http.sent.length], [0, 0]);
  queue.setPacking(true);
  want(2);
  queue.flush();
  await settled();
  assert.deepEqual(socket.asked, [[2]]);
});

test("switched off while packs are under way, they are taken back and their pictures come one by one", async () => {
  const { socket, queue, want, log } = queueOf();
  const pictures = wantMany(3, want);
  queue.flush();
  await settled();
  queue.setPacking(true); // as each welcome says it
  assert.equal(socket.dropped.length, 0);
  queue.setPacking(false);
  assert.equal(socket.dropped.length, 1);
  assert.deepEqual(
    pictures.map(({ src }) => src),
    ["thumb/1", "thumb/2", "thumb/3"],
  );
  for (const picture of pictures) picture.fire("load");
  assert.deepEqual(log, ["1 loaded", "2 loaded", "3 loaded"]);
});

test("single pictures leave a connection to each pack over HTTP", () => {
  const { socket, http, queue, want } = queueOf({ limit: 2 });
  socket.isUsable = false;
  const lost = wantMany(3, want);
  queue.flush();
  http.sent[0].ended({ reason: "stalled" });
  want(9);
  queue.flush();
  assert.equal(http.sent.length, 2);
  assert.equal(lost.filter(({ src }) => src !== "").length, 2);
  lost[0].fire("load");
  assert.equal(lost.filter(({ src }) => src !== "").length, 2);
});

test("a single picture that is scrolled away is taken back", () => {
  const { queue, want, drop } = queueOf({ isPacking: false });
  const picture = want(1);
  queue.flush();
  drop(picture);
  assert.equal(picture.src, "");
});

test("the figures say how thumbnails came, and how soon", () => {
  const { time, socket, http, queue, want } = queueOf();
  const [first, second] = wantMany(2, want);
  queue.flush();
  time.advance(40);
  socket.sent[0].pack.take([entry(0)]);
  first.fire("load");
  socket.sent[0].ended({ reason: "stalled" });
  time.advance(60);
  http.answer(0);
  second.fire("load");
  assert.deepEqual(queue.figures(), {
    firstTileMs: 40,
    p95Ms: 100,
    tiles: { socket: 1, http: 1, single: 0, cache: 0 },
    bytes: { socket: 3, http: 3, single: 0, cache: 0 },
    concurrency: 3,
  });
});

test("after its end nothing is under way, armed or held", () => {
  const { time, socket, urls, queue, want } = queueOf();
  const pictures = wantMany(300, want);
  queue.flush();
  socket.answer(0);
  queue.stop();
  assert.equal(socket.sent.length - socket.dropped.length, 1);
  assert.deepEqual([time.armed, urls.held.size], [0, 0]);
  assert.ok(pictures.every(({ src }) => src === ""));
});

test("a rest that is not over yet ends with it", () => {
  const { time, socket, queue, want } = queueOf();
  want(1);
  queue.flush();
  socket.sent[0].ended({ reason: "busy", retryAfterMs: 5_000 });
  assert.equal(time.armed, 1);
  queue.stop();
  assert.equal(time.armed, 0);
});
