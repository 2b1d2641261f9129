/** Tells the developers of an error that a person ran into: the one place to connect an error tracker. */
export function report(error: unknown): void {
  // eslint-disable-next-line no-console
  console.error(error);
}
