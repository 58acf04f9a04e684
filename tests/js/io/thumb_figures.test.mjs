import assert from "node:assert/strict";
import test from "node:test";

import { ThumbFigures } from "../../../javascript/evergallery/io/thumb_figures.mjs";

test("before anything was shown there is nothing to say", () => {
  const { firstTileMs, p95Ms } = new ThumbFigures().counts();
  assert.deepEqual([firstTileMs, p95Ms], [null, null]);
});

test("the first tile counts from the first want, whichever comes first", () => {
  const figures = new ThumbFigures();
  figures.wanted(1_000);
  figures.wanted(1_010);
  figures.shown("http", 1_010, 1_100);
  figures.shown("http", 1_000, 1_200);
  assert.equal(figures.counts().firstTileMs, 100);
});

test("ninety-five of a hundred tiles came within the p95, and old ones are forgotten", () => {
  const figures = new ThumbFigures();
  for (let tile = 0; tile < 300; tile += 1) figures.shown("socket", 0, 9_000);
  for (let ms = 1; ms <= 240; ms += 1) figures.shown("socket", 0, ms);
  assert.equal(figures.counts().p95Ms, 228);
});

test("tiles and bytes are counted by where they came from", () => {
  const figures = new ThumbFigures();
  figures.shown("cache", 0, 1);
  figures.shown("single", 0, 1);
  figures.carried("http", 500);
  figures.carried("http", 200);
  const { tiles, bytes } = figures.counts();
  assert.deepEqual(tiles, { socket: 0, http: 0, single: 1, cache: 1 });
  assert.deepEqual(bytes, { socket: 0, http: 700, single: 0, cache: 0 });
});
