import assert from "node:assert/strict";
import test from "node:test";
import { LinkFigures } from "../../../javascript/evergallery/wire/link_figures.mjs";

test("the longest silence is kept", () => {
  const figures = new LinkFigures();
  for (const silenceMs of [5, 90, 20]) figures.heard(silenceMs);
  assert.equal(figures.summary().longestSilenceMs, 90);
});

test("ends and fallbacks are counted by their reason", () => {
  const figures = new LinkFigures();
  figures.closed("1006");
  figures.closed("1006");
  figures.fellBack("socket_refused");
  const { closes, fallbacks } = figures.summary();
  assert.deepEqual(closes, { 1006: 2 });
  assert.deepEqual(fallbacks, { socket_refused: 1 });
});
