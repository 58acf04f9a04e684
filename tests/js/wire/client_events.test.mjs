import assert from "node:assert/strict";
import test from "node:test";
import { answerOf, eventOf } from "../../../javascript/evergallery/wire/client_events.mjs";

test("an answer is a result or an error with the number of its question", () => {
  assert.deepEqual(answerOf({ type: "result", seq: 1, ack: 0, id: 7, body: { a: 1 } }), {
    type: "result",
    id: 7,
    body: { a: 1 },
  });
  const body = { code: "gone", message: "It is gone." };
  assert.deepEqual(answerOf({ type: "error", seq: 1, ack: 0, id: 7, body }), {
    type: "error",
    id: 7,
    ...body,
  });
});

test("an event is its name and data", () => {
  const body = { name: "progress", data: 5 };
  assert.deepEqual(eventOf({ type: "event", seq: 1, ack: 0, body }), { type: "event", ...body });
});
