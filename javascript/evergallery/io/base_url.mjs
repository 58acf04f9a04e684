const STATIC = "/evergallery/v1/static/";

/**
 * The folder the page lies in: right behind every combination of proxy, sub-path and forwarded headers
 * tried, where `gradio_config.root` was wrong behind several.
 *
 * @param {string} href location.href
 * @returns {string} absolute, ends with "/"
 */
export function baseUrl(href) {
  return new URL(".", href.split(/[?#]/)[0]).href;
}

/**
 * Where our routes may be, the likeliest first: beside the page, where this module came from, and where
 * Gradio thinks it is.
 *
 * @param {string} base
 * @param {{moduleUrl?: string, gradioRoot?: string}} hints
 * @returns {string[]} absolute, each ends with "/"
 */
export function baseCandidates(base, { moduleUrl, gradioRoot }) {
  const candidates = [base];
  const cut = moduleUrl?.indexOf(STATIC) ?? -1;
  if (moduleUrl && cut >= 0) candidates.push(moduleUrl.slice(0, cut + 1));
  if (gradioRoot) candidates.push(folderUrl(gradioRoot, base));
  const origin = new URL(base).origin;
  return [...new Set(candidates)].filter((url) => new URL(url).origin === origin);
}

/**
 * @param {string} root absolute or relative; a proxy may have left it unusable
 * @param {string} base
 */
function folderUrl(root, base) {
  try {
    return new URL(root.endsWith("/") ? root : `${root}/`, base).href;
  } catch {
    return base;
  }
}
