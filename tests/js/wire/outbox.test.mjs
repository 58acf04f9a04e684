import assert from "node:assert/strict";
import test from "node:test";
import { Outbox } from "../../../javascript/evergallery/wire/outbox.mjs";

/** @param {number} count */
function filled(count) {
  const outbox = new Outbox();
  for (let seq = 1; seq <= count; seq += 1) outbox.add({ type: "cancel", seq, ack: 0, id: 1 });
  return outbox;
}

/** @param {Outbox} outbox @param {number} seq */
const after = (outbox, seq) => outbox.after(seq).map((message) => message.seq);

test("what is not confirmed is said again", () => {
  const outbox = filled(5);
  assert.ok(outbox.confirm(2));
  assert.deepEqual(after(outbox, 0), [3, 4, 5]);
});

test("a cursor skips what was said on its attachment", () => {
  const outbox = filled(5);
  outbox.confirm(1);
  assert.deepEqual(after(outbox, 3), [4, 5]);
});

test("an old confirmation changes nothing, one of the future is refused", () => {
  const outbox = filled(3);
  outbox.confirm(3);
  assert.ok(outbox.confirm(1));
  assert.equal(outbox.confirm(4), false);
  assert.deepEqual([outbox.length, outbox.acked], [0, 3]);
});

test("a number out of turn is our own mistake", () => {
  assert.throws(() => new Outbox().add({ type: "cancel", seq: 7, ack: 0, id: 1 }), /7 after 0/);
});
