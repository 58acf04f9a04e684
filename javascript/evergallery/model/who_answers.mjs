/**
 * What a browser can tell of an answer: status, headers, the beginning of the body.
 *
 * @typedef {object} Answer
 * @property {number} status
 * @property {Record<string, string>} headers  lower-case names
 * @property {string} start
 * @property {boolean} elsewhere  whether a redirect led to another host
 */

/** @typedef {import("./diagnosis.mjs").Result} Result */

export const HEADER = "evergallery-probe";

/** What a server calls itself → the name people know. The gallery's own is uvicorn. */
const PRODUCTS = Object.freeze({
  cloudflare: "Cloudflare",
  nginx: "nginx",
  openresty: "nginx",
  caddy: "Caddy",
  envoy: "Envoy",
  apache: "Apache",
  awselb: "Amazon's load balancer",
  "microsoft-azure-application-gateway": "Azure's gateway",
  gunicorn: "gunicorn",
});

/** Media types of pages; "" when there is none. */
const PAGES = new Set(["text/html", "text/plain", ""]);

/** @type {Readonly<Record<number, Result>>} */
const OURS = Object.freeze({ 401: "login", 403: "origin", 503: "busy" });

/**
 * The product in front of the gallery, as far as it names itself; "" otherwise.
 *
 * @param {Answer} answer
 */
export function whoAnswers({ headers }) {
  if ("ngrok-error-code" in headers || "ngrok-agent-ips" in headers) return "ngrok";
  if ("cf-ray" in headers) return "Cloudflare";
  const servers = (headers.server ?? "").toLowerCase().split(/\s*,\s*/);
  const known = Object.entries(PRODUCTS).find(([prefix]) =>
    servers.some((server) => server.startsWith(prefix)),
  );
  if (known) return known[1];
  return (headers.via ?? "").toLowerCase().includes("caddy") ? "Caddy" : "";
}

/**
 * What the answer to a question at `evergallery/v1/probe` means. Twin: evergallery/doctor/answers.py.
 *
 * @param {Answer} answer
 * @returns {Result}
 */
export function resultOf(answer) {
  return HEADER in answer.headers ? ofOurs(answer) : ofSomebodyElse(answer);
}

/** @param {Answer} answer @returns {Result} */
function ofOurs({ status, headers }) {
  if (status === 426) return headers[HEADER] === "no-library" ? "no_library" : "no_upgrade";
  return OURS[status] ?? (status < 400 ? "ok" : "refused");
}

/**
 * ngrok's warning and its offline page both carry `ngrok-error-code`, a Cloudflare challenge carries
 * `cf-mitigated: challenge`.
 *
 * @param {Answer} answer
 * @returns {Result}
 */
function ofSomebodyElse({ status, headers, start, elsewhere }) {
  if (headers["cf-mitigated"] === "challenge") return "challenge";
  if (status === 401 || status === 407 || elsewhere) return "login";
  if (status === 429) return "busy";
  if (status >= 500) return "gateway";
  if ("ngrok-error-code" in headers) return status === 404 ? "gateway" : "page";
  if (status === 404 || status === 405) return "missing";
  if (status >= 400) return "refused";
  return isAForeignPage(headers, start) ? "page" : "missing";
}

/**
 * A Gradio page at our address is the web UI itself, without a gallery.
 *
 * @param {Record<string, string>} headers
 * @param {string} start
 */
function isAForeignPage(headers, start) {
  const mediaType = (headers["content-type"] ?? "").split(";")[0]?.trim().toLowerCase() ?? "";
  return PAGES.has(mediaType) && !start.toLowerCase().includes("gradio");
}
