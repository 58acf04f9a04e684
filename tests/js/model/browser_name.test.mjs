import assert from "node:assert/strict";
import test from "node:test";

import { browserName } from "../../../javascript/evergallery/model/browser_name.mjs";

const CHROME = "AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.6778.86 Safari/537.36";

test("brands are told apart though each also claims to be the others", () => {
  assert.equal(browserName(`Mozilla/5.0 (X11; Linux x86_64) ${CHROME}`), "Chrome 131 on Linux");
  assert.equal(
    browserName(`Mozilla/5.0 (Windows NT 10.0) ${CHROME} Edg/131.0.2903.70`),
    "Edge 131 on Windows",
  );
  assert.equal(
    browserName(
      "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 Version/18.1 Mobile/15E148 Safari/604.1",
    ),
    "Safari 18 on iOS",
  );
  assert.equal(
    browserName("Mozilla/5.0 (Android 14; Mobile; rv:133.0) Gecko/133.0 Firefox/133.0"),
    "Firefox 133 on Android",
  );
});

test("what is not known is not repeated", () => {
  assert.equal(browserName("Ada's own browser/1.0"), "another browser");
});
