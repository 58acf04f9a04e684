import assert from "node:assert/strict";
import test from "node:test";
import { LinkTimeline } from "../../../javascript/evergallery/io/link_timeline.mjs";

test("the newest fifty changes are kept, oldest first", () => {
  const timeline = new LinkTimeline();
  for (let atMs = 0; atMs < 60; atMs += 1) {
    timeline.add({ atMs, state: "polling", transport: "http", reason: "" });
  }
  const times = timeline.moments.map(({ atMs }) => atMs);
  assert.deepEqual(
    times,
    Array.from({ length: 50 }, (_, index) => index + 10),
  );
});
