import assert from "node:assert/strict";
import { test } from "node:test";
import { CallFailed } from "../../../javascript/evergallery/io/gradio_call.mjs";
import { PollTransport } from "../../../javascript/evergallery/io/poll_transport.mjs";
import { CLOSED, OPEN } from "../../../javascript/evergallery/io/transport.mjs";
import { FakeTime, settled } from "./fakes.mjs";

/** A poll that is recorded; `answer` and `fail` are the server's. */
function poll() {
  const time = new FakeTime();
  /** @type {{text: string, signal: AbortSignal, answer: (text: string) => void, fail: (error: Error) => void}[]} */
  const posts = [];
  const call = {
    /** @param {string} text @param {AbortSignal} signal */
    post: (text, signal) =>
      new Promise((answer, fail) => void posts.push({ text, signal, answer, fail })),
  };
  const transport = new PollTransport({ call: /** @type {any} */ (call), timers: time.timers });
  /** @type {any[]} */
  const heard = [];
  transport.onopen = () => transport.send('{"type":"hello"}');
  transport.onmessage = ({ data }) => heard.push(data);
  transport.onclose = ({ failure }) => heard.push(failure);
  return { transport, posts, heard, time };
}

test("nothing is posted before the handlers can be set", () => {
  const { transport, posts, time } = poll();
  assert.equal(posts.length, 0);
  time.advance(0);
  assert.equal(transport.readyState, OPEN);
  assert.equal(posts.length, 1);
});

test("what is sent while it opens is one batch", () => {
  const { transport, posts, time } = poll();
  transport.onopen = () => {
    transport.send('{"type":"hello"}');
    transport.send('{"type":"ack"}');
  };
  time.advance(0);
  transport.send('{"type":"late"}');
  assert.equal(posts[0].text, '[{"type":"hello"},{"type":"ack"}]');
});

test("every message of the answer comes in its own macrotask, then it is done", async () => {
  const { transport, posts, heard, time } = poll();
  time.advance(0);
  /** @type {number[]} */
  const timersLeft = [];
  const onmessage = transport.onmessage;
  transport.onmessage = (event) => {
    timersLeft.push(time.armed);
    onmessage?.(event);
  };
  posts[0].answer('[{"a":1},{"b":2}]');
  await settled();
  assert.deepEqual(heard, []);
  time.advance(0);
  assert.deepEqual(heard, ['{"a":1}', '{"b":2}', { reason: "done" }]);
  assert.deepEqual(timersLeft, [2, 1]);
  assert.equal(transport.readyState, CLOSED);
  assert.equal(time.armed, 0);
});

test("a call that failed closes the poll with the call's reason", async () => {
  const { posts, heard, time } = poll();
  time.advance(0);
  posts[0].fail(new CallFailed({ reason: "auth", code: 401 }));
  await settled();
  assert.deepEqual(heard, [{ reason: "auth", code: 401 }]);
});

test("an answer that is no batch is somebody else's", async () => {
  const { posts, heard, time } = poll();
  time.advance(0);
  posts[0].answer("so sorry");
  await settled();
  assert.deepEqual(heard, [{ reason: "html" }]);
});

test("closing aborts the request and delivers nothing more", async () => {
  const { transport, posts, heard, time } = poll();
  time.advance(0);
  transport.onclose = null;
  transport.close();
  assert.equal(posts[0].signal.aborted, true);
  posts[0].answer('[{"a":1}]');
  await settled();
  time.advance(0);
  assert.deepEqual(heard, []);
  assert.equal(time.armed, 0);
});

test("closing between two messages keeps the second back", async () => {
  const { transport, posts, heard, time } = poll();
  time.advance(0);
  transport.onmessage = ({ data }) => {
    heard.push(data);
    transport.close();
  };
  posts[0].answer('[{"a":1},{"b":2}]');
  await settled();
  time.advance(0);
  assert.deepEqual(heard, ['{"a":1}', { reason: "closed" }]);
});

test("a poll closed before it opened asks nothing", () => {
  const { transport, posts, time } = poll();
  transport.close();
  time.advance(0);
  assert.equal(posts.length, 0);
});
