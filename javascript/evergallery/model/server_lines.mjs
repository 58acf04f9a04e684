/** @typedef {"upgrade" | "timeouts" | "buffering" | "host"} Repair */

/** @type {readonly Repair[]} */
export const REPAIRS = Object.freeze(["upgrade", "timeouts", "buffering", "host"]);

// A copy of evergallery/doctor/server_lines.py, which says why; tests/vectors/server_lines.json keeps them equal.

/** @type {Readonly<Record<Repair, readonly string[]>>} */
const NGINX = Object.freeze({
  upgrade: [
    "proxy_http_version 1.1;",
    "proxy_set_header Upgrade $http_upgrade;",
    'proxy_set_header Connection "upgrade";',
  ],
  timeouts: ["proxy_read_timeout 1h;", "proxy_send_timeout 1h;"],
  buffering: ["proxy_buffering off;"],
  host: ["proxy_set_header Host $http_host;", "proxy_set_header X-Forwarded-Proto $scheme;"],
});

/** @type {Readonly<Record<Repair, readonly string[]>>} */
const CADDY = Object.freeze({
  upgrade: ["transport http {", "\tversions 1.1", "}"],
  timeouts: ["transport http {", "\tread_timeout 1h", "\twrite_timeout 1h", "}"],
  buffering: ["flush_interval -1"],
  host: ["header_up Host {http.request.hostport}"],
});

/**
 * For the `location` block of nginx that has the `proxy_pass`, in place of lines of the same name.
 *
 * @param {readonly Repair[]} repairs
 * @returns {string[]}
 */
export function nginxLines(repairs) {
  const wanted = new Set(repairs);
  if (wanted.has("upgrade")) wanted.add("host");
  return REPAIRS.filter((repair) => wanted.has(repair)).flatMap((repair) => NGINX[repair]);
}

/**
 * For the block of Caddy's `reverse_proxy`.
 *
 * @param {readonly Repair[]} repairs
 * @returns {string[]}
 */
export function caddyLines(repairs) {
  const lines = REPAIRS.filter((repair) => repairs.includes(repair)).flatMap((one) => CADDY[one]);
  const inside = lines.filter((line) => line.startsWith("\t"));
  const outside = lines.filter((line) => !/^(\t|transport|\})/.test(line));
  return inside.length ? [...outside, "transport http {", ...inside, "}"] : outside;
}
