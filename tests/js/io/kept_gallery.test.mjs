import assert from "node:assert/strict";
import test from "node:test";
import { IDBFactory } from "fake-indexeddb";

import { KeptGallery } from "../../../javascript/evergallery/io/kept_gallery.mjs";
import { Store } from "../../../javascript/evergallery/io/store.mjs";
import { soon } from "./cache_fakes.mjs";

/** One browser: its database and its storage outlive the pages. */
class Browser {
  indexedDB = new IDBFactory();
  store = new Store(() => undefined);

  visit(base = "https://here.test/") {
    const { indexedDB, store } = this;
    const clock = () => 1_000;
    return new KeptGallery({ indexedDB, store, base, clock, later: soon, settings: {} });
  }
}

const FOLDERS = { folders: [{ id: 1 }] };

/** A browser in which somebody was once. @param {{library?: string, user_tag?: string}} welcome */
async function visited(welcome) {
  const browser = new Browser();
  const kept = browser.visit();
  kept.welcomed(welcome);
  kept.answers.keepFolders(FOLDERS);
  await kept.stop();
  return browser;
}

test("a second visit finds everything before the server has said a word", async () => {
  const browser = await visited({ library: "a", user_tag: "ann" });
  const kept = browser.visit();
  assert.deepEqual(await kept.answers.folders(), FOLDERS);
  assert.equal(kept.welcomed({ library: "a", user_tag: "ann" }), true);
  assert.deepEqual(await kept.answers.folders(), FOLDERS);
  await kept.stop();
});

test("a server that tells no persons apart counts as one person", async () => {
  const browser = await visited({ library: "a" });
  const kept = browser.visit();
  assert.equal(kept.welcomed({ library: "a", user_tag: "" }), true);
  await kept.stop();
});

test("another person's pictures are gone with the welcome", async () => {
  const browser = await visited({ library: "a", user_tag: "ann" });
  const kept = browser.visit();
  assert.equal(kept.welcomed({ library: "a", user_tag: "ben" }), false);
  assert.equal(await kept.answers.folders(), null);
  await kept.stop();
  assert.equal(await browser.visit().answers.folders(), null);
});

test("another library at the same address shows nothing of the old", async () => {
  const browser = await visited({ library: "a" });
  const kept = browser.visit();
  assert.equal(kept.welcomed({ library: "b" }), false);
  assert.equal(await kept.answers.folders(), null);
  await kept.stop();
});

test("a login that ended before any welcome shuts the cache", async () => {
  const browser = await visited({ library: "a", user_tag: "ann" });
  const kept = browser.visit();
  assert.equal(kept.refused(), true);
  assert.equal(await kept.answers.folders(), null);
  assert.equal(kept.refused(), false);
  kept.welcomed({ library: "a", user_tag: "ann" });
  assert.deepEqual(await kept.answers.folders(), FOLDERS);
  await kept.stop();
});

test("a login that ends later leaves what the person sees", async () => {
  const browser = await visited({ library: "a", user_tag: "ann" });
  const kept = browser.visit();
  kept.welcomed({ library: "a", user_tag: "ann" });
  assert.equal(kept.refused(), false);
  assert.deepEqual(await kept.answers.folders(), FOLDERS);
  await kept.stop();
});

test("galleries below other paths of the same server have their own", async () => {
  const browser = await visited({ library: "a" });
  const kept = browser.visit("https://here.test/b/");
  assert.equal(await kept.answers.folders(), null);
  await kept.stop();
});
