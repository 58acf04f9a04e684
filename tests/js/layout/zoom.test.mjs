import assert from "node:assert/strict";
import test from "node:test";

import {
  bounds,
  fitScale,
  fitted,
  isZoomed,
  zoomedAt,
} from "../../../javascript/evergallery/layout/zoom.mjs";

const STAGE = { width: 1000, height: 800 };
const PICTURE = { width: 2000, height: 1000 };

test("the whole picture is as large as the stage allows", () => {
  assert.deepEqual(fitted(PICTURE, STAGE), { scale: 0.5, x: 0, y: 0 });
});

test("a small picture is enlarged, but not to blocks", () => {
  assert.equal(fitScale({ width: 64, height: 64 }, STAGE), 2);
});

test("the point under the pointer stays there", () => {
  const at = { x: 120, y: 40 };
  const before = fitted(PICTURE, STAGE);
  const after = zoomedAt(before, 2, at, PICTURE, STAGE);
  assert.equal((at.x - after.x) / after.scale, (at.x - before.x) / before.scale);
  assert.equal((at.y - after.y) / after.scale, (at.y - before.y) / before.scale);
});

test("zooming out ends at the whole picture, in the middle", () => {
  const near = zoomedAt(fitted(PICTURE, STAGE), 4, { x: 300, y: 200 }, PICTURE, STAGE);
  const out = zoomedAt(near, 0.01, { x: -300, y: 10 }, PICTURE, STAGE);
  assert.equal(out.scale, 0.5);
  assert.equal(Math.abs(out.x), 0);
  assert.equal(Math.abs(out.y), 0);
  assert.equal(isZoomed(out, PICTURE, STAGE), false);
});

test("panning ends at the edges of the picture", () => {
  const pose = bounds({ scale: 1, x: 9_999, y: -9_999 }, PICTURE, STAGE);
  assert.deepEqual(pose, { scale: 1, x: 500, y: -100 });
});
