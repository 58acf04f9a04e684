import { make } from "./dom.mjs";

/**
 * Opens this very page in another tab, where the server's login or a tunnel's notice can be answered: here it
 * would take the pictures away. Coming back, the link is tried again by itself.
 *
 * @param {string} label
 */
export function pageLink(label) {
  return make(
    "a",
    { class: "eg-text-button eg-page-link", href: "", target: "_blank", rel: "noopener" },
    label,
  );
}
