import assert from "node:assert/strict";
import test from "node:test";

import { momentInWords } from "../../../javascript/evergallery/view/moment_words.mjs";

test("a change says what is and, where it is known, why", () => {
  assert.equal(
    momentInWords({ state: "polling", reason: "socket_closed" }),
    "HTTP polling: WebSocket was cut",
  );
  assert.equal(momentInWords({ state: "ws_live", reason: "" }), "WebSocket");
  assert.equal(momentInWords({ state: "something_new", reason: "else" }), "Changed");
});
