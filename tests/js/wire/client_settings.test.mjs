import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { DEFAULT_SETTINGS } from "../../../javascript/evergallery/wire/client_settings.mjs";

const TWIN = new URL("../../../evergallery/wire/client_settings.py", import.meta.url);

test("the defaults are those of the Python twin", () => {
  const fields = readFileSync(TWIN, "utf8").matchAll(/^ {4}(\w+): \w+ = (.+)$/gm);
  const defaults = [...fields].map(([, name, value]) => [name, JSON.parse(value.replace("_", ""))]);
  assert.deepEqual(DEFAULT_SETTINGS, Object.fromEntries(defaults));
});
