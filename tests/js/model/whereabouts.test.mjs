import assert from "node:assert/strict";
import test from "node:test";

import { NEWEST_FIRST } from "../../../javascript/evergallery/model/view_query.mjs";
import {
  beginningOf,
  landingIn,
  noteOf,
  readNote,
} from "../../../javascript/evergallery/model/whereabouts.mjs";

const HOUR_MS = 3_600_000;

/** @type {import("../../../javascript/evergallery/model/whereabouts.mjs").Whereabouts} */
const DEEP = {
  query: { ...NEWEST_FIRST, folder: 4, recursive: false, words: "red fox", sort: "name" },
  top: { id: 61, offset: 60, above: -12.5 },
  current: 64,
  viewer: { id: 66, offset: 65 },
};

/** A view whose items are these ids. @param {number[]} ids */
function viewOf(ids) {
  return { total: ids.length, offsetOf: (/** @type {number} */ id) => ids.indexOf(id) };
}

/** Ids that stand one above their places. @param {number} total */
function upTo(total) {
  return Array.from({ length: total }, (_, offset) => offset + 1);
}

test("what is noted is read again, as text too", () => {
  const note = JSON.parse(JSON.stringify(noteOf(DEEP, "me", 1_000)));
  assert.deepEqual(readNote(note, 2_000), { whereabouts: DEEP, owner: "me" });
});

test("a day later the person begins anew", () => {
  const note = noteOf(DEEP, "me", 0);
  assert.notEqual(readNote(note, 23 * HOUR_MS), null);
  assert.equal(readNote(note, 24 * HOUR_MS), null);
});

test("a clock that was put back forgets nothing", () => {
  assert.notEqual(readNote(noteOf(DEEP, "me", 5 * HOUR_MS), 0), null);
});

for (const [name, note] of /** @type {[string, any][]} */ ([
  ["nothing", null],
  ["a number", 7],
  ["a note of another version", { ...noteOf(DEEP, "me", 0), form: 2 }],
  ["a note of nobody", { ...noteOf(DEEP, "me", 0), owner: undefined }],
  ["a note without a time", { ...noteOf(DEEP, "me", 0), savedMs: "soon" }],
])) {
  test(`${name} is no place`, () => {
    assert.equal(readNote(note, 1_000), null);
  });
}

test("nonsense in a note is the beginning of everything", () => {
  const note = {
    ...noteOf(DEEP, "me", 0),
    query: { folder: "../..", recursive: 3, words: {}, sort: "__proto__", descending: "no" },
    top: { id: 1.5, offset: -3 },
    current: "first",
    viewer: [],
  };
  const whereabouts = { query: NEWEST_FIRST, top: null, current: null, viewer: null };
  assert.deepEqual(readNote(note, 1)?.whereabouts, whereabouts);
});

test("more words than a server takes, and a place far outside the window, are cut to measure", () => {
  const query = { ...NEWEST_FIRST, words: "x".repeat(5_000) };
  const note = noteOf({ ...DEEP, query, top: { id: -1, offset: 3, above: 1e9 } }, "me", 0);
  const read = readNote(note, 1)?.whereabouts;
  assert.equal(read?.query.words.length, 1_000);
  assert.deepEqual(read?.top, { id: null, offset: 3, above: 0 });
});

test("what the viewer shows comes first, then what is in the window", () => {
  assert.deepEqual(beginningOf(DEEP), DEEP.viewer);
  assert.deepEqual(beginningOf({ ...DEEP, viewer: null }), DEEP.top);
  assert.equal(beginningOf({ ...DEEP, viewer: null, top: null }), null);
});

test("in an unchanged view everything is where it was", () => {
  const landing = landingIn(DEEP, viewOf(upTo(100)));
  assert.deepEqual(landing, { top: { offset: 60, above: -12.5 }, viewer: 65 });
});

test("new pictures on top move everything", () => {
  const landing = landingIn(DEEP, viewOf([902, 901, ...upTo(100)]));
  assert.deepEqual(landing, { top: { offset: 62, above: -12.5 }, viewer: 67 });
});

test("a picture that is not known moved as far as the one that is", () => {
  const ids = [902, 901, ...upTo(100)].map((id) => (id === 61 ? 999 : id));
  assert.equal(landingIn(DEEP, viewOf(ids)).top?.offset, 62);
});

test("a picture that is gone leaves its place to the next one", () => {
  const ids = upTo(100).filter((id) => id !== 66);
  assert.equal(landingIn(DEEP, viewOf(ids)).viewer, 65);
});

test("in a view that has shrunk the end is the nearest place", () => {
  assert.deepEqual(landingIn(DEEP, viewOf([700, 701])), {
    top: { offset: 1, above: -12.5 },
    viewer: 1,
  });
  assert.equal(landingIn(DEEP, viewOf([])).viewer, 0);
});

test("who was at the top with the viewer closed is there again", () => {
  const landing = landingIn({ ...DEEP, top: null, viewer: null }, viewOf(upTo(9)));
  assert.deepEqual(landing, { top: null, viewer: -1 });
});
