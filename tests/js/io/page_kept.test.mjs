import assert from "node:assert/strict";
import test from "node:test";
import { IDBFactory } from "fake-indexeddb";

import { pageKept } from "../../../javascript/evergallery/io/page_kept.mjs";
import { Store } from "../../../javascript/evergallery/io/store.mjs";
import { soon } from "./cache_fakes.mjs";

/** @param {object} scope @param {{browser_cache_mb?: number}} [settings] */
function keptIn(scope, settings = {}) {
  const store = new Store(() => undefined);
  const options = { store, base: "https://here.test/", later: soon, settings };
  const kept = pageKept(/** @type {any} */ (scope), options);
  kept.welcomed({ library: "a" });
  kept.answers.keepFolders({ folders: [] });
  return kept;
}

test("a page keeps what it is told to", async () => {
  const kept = keptIn({ indexedDB: new IDBFactory() });
  await kept.settle();
  assert.deepEqual(await kept.answers.folders(), { folders: [] });
  await kept.stop();
});

test("the setting 0 keeps nothing", async () => {
  const kept = keptIn({ indexedDB: new IDBFactory() }, { browser_cache_mb: 0 });
  await kept.settle();
  assert.equal(await kept.answers.folders(), null);
  await kept.stop();
});

test("a frame that may not even look for databases goes on without", async () => {
  const scope = {
    get indexedDB() {
      throw new DOMException("sandboxed", "SecurityError");
    },
  };
  const kept = keptIn(scope);
  await kept.settle();
  assert.equal(await kept.answers.folders(), null);
  await kept.stop();
});
