import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";

const FOLDER = new URL("../../vectors/", import.meta.url);

/** @param {string} name */
const camel = (name) => name.replace(/_(\w)/g, (_, letter) => letter.toUpperCase());

/**
 * Plays every `twin_*.json` of the class, see tests/vectors/replay_twins.py; there must be one.
 *
 * @param {new (kept?: any) => any} Twin
 */
export function assertAsWritten(Twin) {
  const names = readdirSync(FOLDER).filter((file) => /^twin_.*\.json$/.test(file));
  const files = names.map((name) => JSON.parse(readFileSync(new URL(name, FOLDER), "utf8")));
  const twins = files.filter((twin) => twin.class === Twin.name);
  assert.ok(twins.length > 0);
  for (const twin of twins) play(new Twin(twin.kept), twin.steps);
}

/** @param {any} made @param {{call: string, args: any[], then: unknown}[]} steps */
function play(made, steps) {
  for (const [index, { call, args, then }] of steps.entries()) {
    const member = made[camel(call)];
    const outcome = typeof member === "function" ? member.apply(made, args) : member;
    assert.deepEqual(camelKeys(outcome ?? null), camelKeys(then), `step ${index}: ${call}`);
  }
}

/**
 * What is kept or sent has Python's spelling on both sides; what only people see has each language's own.
 *
 * @param {unknown} value
 * @returns {unknown}
 */
function camelKeys(value) {
  if (Array.isArray(value)) return value.map(camelKeys);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => [camel(key), camelKeys(one)]),
  );
}
