import assert from "node:assert/strict";
import test from "node:test";

import { Pack } from "../../../javascript/evergallery/io/pack.mjs";
import { SocketPacks } from "../../../javascript/evergallery/io/socket_packs.mjs";
import { KIND } from "../../../javascript/evergallery/wire/pack_frame.mjs";
import { entry, FakeLater, FakeLink, framesOf, unfinished } from "./pack_fakes.mjs";

function socketPacks() {
  const time = new FakeLater();
  const link = new FakeLink();
  const stopping = new AbortController();
  const way = new SocketPacks({ link, later: time.later, signal: stopping.signal });
  /** @type {number[]} */ const answers = [];
  /** @type {any[]} */ const ends = [];
  const send = (/** @type {number[]} */ ...ids) => {
    const asked = ids.map((id) => ({ id, version: `v${id}` }));
    const pack = new Pack(asked, ({ id }) => answers.push(id));
    way.send(pack, (failure) => ends.push(failure));
    return { pack, asked };
  };
  const frames = (/** @type {Uint8Array[]} */ ...all) => {
    for (const bytes of all) link.tell("pack", { bytes });
  };
  return { time, link, way, stopping, answers, ends, send, frames };
}

test("a pack goes to the link and its pictures come in frames", () => {
  const { link, answers, ends, send, frames } = socketPacks();
  send(7, 3);
  assert.deepEqual(link.sent, [
    [
      [7, "v7"],
      [3, "v3"],
    ],
  ]);
  const [frame] = framesOf(1, [entry(1)]);
  frames(unfinished(frame));
  assert.deepEqual([answers, ends], [[3], []]);
  frames(...framesOf(1, [entry(0)]));
  assert.deepEqual([answers, ends], [[3, 7], [null]]);
});

test("pictures larger than a frame are put together", () => {
  const { answers, ends, send, frames } = socketPacks();
  send(7);
  frames(...framesOf(1, [entry(0, KIND.complete, 50)], 24));
  assert.deepEqual([answers, ends], [[7], [null]]);
});

test("packs at the same time are told apart by their tokens", () => {
  const { answers, send, frames } = socketPacks();
  send(7);
  send(3);
  frames(...framesOf(2, [entry(0)]));
  assert.deepEqual(answers, [3]);
});

test("without a socket it is closed, and so is a link that knows no packs", () => {
  const { link, way } = socketPacks();
  assert.ok(way.isOpen());
  link.transport = "http";
  assert.ok(!way.isOpen());
  const old = /** @type {any} */ (new EventTarget());
  old.status = () => ({ state: "ws_live", transport: "websocket" });
  const { signal } = new AbortController();
  const none = new SocketPacks({ link: old, later: new FakeLater().later, signal });
  assert.ok(!none.isOpen());
});

test("a socket that closed just now takes no pack", () => {
  const { link, way, time } = socketPacks();
  link.transport = "http";
  assert.ok(
    !way.send(new Pack([{ id: 1, version: "a" }], () => {}), () =>
      assert.fail("it was never sent"),
    ),
  );
  assert.equal(time.armed, 0);
});

test("what the socket took with it is lost", () => {
  const { time, link, ends, send } = socketPacks();
  send(7);
  link.tell("packs_lost", { tokens: [1, 99] });
  assert.deepEqual(ends, [{ reason: "lost" }]);
  assert.equal(time.armed, 0);
});

test("three seconds without a byte on a live link are a stall", () => {
  const { time, link, ends, send } = socketPacks();
  send(7);
  time.advance(2_999);
  assert.deepEqual(ends, []);
  time.advance(1);
  assert.deepEqual([ends, link.dropped], [[{ reason: "stalled" }], [1]]);
});

test("each frame is a sign of life", () => {
  const { time, ends, send, frames } = socketPacks();
  send(7, 3);
  time.advance(2_500);
  frames(unfinished(framesOf(1, [entry(0)])[0]));
  time.advance(2_500);
  assert.deepEqual(ends, []);
});

test("while the link itself is in doubt a silent pack waits with it", () => {
  const { time, link, ends, send } = socketPacks();
  send(7);
  link.state = "suspect";
  time.advance(9_000);
  assert.deepEqual(ends, []);
  link.state = "ws_live";
  time.advance(3_000);
  assert.deepEqual(ends, [{ reason: "stalled" }]);
});

test("a last frame that leaves something out is a cut pack", () => {
  const { ends, send, frames } = socketPacks();
  send(7, 3);
  frames(...framesOf(1, [entry(0)]));
  assert.deepEqual(ends, [{ reason: "cut" }]);
});

test("when the rest was scrolled away the server need not go on", () => {
  const { link, ends, send, frames } = socketPacks();
  const { pack, asked } = send(7, 3);
  pack.drop(asked[1]);
  frames(unfinished(framesOf(1, [entry(0)])[0]));
  assert.deepEqual([ends, link.dropped], [[null], [1]]);
});

test("a dropped pack is taken back and heard no more", () => {
  const { time, link, way, answers, ends, send, frames } = socketPacks();
  const { pack } = send(7);
  way.drop(pack);
  frames(...framesOf(1, [entry(0)]));
  assert.deepEqual([link.dropped, answers, ends, time.armed], [[1], [], [], 0]);
});

test("frames that are none, and those of nobody's pack, change nothing", () => {
  const { answers, ends, send, frames } = socketPacks();
  send(7);
  frames(new Uint8Array(0), Uint8Array.from([9, 9, 9, 9, 9, 9]), ...framesOf(42, [entry(0)]));
  assert.deepEqual([answers, ends], [[], []]);
});

test("slices without end give the pack up", () => {
  const { link, ends, send, frames } = socketPacks();
  send(7);
  const slice = entry(0, KIND.complete, 4_000_000);
  const [frame] = framesOf(1, [slice], 5_000_000);
  frame[8] = KIND.slice;
  for (let time = 0; time < 3; time += 1) frames(unfinished(frame));
  assert.deepEqual([ends, link.dropped], [[{ reason: "garbled" }], [1]]);
});

test("after the gallery's end it hears nothing", () => {
  const { stopping, answers, send, frames } = socketPacks();
  send(7);
  stopping.abort();
  frames(...framesOf(1, [entry(0)]));
  assert.deepEqual(answers, []);
});
