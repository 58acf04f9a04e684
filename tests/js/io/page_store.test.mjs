import assert from "node:assert/strict";
import test from "node:test";

import { pageStore } from "../../../javascript/evergallery/io/page_store.mjs";

test("a page that forbids storage still keeps values for as long as it lives", () => {
  const scope = {
    get localStorage() {
      throw new Error("SecurityError");
    },
  };
  const store = pageStore(/** @type {any} */ (scope));
  store.set("order", { sort: "name" });
  assert.deepEqual(store.get("order", null), { sort: "name" });
});
