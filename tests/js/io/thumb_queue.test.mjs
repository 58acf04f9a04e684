import assert from "node:assert/strict";
import test from "node:test";

import { ThumbQueue } from "../../../javascript/evergallery/io/thumb_queue.mjs";

/** An <img> whose load and error events are fired by the test. */
class FakePicture extends EventTarget {
  src = "";

  /** @param {string} name */
  removeAttribute(name) {
    if (name === "src") this.src = "";
  }

  /** @param {"load" | "error"} name */
  fire(name) {
    this.dispatchEvent(new Event(name));
  }
}

/** Timers that run when the test says so. */
class FakeTimers {
  /** @type {{callback: () => void, delayMs: number}[]} */ set = [];

  /** @type {import("../../../javascript/evergallery/io/later.mjs").Later} */
  later = (callback, delayMs) => {
    const one = { callback, delayMs };
    this.set.push(one);
    return () => {
      this.set = this.set.filter((other) => other !== one);
    };
  };

  runAll() {
    for (const { callback } of this.set.splice(0)) callback();
  }
}

/** @param {number} limit */
function queueOf(limit) {
  const timers = new FakeTimers();
  const queue = new ThumbQueue({ later: timers.later, limit });
  /** @type {string[]} */
  const log = [];
  const want = (/** @type {string} */ url, rank = 0) => {
    const picture = new FakePicture();
    queue.want({
      picture: /** @type {any} */ (picture),
      url,
      rank,
      loaded: () => log.push(`${url} loaded`),
      failed: () => log.push(`${url} failed`),
    });
    return picture;
  };
  return { queue, timers, log, want };
}

test("never more than the limit are fetched, the nearest first", () => {
  const { queue, want } = queueOf(2);
  const [far, near, middle] = [want("far", 9), want("near", 1), want("middle", 5)];
  queue.flush();
  assert.deepEqual([far.src, near.src, middle.src], ["", "near", "middle"]);
  near.fire("load");
  assert.equal(far.src, "far");
});

test("a rank may change while it waits", () => {
  const { queue, want } = queueOf(1);
  const first = want("first", 0);
  const [a, b] = [want("a", 1), want("b", 2)];
  queue.flush();
  queue.rank(/** @type {any} */ (b), 0.5);
  first.fire("load");
  assert.deepEqual([a.src, b.src], ["", "b"]);
});

test("what is scrolled away is taken back and makes room", () => {
  const { queue, want, log } = queueOf(1);
  const [gone, next] = [want("gone", 0), want("next", 1)];
  queue.flush();
  queue.drop(/** @type {any} */ (gone));
  assert.deepEqual([gone.src, next.src], ["", "next"]);
  gone.fire("load");
  assert.deepEqual(log, []);
});

test("a failure is tried again three times, later each time, then told", () => {
  const { queue, timers, want, log } = queueOf(1);
  const picture = want("x");
  queue.flush();
  const delays = [];
  for (let attempt = 0; attempt < 3; attempt += 1) {
    picture.fire("error");
    delays.push(timers.set[0].delayMs);
    timers.runAll();
  }
  assert.deepEqual(log, []);
  picture.fire("error");
  assert.deepEqual(log, ["x failed"]);
  assert.deepEqual(delays, [1_000, 3_000, 9_000]);
  assert.equal(queue.size, 0);
});

test("others are fetched while one waits for its next try", () => {
  const { queue, want, log } = queueOf(1);
  const [bad, good] = [want("bad", 0), want("good", 1)];
  queue.flush();
  bad.fire("error");
  good.fire("load");
  assert.deepEqual(log, ["good loaded"]);
});

test("after stopping nothing is under way", () => {
  const { queue, timers, want } = queueOf(1);
  const [loading, waiting] = [want("a"), want("b")];
  queue.flush();
  queue.stop();
  assert.deepEqual([loading.src, waiting.src, queue.size], ["", "", 0]);
  assert.deepEqual(timers.set, []);
});
