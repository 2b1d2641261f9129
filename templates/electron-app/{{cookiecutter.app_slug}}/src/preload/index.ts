import { contextBridge, ipcRenderer } from "electron";

import { findContracts } from "../shared/contracts";
import { makeBridge } from "./bridge";

contextBridge.exposeInMainWorld(
  "desktop",
  makeBridge(findContracts(), (channel, input) => ipcRenderer.invoke(channel, input)),
);
