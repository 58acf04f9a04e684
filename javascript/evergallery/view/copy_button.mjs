import { iconButton } from "./button.mjs";
import { copyText } from "./copy_text.mjs";
import { icon } from "./icons.mjs";

const SHOWN_MS = 1_400;

/**
 * Copies a text and shows for a moment that it did.
 *
 * @param {object} options
 * @param {string} options.label
 * @param {string} options.text
 * @param {import("../io/later.mjs").Later} options.later
 */
export function copyButton({ label, text, later }) {
  const button = iconButton("copy", label, async () => {
    const worked = await copyText(text, button);
    button.replaceChildren(icon(worked ? "check" : "close"));
    button.title = worked ? "Copied" : "The browser did not allow it";
    later(() => {
      button.replaceChildren(icon("copy"));
      button.title = label;
    }, SHOWN_MS);
  });
  return button;
}
