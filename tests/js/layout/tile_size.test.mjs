import assert from "node:assert/strict";
import test from "node:test";

import {
  LARGEST_PX,
  SMALLEST_PX,
  sizeOfStep,
  tileSize,
} from "../../../javascript/evergallery/layout/tile_size.mjs";

test("the slider goes from the smallest to the largest size", () => {
  assert.equal(sizeOfStep(0), SMALLEST_PX);
  assert.equal(sizeOfStep(100), LARGEST_PX);
  assert.equal(sizeOfStep(500), LARGEST_PX);
});

test("however large the window, its tiles are bounded in number", () => {
  const window = { width: 3_800, height: 2_000 };
  for (const aspect of [0.5, 1, 1.6]) {
    const size = tileSize(0, window, aspect);
    assert.ok((window.width * window.height) / (size * size * aspect) < 201);
  }
});
