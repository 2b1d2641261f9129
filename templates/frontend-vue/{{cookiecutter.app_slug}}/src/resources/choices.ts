import { ApiError } from "../api";
import type { List, Option, Stored } from "./lists";

/** What a field can refer to: some that a text finds, and what those are called whose ids are known. */
export interface Choices {
  readonly find: (text: string, signal?: AbortSignal) => Promise<readonly Option[]>;
  readonly named: (
    ids: readonly (number | null | undefined)[],
    signal?: AbortSignal,
  ) => Promise<readonly Option[]>;
}

interface Source<T> {
  readonly list: List<T>;
  readonly get: (id: number, signal?: AbortSignal) => Promise<T>;
  readonly label: (item: T) => string;
  /** Whether the API finds texts in them. */
  readonly searched: boolean;
}

const OFFERED = 20;

/** The choices among the resources of one kind; ids such as `#7` are found whether texts are searched or not. */
export function choicesAmong<T extends Stored>(source: Source<T>): Choices {
  const option = (item: T) => ({ value: String(item.id), label: source.label(item) });

  async function named(
    ids: readonly (number | null | undefined)[],
    signal?: AbortSignal,
  ): Promise<readonly Option[]> {
    const known = [...new Set(ids)].filter((id) => Number.isSafeInteger(id)) as number[];
    const items = await Promise.all(known.map((id) => present(source.get(id, signal))));
    return items.filter((item) => item !== undefined).map(option);
  }

  async function find(text: string, signal?: AbortSignal): Promise<readonly Option[]> {
    const id = /^#?(\d{1,15})$/.exec(text.trim())?.[1];
    if (id !== undefined && (text.trim().startsWith("#") || !source.searched)) {
      return named([Number(id)], signal);
    }
    const q = source.searched && text.trim() !== "" ? { q: text.trim() } : {};
    const { items } = await source.list({ limit: OFFERED, offset: 0, ...q }, signal);
    return items.map(option);
  }

  return { find, named };
}

async function present<T>(item: Promise<T>): Promise<T | undefined> {
  try {
    return await item;
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) {
      return undefined;
    }
    throw error;
  }
}
