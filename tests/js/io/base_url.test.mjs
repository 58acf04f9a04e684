import assert from "node:assert/strict";
import { test } from "node:test";
import { baseCandidates, baseUrl } from "../../../javascript/evergallery/io/base_url.mjs";

test("the base is the folder of the page, whatever follows it", () => {
  assert.equal(baseUrl("http://host:7860/?__theme=dark"), "http://host:7860/");
  assert.equal(baseUrl("https://host/a/b/?q=/c/#/d/"), "https://host/a/b/");
  assert.equal(baseUrl("https://host/a/page"), "https://host/a/");
});

test("candidates are the page, the module's place and Gradio's root, each once", () => {
  const hints = {
    moduleUrl: "https://host/sd/evergallery/v1/static/abc/javascript/evergallery/app.mjs",
    gradioRoot: "https://host/sd",
  };
  assert.deepEqual(baseCandidates("https://host/", hints), ["https://host/", "https://host/sd/"]);
});

test("another origin is never a candidate, nor is nonsense", () => {
  assert.deepEqual(baseCandidates("https://host/", { gradioRoot: "http://host:7860" }), [
    "https://host/",
  ]);
  assert.deepEqual(baseCandidates("https://host/", { gradioRoot: "http://[" }), ["https://host/"]);
  assert.deepEqual(baseCandidates("https://host/", { moduleUrl: "https://host/app.mjs" }), [
    "https://host/",
  ]);
});
