import { ElMessage } from "element-plus/es/components/message/index.mjs";

/** Says at the edge of the page what was done, for some seconds. */
export function tell(message: string): void {
  ElMessage({ message, type: "success", placement: "bottom-right", duration: 5000 });
}
