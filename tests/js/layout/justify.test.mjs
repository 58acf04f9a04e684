import assert from "node:assert/strict";
import test from "node:test";

import { justify } from "../../../javascript/evergallery/layout/justify.mjs";

const OPTIONS = { width: 1000, rowHeight: 200, gap: 4, fillLast: false };

/** Deterministic shapes of common formats. @param {number} count */
function shapes(count) {
  const formats = [2 / 3, 1, 3 / 2, 1, 16 / 9, 3 / 4];
  return Array.from({ length: count }, (_, index) => formats[(index * 7 + (index >> 2)) % 6]);
}

/** @param {{boxes: import("../../../javascript/evergallery/layout/box.mjs").Box[], rows: number[]}} laid */
function rowsOf({ boxes, rows }) {
  return rows.map((first, row) => boxes.slice(first, rows[row + 1] ?? boxes.length));
}

test("every row but the last spans the whole width", () => {
  const laid = justify(shapes(50), OPTIONS);
  for (const row of rowsOf(laid).slice(0, -1)) {
    const last = row[row.length - 1];
    assert.ok(Math.abs(last.x + last.width - 1000) < 0.001);
  }
});

test("a band that others follow fills its last row as well", () => {
  for (let count = 20; count < 60; count += 1) {
    const { boxes } = justify(shapes(count), { ...OPTIONS, fillLast: true });
    const last = boxes[boxes.length - 1];
    assert.ok(Math.abs(last.x + last.width - 1000) < 0.001, `${count} pictures`);
  }
});

test("rows stay near the wanted height", () => {
  const laid = justify(shapes(120), { ...OPTIONS, fillLast: true });
  for (const [box] of rowsOf(laid))
    assert.ok(box.height > 130 && box.height < 290, `${box.height}`);
});

test("pictures keep their shape and the gap between them", () => {
  const aspects = shapes(40);
  const laid = justify(aspects, OPTIONS);
  laid.boxes.forEach((box, index) => {
    assert.ok(Math.abs(box.width / box.height - aspects[index]) < 1e-9);
  });
  for (const row of rowsOf(laid)) {
    row.slice(1).forEach((box, index) => {
      assert.ok(Math.abs(box.x - (row[index].x + row[index].width) - 4) < 1e-6);
    });
  }
});

test("a few pictures keep the wanted height instead of being blown up", () => {
  const { boxes, height } = justify([1, 1], OPTIONS);
  assert.deepEqual(
    boxes.map((box) => box.height),
    [200, 200],
  );
  assert.equal(height, 200);
});

test("a panorama takes a row of its own", () => {
  const { rows } = justify([1, 20, 1], OPTIONS);
  assert.deepEqual(rows, [0, 1, 2]);
});

test("nothing takes no room", () => {
  assert.deepEqual(justify([], OPTIONS), { boxes: [], rows: [], height: 0 });
});
