import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { caddyLines, nginxLines } from "../../../javascript/evergallery/model/server_lines.mjs";

const vectors = new URL("../../vectors/server_lines.json", import.meta.url);

test("the lines are those that were tried with a real nginx", () => {
  for (const { repairs, nginx, caddy } of JSON.parse(readFileSync(vectors, "utf8"))) {
    assert.deepEqual(nginxLines(repairs), nginx);
    assert.deepEqual(caddyLines(repairs), caddy);
  }
});
