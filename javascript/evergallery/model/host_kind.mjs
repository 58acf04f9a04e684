/** Places whose networks are known to be special; their own names say nothing about a person. */
const KNOWN = Object.freeze([
  "runpod.net",
  "gradio.live",
  "trycloudflare.com",
  "googleusercontent.com",
  "colab.dev",
  "kaggle.net",
  "ngrok-free.app",
  "ngrok-free.dev",
  "ngrok.app",
  "ngrok.io",
  "loca.lt",
  "vast.ai",
  "paperspacegradient.com",
  "paperspace.com",
  "hf.space",
  "lightning.ai",
  "github.dev",
  "gitpod.io",
  "azurewebsites.net",
  "amazonaws.com",
  "ts.net",
]);

const IPV4 = /^\d{1,3}(\.\d{1,3}){3}$/;
/** RFC 1918, 3927, 6598 and 4193: home, office and overlay networks. */
const PRIVATE =
  /^(10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|169\.254\.|100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.|\[f[cd]|\[fe80:)/;

/**
 * What kind of place a host name is in, without the name.
 *
 * @param {string} hostname as in location.hostname
 * @returns {string} "localhost", "private", "public address", one of the known places such as
 *   "runpod.net", or "other"
 */
export function hostKind(hostname) {
  const name = hostname.toLowerCase();
  if (name === "localhost" || name.endsWith(".localhost") || isLoopback(name)) return "localhost";
  if (PRIVATE.test(name) || !/[.:]/.test(name) || /\.(local|lan|home|internal)$/.test(name)) {
    return "private";
  }
  if (IPV4.test(name) || name.startsWith("[")) return "public address";
  return KNOWN.find((known) => name === known || name.endsWith(`.${known}`)) ?? "other";
}

/** @param {string} name */
function isLoopback(name) {
  return name === "[::1]" || (IPV4.test(name) && name.startsWith("127."));
}
