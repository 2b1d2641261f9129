const DAY = /^(\d{4})-(\d{2})-(\d{2})$/;
const MOMENT =
  /^(\d{4}-\d{2}-\d{2})T([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d+)?)?(Z|[+-]\d{2}:\d{2})$/;

/** Whether a text is a day of the calendar, such as 2024-02-28. */
export function isDate(text: string): boolean {
  const [, year, month, day] = DAY.exec(text) ?? [];
  const date = new Date(`${text}T00:00:00Z`);
  return (
    Number(year) > 0 &&
    date.getUTCMonth() + 1 === Number(month) &&
    date.getUTCDate() === Number(day)
  );
}

/** Whether a text is a moment with its zone, such as 2024-02-28T10:30:00Z. */
export function isMoment(text: string): boolean {
  return isDate(MOMENT.exec(text)?.[1] ?? "");
}

/** The moment that a field for local time means; undefined when it means none. */
export function toUtc(local: string): string | undefined {
  const day = local.split("T")[0] ?? "";
  const date = new Date(local);
  if (!isMoment(`${local}Z`) || !isDate(day) || Number.isNaN(date.getTime())) {
    return undefined;
  }
  return date.toISOString().replace(".000Z", "Z");
}

/** A moment as a field for local time shows it. */
export function toLocal(moment: string): string {
  const date = new Date(moment);
  const shifted = new Date(date.getTime() - date.getTimezoneOffset() * 60_000);
  return Number.isNaN(date.getTime()) ? "" : shifted.toISOString().replace(/(:00)?\.000Z$|Z$/, "");
}
