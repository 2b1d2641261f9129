import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type { IpcMain } from "electron";
import { onTestFinished } from "vitest";

import type { Context, Feature } from "../../src/main/feature";
import { findFeatures } from "../../src/main/features";
import { answerCalls } from "../../src/main/ipc";
import { openResources } from "../../src/main/resources";
import { openStore } from "../../src/main/store";
import type { Answer, Problem } from "../../src/shared/contract";
import { fakeElectron, fakeLog } from "./fakes";

const HOME = { url: "app://renderer/", parent: null };

/** A folder for the data of one test. */
export function dataFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "data ü-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

/** The main process with all features, as their page asks it; the same folder again is a restart. */
export function mainProcess(folder = dataFolder(), features: readonly Feature[] = findFeatures()) {
  const { electron, invoke } = fakeElectron();
  const store: Context["store"] = (name, schema, initial) =>
    openStore(folder, name, schema, initial);
  const context = { log: fakeLog(), store, resources: openResources(store) };
  answerCalls(electron.ipcMain as unknown as IpcMain, features, context, (url) => url === HOME.url);
  const ask = (channel: string, input: unknown) => invoke(channel, input, HOME) as Promise<Answer>;
  return {
    ask,
    /** The value of an answer that must be well. */
    get: async <T = Kept>(channel: string, input: unknown = {}): Promise<T> => {
      const answer = await ask(channel, input);
      if (!answer.ok) {
        throw new Error(JSON.stringify(answer.error));
      }
      return answer.value as T;
    },
    /** The problem of an answer that must be none. */
    problem: async (channel: string, input: unknown): Promise<Problem> => {
      const answer = await ask(channel, input);
      if (answer.ok) {
        throw new Error(`not refused: ${JSON.stringify(answer.value)}`);
      }
      return answer.error;
    },
  };
}

/** A resource, whatever it is. */
export interface Kept extends Readonly<Record<string, unknown>> {
  readonly id: number;
}

/** A part of a list of them. */
export interface KeptSlice {
  readonly items: readonly Kept[];
  readonly total: number;
}
