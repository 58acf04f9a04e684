import assert from "node:assert/strict";
import test from "node:test";

import { FolderTree } from "../../../javascript/evergallery/model/folder_tree.mjs";

const FOLDERS = [
  { id: 1, parent: null, name: "Text", count: 2, total: 9 },
  { id: 2, parent: 1, name: "2026-11", count: 3, total: 7 },
  { id: 3, parent: 2, name: "drafts", count: 4, total: 4 },
  { id: 4, parent: null, name: "Saved", count: 5, total: 5 },
];

/** @param {FolderTree} tree */
const names = (tree) => tree.lines().map(({ folder, depth }) => `${depth} ${folder.name}`);

function grown() {
  const tree = new FolderTree();
  tree.replace(FOLDERS);
  return tree;
}

test("only roots are seen at first", () => {
  assert.deepEqual(names(grown()), ["0 Text", "0 Saved"]);
});

test("an open branch shows its children below it", () => {
  const tree = grown();
  tree.setOpen(1, true);
  assert.deepEqual(names(tree), ["0 Text", "1 2026-11", "0 Saved"]);
  tree.setOpen(1, false);
  assert.deepEqual(names(tree), ["0 Text", "0 Saved"]);
});

test("revealing a folder opens all above it", () => {
  const tree = grown();
  tree.reveal(3);
  assert.deepEqual(names(tree), ["0 Text", "1 2026-11", "2 drafts", "0 Saved"]);
});

test("open branches stay open when the folders are told anew", () => {
  const tree = grown();
  tree.setOpen(1, true);
  tree.replace(FOLDERS.slice(0, 3));
  assert.deepEqual(names(tree), ["0 Text", "1 2026-11"]);
});

test("the total counts each picture once", () => {
  assert.equal(grown().total, 14);
});
