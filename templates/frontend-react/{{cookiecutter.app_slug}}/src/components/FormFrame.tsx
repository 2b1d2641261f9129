import { Button, Group, Paper, Stack } from "@mantine/core";
import type { ReactNode, RefObject } from "react";
import { FormProvider, type UseFormReturn } from "react-hook-form";
import { Link, useRevalidator } from "react-router";

import type { Draft } from "../resources/drafts";
import { isOutdated } from "../resources/versions";
import { ErrorMessage } from "./ErrorMessage";

interface FormFrameProps<T> {
  readonly methods: UseFormReturn<Draft, unknown, T>;
  readonly form: RefObject<HTMLFormElement | null>;
  readonly submit: (event: { preventDefault: () => void }) => void;
  readonly failure: unknown;
  readonly busy: boolean;
  /** Where to go instead of saving. */
  readonly back: string;
  readonly children: ReactNode;
}

/** What surrounds the inputs of a form: what failed, and the way on. It tells itself what is wrong with fields. */
export function FormFrame<T>(props: FormFrameProps<T>) {
  const { methods, form, submit, failure, busy, back, children } = props;
  const { revalidate } = useRevalidator();
  return (
    <Paper withBorder p="lg" maw={680}>
      <form ref={form} onSubmit={submit} noValidate aria-busy={busy}>
        <Stack>
          {failure !== undefined && <ErrorMessage error={failure} />}
          {isOutdated(failure) && (
            <Group>
              <Button type="button" variant="default" onClick={() => void revalidate()}>
                Load the newest state
              </Button>
              <span>What you entered stays.</span>
            </Group>
          )}
          <FormProvider {...methods}>{children}</FormProvider>
          <Group>
            <Button type="submit" aria-disabled={busy}>
              Save
            </Button>
            <Button component={Link} to={back} variant="default">
              Cancel
            </Button>
          </Group>
        </Stack>
      </form>
    </Paper>
  );
}
