import assert from "node:assert/strict";
import { test } from "node:test";
import {
  failureOfClose,
  socketUrl,
  websocketTransport,
} from "../../../javascript/evergallery/io/websocket_transport.mjs";
import { settled } from "./fakes.mjs";

test("the socket lies beside the page, secure when the page is", () => {
  assert.equal(socketUrl("http://host:7860/"), "ws://host:7860/evergallery/v1/socket");
  assert.equal(socketUrl("https://host/a/b/"), "wss://host/a/b/evergallery/v1/socket");
});

test("the browser's socket itself is the transport", () => {
  class Socket {
    /** @param {string} url */
    constructor(url) {
      this.url = url;
    }
  }
  const open = websocketTransport({ WebSocket: /** @type {any} */ (Socket), base: "http://host/" });
  const socket = /** @type {any} */ (open({ ticket: "" }));
  assert.ok(socket instanceof Socket);
  assert.equal(/** @type {any} */ (socket).url, "ws://host/evergallery/v1/socket");
  assert.equal(/** @type {any} */ (socket).binaryType, "arraybuffer");
});

test("a ticket goes with the address, since a browser's socket has no headers of ours", () => {
  class Socket {
    /** @param {string} url */
    constructor(url) {
      this.url = url;
    }
  }
  const open = websocketTransport({ WebSocket: /** @type {any} */ (Socket), base: "http://host/" });
  const { url } = /** @type {any} */ (open({ ticket: "a+b" }));
  assert.equal(url, "ws://host/evergallery/v1/socket?ticket=a%2Bb");
});

for (const [name, WebSocket] of /** @type {[string, any][]} */ ([
  ["a browser without sockets", undefined],
  [
    "a constructor that throws",
    class {
      constructor() {
        throw new DOMException("insecure", "SecurityError");
      }
    },
  ],
])) {
  test(`${name} is a refused transport, after its handlers are set`, async () => {
    const transport = websocketTransport({ WebSocket, base: "http://host/" })({ ticket: "" });
    /** @type {any[]} */
    const closes = [];
    transport.onclose = (event) => closes.push(failureOfClose(event, false));
    await settled();
    assert.deepEqual(closes, [{ reason: "refused", code: 0 }]);
  });
}

test("a refused transport that was closed first says nothing", async () => {
  const transport = websocketTransport({ WebSocket: undefined, base: "http://host/" })({
    ticket: "",
  });
  transport.onclose = () => assert.fail("heard");
  transport.close();
  await settled();
});

test("a close means refused before opening and closed after, unless its code says more", () => {
  assert.deepEqual(failureOfClose({ code: 1006 }, false), { reason: "refused", code: 1006 });
  assert.deepEqual(failureOfClose({ code: 1006 }, true), { reason: "closed", code: 1006 });
  assert.equal(failureOfClose({ code: 4401 }, true).reason, "auth");
  assert.equal(failureOfClose({ code: 1008 }, true).reason, "auth");
  assert.equal(failureOfClose({ code: 1013 }, true).reason, "busy");
});
