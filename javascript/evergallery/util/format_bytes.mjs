const UNITS = ["B", "KB", "MB", "GB", "TB"];

/**
 * "1.4 MB": at most three digits, steps of 1024.
 *
 * @param {number} sizeBytes
 */
export function formatBytes(sizeBytes) {
  let value = sizeBytes;
  let unit = 0;
  while (value >= 999.5 && unit < UNITS.length - 1) {
    value /= 1024;
    unit += 1;
  }
  const digits = unit > 0 && value < 9.95 ? 1 : 0;
  return `${value.toFixed(digits)} ${UNITS[unit]}`;
}
