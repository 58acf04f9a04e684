import assert from "node:assert/strict";
import test from "node:test";
import {
  decodeBatch,
  decodeServer,
  encodeBatch,
  WireError,
} from "../../../javascript/evergallery/wire/messages.mjs";

test("a welcome gets what an older server left out", () => {
  const body = { version: 1, epoch: "e", resumed: true };
  const message = decodeServer(JSON.stringify({ type: "welcome", ack: 0, body }));
  assert.deepEqual(message, {
    type: "welcome",
    ack: 0,
    body: {
      ...body,
      nonce: 0,
      held_ms: 0,
      sockets: true,
      ticket: "",
      library: "",
      user_tag: "",
      settings: {},
    },
  });
});

for (const text of [
  "",
  "null",
  "[]",
  "<!doctype html>",
  '{"type":"request","seq":1,"ack":0,"id":1}',
  '{"type":"constructor","ack":0}',
  '{"type":"__proto__","ack":0}',
  '{"type":"ack"}',
  '{"type":"ack","ack":-1}',
  '{"type":"result","seq":"1","ack":0,"id":1}',
  '{"type":"event","seq":1,"ack":0,"body":null}',
  '{"type":"welcome","ack":0,"body":{"version":1}}',
]) {
  test(`${text || "nothing"} is no message of a server`, () => {
    assert.throws(() => decodeServer(text), WireError);
  });
}

test("a batch keeps its messages apart", () => {
  const texts = ['{"type":"ack","ack":0}', '{"a":"ü"}'];
  assert.deepEqual(decodeBatch(encodeBatch(texts)), texts);
  assert.throws(() => decodeBatch("{}"), WireError);
});
