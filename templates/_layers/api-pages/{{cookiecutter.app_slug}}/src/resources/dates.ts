/** The moment that a date and a time mean where they are entered. */
export function toUtc(local: string): string {
  return new Date(local).toISOString().replace(".000Z", "Z");
}

/** A moment as a field for local time shows it. */
export function toLocal(moment: string): string {
  const date = new Date(moment);
  const shifted = new Date(date.getTime() - date.getTimezoneOffset() * 60_000);
  return Number.isNaN(date.getTime()) ? "" : shifted.toISOString().replace(/(:00)?\.000Z$|Z$/, "");
}
