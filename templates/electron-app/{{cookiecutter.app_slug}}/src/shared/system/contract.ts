import { defineContract } from "../contract";
import { z } from "../schema";

/** What every window asks: who it talks to; and what it tells: that it stands. */
export default defineContract("system", {
  info: {
    input: z.strictObject({}),
    output: z.strictObject({
      version: z.string(),
      platform: z.string(),
      electron: z.string(),
      chrome: z.string(),
      node: z.string(),
    }),
  },
  rendered: { input: z.strictObject({}), output: z.strictObject({}) },
});
