import { inUtc, isDate, isMoment } from "../../shared/dates";

/** The moment that a field for local time means; undefined when it means none. */
export function toUtc(local: string): string | undefined {
  const day = local.split("T")[0] ?? "";
  const date = new Date(local);
  return isMoment(`${local}Z`) && isDate(day) ? inUtc(date) : undefined;
}

/** A moment as a field for local time shows it. */
export function toLocal(moment: string): string {
  const date = new Date(moment);
  const shifted = new Date(date.getTime() - date.getTimezoneOffset() * 60_000);
  return Number.isNaN(date.getTime()) ? "" : shifted.toISOString().replace(/(:00)?\.000Z$|Z$/, "");
}
