import { copyText } from "./copy_text.mjs";
import { tellingButton } from "./telling_button.mjs";

/**
 * A text button that copies what `text` gives at that moment.
 *
 * @param {object} options
 * @param {string} options.label
 * @param {() => string} options.text
 * @param {import("../io/later.mjs").Later} options.later
 * @param {import("./dom.mjs").Attributes} [options.attributes]
 */
export function copyingButton({ label, text, later, attributes }) {
  const act = async (/** @type {HTMLElement} */ button) =>
    (await copyText(text(), button)) ? "Copied" : "The browser did not allow it";
  return tellingButton({ label, act, later, attributes });
}
