import assert from "node:assert/strict";
import test from "node:test";
import { Traffic } from "../../../javascript/evergallery/io/traffic.mjs";

test("each transport has its own count in each direction", () => {
  const traffic = new Traffic();
  traffic.sent("websocket", 1);
  traffic.received("websocket", 2);
  traffic.sent("http", 3);
  traffic.received("http", 4);
  traffic.received("http", 4);
  assert.deepEqual(traffic.summary(), { socketUp: 1, socketDown: 2, httpUp: 3, httpDown: 8 });
});
