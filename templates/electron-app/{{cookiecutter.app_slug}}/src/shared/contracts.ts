import type { Contract } from "./contract";

/** Every `contract.ts`, one folder down: a new one takes part without an edit elsewhere. */
const MODULES: Record<string, unknown> = import.meta.glob("./*/contract.ts", {
  eager: true,
  import: "default",
});

/**
 * The contracts in order of their folders. `modules` is what each file exports as default, by path. Throws an
 * Error that names the file of a contract that is not one, or that has the name of another.
 */
export function findContracts(modules: Record<string, unknown> = MODULES): readonly Contract[] {
  const found = new Map<string, Contract>();
  for (const [path, contract] of Object.entries(modules).toSorted(([a], [b]) => (a < b ? -1 : 1))) {
    if (!isContract(contract)) {
      throw new Error(`src/shared/${path.slice(2)} has no default export that is a Contract`);
    }
    if (found.has(contract.name)) {
      throw new Error(`src/shared/${path.slice(2)}: another contract is called ${contract.name}`);
    }
    found.set(contract.name, contract);
  }
  return [...found.values()];
}

function isContract(value: unknown): value is Contract {
  const contract = value as Partial<Contract> | null | undefined;
  return typeof contract?.name === "string" && typeof contract.operations === "object";
}
