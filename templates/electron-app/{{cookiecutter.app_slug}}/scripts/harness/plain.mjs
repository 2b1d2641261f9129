/**
 * A copy of plain JSON. Throws for anything else, which Electron might carry between its processes but the harness,
 * which speaks JSON, would not.
 * @param {unknown} value
 * @param {string} place
 * @returns {unknown}
 */
export function plain(value, place) {
  if (value === undefined || value === null || ["string", "boolean"].includes(typeof value)) {
    return value;
  }
  if (typeof value === "number" && Number.isFinite(value)) {
    return value;
  }
  if (Array.isArray(value)) {
    return value.map((item, index) => plain(item, `${place}.${index}`));
  }
  if (typeof value === "object" && String(value) === "[object Object]") {
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [key, plain(item, `${place}.${key}`)]),
    );
  }
  throw new TypeError(`${place} is not plain JSON: ${String(value)}`);
}
