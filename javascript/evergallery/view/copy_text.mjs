import { make } from "./dom.mjs";

/**
 * Copies to the clipboard. `navigator.clipboard` exists on https and localhost only, but most galleries are
 * opened over plain http in a home network: there the old command does it.
 *
 * @param {string} text
 * @param {HTMLElement} beside an element in the part of the page that may have the focus
 * @returns {Promise<boolean>} did it work?
 */
export async function copyText(text, beside) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyByCommand(text, beside);
  }
}

/**
 * @param {string} text
 * @param {HTMLElement} beside
 */
function copyByCommand(text, beside) {
  const field = make("textarea", { class: "eg-copy-field", "aria-hidden": "true", readonly: true });
  field.value = text;
  beside.after(field);
  field.select();
  try {
    return document.execCommand("copy");
  } finally {
    field.remove();
    beside.focus();
  }
}
