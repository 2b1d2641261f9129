import { Button, Group, Modal } from "@mantine/core";
import { useState } from "react";

interface ConfirmButtonProps {
  /** What it does, such as Delete. */
  readonly label: string;
  /** To what it does it. */
  readonly what: string;
  readonly onConfirm: () => void;
}

/** A button that asks before it does what cannot be undone. */
export function ConfirmButton({ label, what, onConfirm }: ConfirmButtonProps) {
  const [asking, setAsking] = useState(false);
  return (
    <>
      <Button
        type="button"
        variant="subtle"
        color="red"
        size="compact-sm"
        aria-label={`${label} ${what}`}
        onClick={() => setAsking(true)}
      >
        {label}
      </Button>
      <Modal
        opened={asking}
        onClose={() => setAsking(false)}
        title={`${label} ${what}?`}
        closeButtonProps={{ "aria-label": "Close" }}
      >
        <p>This cannot be undone.</p>
        <Group justify="flex-end">
          <Button
            type="button"
            variant="default"
            data-autofocus
            aria-label={`Keep ${what}`}
            onClick={() => setAsking(false)}
          >
            Keep
          </Button>
          <Button
            type="button"
            color="red"
            aria-label={`${label} ${what} for ever`}
            onClick={() => {
              setAsking(false);
              onConfirm();
            }}
          >
            {label} for ever
          </Button>
        </Group>
      </Modal>
    </>
  );
}
