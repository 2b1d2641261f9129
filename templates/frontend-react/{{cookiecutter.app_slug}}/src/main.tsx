import "@mantine/core/styles.css";
import "@mantine/notifications/styles.css";
import "./frame.css";
import "./styles.css";

import { start } from "./start";

const container = document.getElementById("root");
if (!container) {
  throw new Error('index.html has no element with the id "root"');
}
start(container);
