import assert from "node:assert/strict";
import test from "node:test";

import { OpenFolders } from "../../../javascript/evergallery/model/open_folders.mjs";

/** @param {string} name */
const treeOf = (name) => [{ id: 1, parent: null, name, count: 1, total: 1 }];

/** A server whose tree is named by its fingerprint, and a browser that may have kept one. */
function folders({ now = "now", kept = "" } = {}) {
  /** @type {any[]} */ const asked = [];
  /** @type {any} */ let keeping = null;
  /** @type {string[]} */ const shown = [];
  const server = { now, isUp: true };
  const request = async (/** @type {string} */ _command, /** @type {any} */ { known = "" }) => {
    asked.push(known);
    await null;
    if (!server.isUp) throw new Error("gone");
    const unchanged = known === server.now;
    const tree = unchanged ? [] : treeOf(server.now);
    return { folders: tree, fingerprint: server.now, unchanged };
  };
  const memory = {
    folders: async () => (kept ? { folders: treeOf(kept), fingerprint: kept } : null),
    soon: (/** @type {Promise<any>} */ reading) => reading,
    keepFolders: (/** @type {any} */ answer) => {
      keeping = answer;
    },
  };
  const { signal } = new AbortController();
  const tree = new OpenFolders(request, { memory, signal });
  tree.addEventListener("changed", (event) => {
    shown.push(/** @type {CustomEvent} */ (event).detail.folders[0]?.name ?? "");
  });
  return { tree, server, asked, shown, kept: () => keeping };
}

test("on a first visit the tree is asked for, shown and kept", async () => {
  const { tree, asked, shown, kept } = folders();
  await tree.open();
  assert.deepEqual([asked, shown], [[""], ["now"]]);
  assert.equal(kept().fingerprint, "now");
});

test("a tree that is known is shown at once and not told again", async () => {
  const { tree, asked, shown, kept } = folders({ kept: "now" });
  await tree.open();
  assert.deepEqual([asked, shown], [["now"], ["now"]]);
  assert.equal(kept(), null);
});

test("a tree that changed since takes the place of the one that was kept", async () => {
  const { tree, server, asked, shown } = folders({ kept: "old" });
  await tree.open();
  server.now = "newer";
  await tree.refresh();
  assert.deepEqual(
    [asked, shown],
    [
      ["old", "now"],
      ["old", "now", "newer"],
    ],
  );
});

test("a tree that was taken away while it was asked about is asked for whole", async () => {
  const { tree, asked, shown } = folders({ kept: "now" });
  await tree.open();
  const refreshing = tree.refresh();
  tree.forget();
  await refreshing;
  assert.deepEqual(asked, ["now", "now", ""]);
  assert.deepEqual(shown, ["now", "", "now"]);
});

test("without an answer what is shown stays", async () => {
  const { tree, server, shown } = folders({ kept: "old" });
  server.isUp = false;
  await tree.open();
  assert.deepEqual(shown, ["old"]);
});
