import { copyingButton } from "./copying_button.mjs";
import { make } from "./dom.mjs";

/** @type {readonly (readonly [key: "nginx" | "caddy", label: string])[]} */
const SERVERS = Object.freeze([
  ["nginx", "nginx"],
  ["caddy", "Caddy"],
]);

/**
 * The lines that teach a proxy to carry the gallery, ready to be copied.
 *
 * @param {{nginx?: string[], caddy?: string[]}} lines
 * @param {import("../io/later.mjs").Later} later
 */
export function repairLines(lines, later) {
  const blocks = SERVERS.filter(([key]) => lines[key]?.length).map(([key, label]) =>
    block(label, (lines[key] ?? []).join("\n"), later),
  );
  return make("div", { class: "eg-repairs" }, ...blocks);
}

/**
 * @param {string} label
 * @param {string} text
 * @param {import("../io/later.mjs").Later} later
 */
function block(label, text, later) {
  const copy = copyingButton({ label: `Copy for ${label}`, text: () => text, later });
  return make(
    "div",
    { class: "eg-repair" },
    make("div", { class: "eg-repair-head" }, `Lines for ${label}`, copy),
    make("pre", { tabindex: 0, "aria-label": `Lines for ${label}` }, text),
  );
}
