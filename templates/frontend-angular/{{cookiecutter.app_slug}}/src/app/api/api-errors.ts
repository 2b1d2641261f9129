import { HttpContextToken, HttpErrorResponse, type HttpInterceptorFn } from "@angular/common/http";
import { catchError, throwError, timeout, TimeoutError } from "rxjs";

import { ApiError, toProblem, type Problem } from "./api-error";

/** How long a request may take, or a pause in its answer, in milliseconds. */
export const TIMEOUT_MS = new HttpContextToken(() => 15_000);

/** Makes an ApiError of every request that fails, whoever sent it. */
export const apiErrors: HttpInterceptorFn = (request, next) =>
  next(request).pipe(
    timeout({ each: request.context.get(TIMEOUT_MS) }),
    catchError((error: unknown) => throwError(() => toApiError(error))),
  );

function toApiError(cause: unknown): unknown {
  if (cause instanceof TimeoutError) {
    return new ApiError("timeout", { cause });
  }
  if (!(cause instanceof HttpErrorResponse)) {
    return cause;
  }
  const { status } = cause;
  if (status === 0) {
    return new ApiError("network", { cause });
  }
  const requestId = cause.headers.get("X-Request-Id") ?? undefined;
  // An answer that is well but could not be read comes as an error, too.
  return status < 300
    ? new ApiError("format", { status, requestId, cause })
    : new ApiError("http", { status, requestId, problem: problemIn(cause), cause });
}

function problemIn({ error, headers }: HttpErrorResponse): Problem | undefined {
  const isJson = /^application\/([\w.-]+\+)?json\b/i.test(headers.get("Content-Type") ?? "");
  return isJson ? toProblem(error) : undefined;
}
