import { notifications } from "@mantine/notifications";

/** Says in a corner of the page what was done, for some seconds. */
export function tell(message: string): void {
  notifications.show({ message, role: "status", withCloseButton: true });
}
