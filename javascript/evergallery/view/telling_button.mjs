import { textButton } from "./button.mjs";
import { setText } from "./dom.mjs";

const SHOWN_MS = 1_800;

/**
 * A text button that says for a moment what came of it. A screen reader hears it too: the button has the
 * focus, and its name changes.
 *
 * @param {object} options
 * @param {string} options.label
 * @param {(button: HTMLElement) => string | Promise<string>} options.act  gives what to say
 * @param {import("../io/later.mjs").Later} options.later
 * @param {import("./dom.mjs").Attributes} [options.attributes]
 */
export function tellingButton({ label, act, later, attributes = {} }) {
  let callOff = () => {};
  const onClick = async () => {
    callOff();
    setText(button, await act(button));
    callOff = later(() => setText(button, label), SHOWN_MS);
  };
  const button = textButton(label, onClick, { "aria-live": "polite", ...attributes });
  return button;
}
