import { make } from "./dom.mjs";

const SHEETS = ["tokens", "toolbar", "folders", "grid", "link", "viewer"];

/**
 * Links our style sheets, once per page, and waits for them: the grid measures itself. A sheet that cannot
 * be had is not waited for.
 *
 * @param {string} folder absolute, ends with "/"
 */
export async function linkStyles(folder) {
  await Promise.all(SHEETS.map((sheet) => linkStyle(`${folder}${sheet}.css`)));
}

/** @param {string} href */
function linkStyle(href) {
  const links = /** @type {HTMLLinkElement[]} */ ([...document.head.querySelectorAll("link")]);
  if (links.some((link) => link.href === href)) return Promise.resolve();
  const link = make("link", { rel: "stylesheet", href });
  return new Promise((resolve) => {
    link.addEventListener("load", () => resolve(undefined), { once: true });
    link.addEventListener("error", () => resolve(undefined), { once: true });
    document.head.append(link);
  });
}
