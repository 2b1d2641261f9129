import { catchError, map, of, switchMap, timer, type Observable } from "rxjs";

import { ApiError } from "../../api";
import { queryClient } from "../../query";
import type { Choices } from "../../resources/choices";
import type { Option } from "../../resources/lists";

/** Nobody is asked for what people type on. */
const WAIT_MS = 200;

export interface Found {
  readonly options: readonly Option[];
  /** Said in place of options. */
  readonly said: string;
}

/** Those among the choices that a text finds, or why there are none. */
export function searched(choices: Choices, text: string): Observable<Found> {
  return timer(text === "" ? 0 : WAIT_MS).pipe(
    switchMap(() => queryClient.query(choices.find(text))),
    map((options): Found => ({ options, said: options.length > 0 ? "" : "Nothing found" })),
    catchError((error: unknown) => of({ options: [], said: wordsFor(error) })),
  );
}

function wordsFor(error: unknown): string {
  return error instanceof ApiError ? error.message : "The choices could not be loaded.";
}
