/** More telling names first: each browser also claims to be those below it. */
const BRANDS = Object.freeze(
  /** @type {const} */ ([
    ["Edge", /\bEdgA?\/(\d+)/],
    ["Opera", /\bOPR\/(\d+)/],
    ["Samsung Internet", /\bSamsungBrowser\/(\d+)/],
    ["Firefox", /\b(?:Firefox|FxiOS)\/(\d+)/],
    ["Chrome", /\b(?:HeadlessChrome|Chrome|CriOS)\/(\d+)/],
    ["Safari", /\bVersion\/(\d+)[\d.]* (?:Mobile\/\S+ )?Safari\//],
  ]),
);

const SYSTEMS = Object.freeze(
  /** @type {const} */ ([
    ["Android", /\bAndroid\b/],
    ["iOS", /\b(iPhone|iPad|iPod)\b/],
    ["Windows", /\bWindows\b/],
    ["macOS", /\bMac OS X\b/],
    ["ChromeOS", /\bCrOS\b/],
    ["Linux", /\bLinux\b/],
  ]),
);

/**
 * Brand, main version and system: what a fault may depend on, and less than what tells people apart.
 *
 * @param {string} userAgent as in navigator.userAgent
 * @returns {string} "Chrome 131 on Linux"; "another browser" for what is not known
 */
export function browserName(userAgent) {
  const system = SYSTEMS.find(([, pattern]) => pattern.test(userAgent))?.[0];
  const where = system ? ` on ${system}` : "";
  for (const [brand, pattern] of BRANDS) {
    const version = pattern.exec(userAgent)?.[1];
    if (version) return `${brand} ${version.slice(0, 4)}${where}`;
  }
  return `another browser${where}`;
}
