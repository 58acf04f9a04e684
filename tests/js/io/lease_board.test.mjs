import assert from "node:assert/strict";
import test from "node:test";

import { LeaseBoard } from "../../../javascript/evergallery/io/lease_board.mjs";
import { Store } from "../../../javascript/evergallery/io/store.mjs";

function boardOf() {
  /** @type {any[]} */
  const told = [];
  const store = new Store(() => undefined);
  const board = new LeaseBoard({ store, key: "leader:/", tell: (lease) => told.push(lease) });
  return { board, store, told };
}

const MINE = { holder: "me", untilMs: 2_000 };

test("what is written is read by all, and said aloud", () => {
  const { board, store, told } = boardOf();
  board.write(MINE);
  assert.deepEqual(board.read(), MINE);
  assert.deepEqual(store.get("leader:/", null), MINE);
  assert.deepEqual(told, [MINE]);
});

test("the newer word counts: of what is stored and what was said", () => {
  const { board } = boardOf();
  board.write(MINE);
  board.hear({ holder: "other", untilMs: 3_000 });
  assert.equal(board.read()?.holder, "other");
  board.hear({ holder: "late", untilMs: 1_000 });
  assert.equal(board.read()?.holder, "other");
  board.hear(null);
  assert.equal(board.read()?.holder, "me");
});

test("of two leases written in the same moment every tab takes the same", () => {
  const { board } = boardOf();
  board.write({ holder: "a", untilMs: 2_000 });
  board.hear({ holder: "b", untilMs: 2_000 });
  assert.equal(board.read()?.holder, "b");
  board.write({ holder: "b", untilMs: 2_000 });
  board.hear({ holder: "a", untilMs: 2_000 });
  assert.equal(board.read()?.holder, "b");
});

test("only the holder gives a lease back", () => {
  const { board, told } = boardOf();
  board.write(MINE);
  board.give("other");
  assert.equal(board.read()?.holder, "me");
  board.give("me");
  assert.equal(board.read(), null);
  assert.deepEqual(told, [MINE, null]);
});

test("nonsense on the board is no lease", () => {
  const { board, store } = boardOf();
  store.set("leader:/", "mine!");
  board.hear({ holder: 5 });
  assert.equal(board.read(), null);
});
