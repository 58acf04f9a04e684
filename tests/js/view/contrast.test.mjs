import assert from "node:assert/strict";
import test from "node:test";

import {
  contrast,
  mixed,
  over,
  readColor,
  writeColor,
} from "../../../javascript/evergallery/view/contrast.mjs";

/** @typedef {import("../../../javascript/evergallery/view/contrast.mjs").Color} Color */

/** @type {Color} */
const BLACK = [0, 0, 0, 1];
/** @type {Color} */
const WHITE = [1, 1, 1, 1];

test("the notations of computed colours are read, and no other", () => {
  assert.deepEqual(readColor("rgb(255, 0, 51)"), [1, 0, 0.2, 1]);
  assert.deepEqual(readColor("rgba(0, 0, 0, 0)"), [0, 0, 0, 0]);
  assert.deepEqual(readColor("color(srgb 0.5 1e-7 1 / 0.25)"), [0.5, 1e-7, 1, 0.25]);
  for (const text of ["", "red", "color(display-p3 1 0 0)", "oklch(0.5 0.1 20)", "rgb()"]) {
    assert.equal(readColor(text), null, text);
  }
});

test("a colour is written as it is read", () => {
  assert.equal(writeColor([1, 0, 0.2, 1]), "rgb(255 0 51)");
});

test("black on white is 21 to 1 and the grey of WCAG's examples 4.54", () => {
  assert.equal(contrast(BLACK, WHITE), 21);
  assert.equal(contrast(WHITE, BLACK), 21);
  assert.equal(contrast(WHITE, WHITE), 1);
  const grey = /** @type {Color} */ (readColor("rgb(118, 118, 118)"));
  assert.equal(contrast(grey, WHITE).toFixed(2), "4.54");
});

test("what is translucent lets the back through", () => {
  assert.deepEqual(over([0, 0, 0, 0.25], WHITE), [0.75, 0.75, 0.75, 1]);
  assert.deepEqual(mixed(WHITE, BLACK, 0.5), [0.5, 0.5, 0.5, 1]);
});
