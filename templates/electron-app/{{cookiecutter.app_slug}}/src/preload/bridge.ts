import { channel, type Contract } from "../shared/contract";

export type Call = (input: unknown) => Promise<unknown>;
export type Bridge = Readonly<Record<string, Readonly<Record<string, Call>>>>;

/** One function for each operation: a page can ask for what is in a contract, and send nothing else. */
export function makeBridge(
  contracts: readonly Contract[],
  invoke: (channel: string, input: unknown) => Promise<unknown>,
): Bridge {
  return Object.fromEntries(
    contracts.map(({ name, operations }) => [
      name,
      Object.fromEntries(
        Object.keys(operations).map((operation): [string, Call] => [
          operation,
          (input) => invoke(channel(name, operation), input),
        ]),
      ),
    ]),
  );
}
