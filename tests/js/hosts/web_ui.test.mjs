import assert from "node:assert/strict";
import test from "node:test";

import { hostOf } from "../../../javascript/evergallery/hosts/host_of.mjs";

/** The globals of A1111's and SD.Next's classic scripts. */
function webUiScope() {
  /** @type {(() => void)[]} */ const tabCallbacks = [];
  /** @type {(() => void)[]} */ const optionCallbacks = [];
  return {
    tabCallbacks,
    optionCallbacks,
    onUiTabChange: (/** @type {() => void} */ callback) => tabCallbacks.push(callback),
    onOptionsChanged: (/** @type {() => void} */ callback) => optionCallbacks.push(callback),
    opts: /** @type {Record<string, unknown>} */ ({
      evergallery_transport: "Auto",
      sd_model_checkpoint: "x",
    }),
  };
}

test("a web UI tells of tabs and options until the gallery is stopped", () => {
  const scope = webUiScope();
  const host = hostOf(scope);
  const lifetime = new AbortController();
  /** @type {string[]} */
  const heard = [];
  host.onTabShown(() => heard.push("tab"), lifetime.signal);
  host.onOptionsChanged(() => heard.push("options"), lifetime.signal);
  for (const callback of [...scope.tabCallbacks, ...scope.optionCallbacks]) callback();
  lifetime.abort();
  for (const callback of [...scope.tabCallbacks, ...scope.optionCallbacks]) callback();
  assert.deepEqual(heard, ["tab", "options"]);
});

test("only our options are seen, without the prefix, also after the host replaced them all", () => {
  const scope = webUiScope();
  const host = hostOf(scope);
  assert.deepEqual(host.options(), { transport: "Auto" });
  scope.opts = { evergallery_transport: "HTTP long poll" };
  assert.deepEqual(host.options(), { transport: "HTTP long poll" });
});

test("a page of plain Gradio has no options and calls nothing", () => {
  const host = hostOf({});
  const { signal } = new AbortController();
  host.onTabShown(() => assert.fail(), signal);
  host.onOptionsChanged(() => assert.fail(), signal);
  assert.deepEqual(host.options(), {});
});
