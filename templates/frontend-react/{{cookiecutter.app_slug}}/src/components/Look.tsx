import { createTheme, MantineProvider } from "@mantine/core";
import { Notifications } from "@mantine/notifications";
import type { ReactNode } from "react";

/**
 * What does without styles in the page, which its content security policy refuses: Mantine's variables come from
 * its style sheet, and changes of them from src/styles.css.
 */
const theme = createTheme({
  components: {
    Modal: { defaultProps: { lockScroll: false, centered: true } },
    Select: { defaultProps: { withScrollArea: false } },
  },
});

interface LookProps {
  readonly children: ReactNode;
}

/** The look of everything within: Mantine's components, light or dark as the system is, and messages in a corner. */
export function Look({ children }: LookProps) {
  return (
    <MantineProvider
      theme={theme}
      defaultColorScheme="auto"
      withCssVariables={false}
      withGlobalClasses={false}
      env={import.meta.env.MODE === "test" ? "test" : "default"}
    >
      {children}
      <Notifications position="bottom-right" />
    </MantineProvider>
  );
}
