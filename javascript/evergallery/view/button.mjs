import { make } from "./dom.mjs";
import { icon } from "./icons.mjs";

/**
 * A round button with an icon; its label is read out and shown on hover.
 *
 * @param {import("./icons.mjs").IconName} name
 * @param {string} label
 * @param {() => void} onClick
 * @param {import("./dom.mjs").Attributes} [attributes]
 */
export function iconButton(name, label, onClick, attributes = {}) {
  const button = make(
    "button",
    { type: "button", class: "eg-button", "aria-label": label, title: label, ...attributes },
    icon(name),
  );
  button.addEventListener("click", onClick);
  return button;
}

/**
 * @param {string} text
 * @param {() => void} onClick
 * @param {import("./dom.mjs").Attributes} [attributes]
 */
export function textButton(text, onClick, attributes = {}) {
  const button = make("button", { type: "button", class: "eg-text-button", ...attributes }, text);
  button.addEventListener("click", onClick);
  return button;
}
