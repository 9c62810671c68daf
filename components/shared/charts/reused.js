// Plotly compares lists by identity: a list equal to the one on the screen counts as changed. With
// the old lists in the places of their equals it draws no more than what differs.

const LONGEST_RANGE = 2; // plotly writes into ranges when somebody zooms: these stay the server's

export function reused(value, before) {
  if (Array.isArray(value) && !value.some(isPlain)) {
    return value.length > LONGEST_RANGE && equal(value, before) ? before : value;
  }
  if (value === null || typeof value !== "object") return value;
  for (const key of Object.keys(value)) value[key] = reused(value[key], before?.[key]);
  return value;
}

function isPlain(value) {
  return value !== null && typeof value === "object" && !Array.isArray(value);
}

function equal(one, other) {
  if (!Array.isArray(one)) return one === other;
  return (
    Array.isArray(other) &&
    one.length === other.length &&
    one.every((value, place) => equal(value, other[place]))
  );
}
