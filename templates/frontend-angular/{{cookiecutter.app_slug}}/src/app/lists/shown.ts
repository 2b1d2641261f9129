import { Pipe, type PipeTransform } from "@angular/core";

/** A value as people read it: yes or no, and a dash for nothing. */
@Pipe({ name: "shown" })
export class Shown implements PipeTransform {
  transform(value: string | number | boolean | null): string {
    if (typeof value === "boolean") {
      return value ? "Yes" : "No";
    }
    return value === null || value === "" ? "–" : String(value);
  }
}
