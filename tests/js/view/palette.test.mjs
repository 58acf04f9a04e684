import assert from "node:assert/strict";
import test from "node:test";

import { contrast, mixed } from "../../../javascript/evergallery/view/contrast.mjs";
import { readablePalette } from "../../../javascript/evergallery/view/palette.mjs";

/** @typedef {import("../../../javascript/evergallery/view/contrast.mjs").Color} Color */

/** @type {Color} */
const WHITE = [1, 1, 1, 1];
/** @type {Color} */
const CHARCOAL = [0.13, 0.13, 0.13, 1];
/** @type {Color} */
const INK = [0.12, 0.16, 0.22, 1];
/** @type {Color} */
const PALE = [0.87, 0.87, 0.87, 1];
/** @type {Color} */
const ORANGE = [0.976, 0.451, 0.086, 1];

test("a host's colours that can be read are taken as they are", () => {
  const { text, surface, isDark } = readablePalette({
    surface: WHITE,
    texts: [INK, PALE],
    accent: null,
  });
  assert.deepEqual([text, surface, isDark], [INK, WHITE, false]);
});

test("text of a light theme on a dark surface gives way to what is inherited", () => {
  const { text, isDark } = readablePalette({
    surface: CHARCOAL,
    texts: [INK, PALE],
    accent: null,
  });
  assert.deepEqual([text, isDark], [PALE, true]);
});

test("where nothing of the host's can be read, ours can", () => {
  for (const surface of [WHITE, CHARCOAL, ORANGE, /** @type {Color} */ ([0.5, 0.5, 0.5, 1])]) {
    const { text, muted } = readablePalette({ surface, texts: [null, surface], accent: null });
    assert.ok(contrast(text, surface) >= 4.5, `${surface}`);
    assert.ok(contrast(muted, surface) >= 4.5, `${surface}`);
  }
});

test("muted words are readable on a tint as well", () => {
  const { text, muted, surface } = readablePalette({ surface: WHITE, texts: [INK], accent: null });
  assert.ok(contrast(muted, mixed(text, surface, 0.08)) >= 4.5);
});

test("an accent too faint to be seen is darkened, and one that is seen is kept", () => {
  const onWhite = readablePalette({ surface: WHITE, texts: [INK], accent: ORANGE });
  assert.ok(contrast(ORANGE, WHITE) < 3);
  assert.ok(contrast(onWhite.accent, WHITE) >= 3);
  const onDark = readablePalette({ surface: CHARCOAL, texts: [PALE], accent: ORANGE });
  assert.deepEqual(onDark.accent, ORANGE);
});
