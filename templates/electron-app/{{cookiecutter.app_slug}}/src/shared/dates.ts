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
  return isDate(MOMENT.exec(text)?.[1] ?? "") && !Number.isNaN(new Date(text).getTime());
}

/** A moment in UTC, without the fractions of a second that it does not have. */
export function inUtc(moment: Date): string {
  return moment.toISOString().replace(".000Z", "Z");
}
