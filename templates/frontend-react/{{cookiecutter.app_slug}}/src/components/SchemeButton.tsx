import { ActionIcon, useComputedColorScheme, useMantineColorScheme } from "@mantine/core";

/** Changes between light and dark; the browser remembers it. */
export function SchemeButton() {
  const { setColorScheme } = useMantineColorScheme();
  const other = useComputedColorScheme("light") === "light" ? "dark" : "light";
  return (
    <ActionIcon
      variant="default"
      size="lg"
      aria-label={`Switch to ${other}`}
      onClick={() => setColorScheme(other)}
    >
      <span aria-hidden="true">{other === "dark" ? "☾" : "☀"}</span>
    </ActionIcon>
  );
}
