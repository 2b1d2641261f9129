import "./styles.css";

import { start } from "./start";

const container = document.getElementById("app");
if (!container) {
  throw new Error('index.html has no element with the id "app"');
}
start(container);
