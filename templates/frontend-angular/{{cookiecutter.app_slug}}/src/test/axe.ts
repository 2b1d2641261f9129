import axe from "axe-core";

/** What axe finds wrong with the page as it is now. Colours need a real browser and are not checked here. */
export async function accessibilityProblems(): Promise<string[]> {
  const rules = { "color-contrast": { enabled: false } };
  // Without popovers, which jsdom does not have, choices lie outside the page's regions.
  const { violations } = await axe.run({ exclude: "[role=listbox]" }, { rules });
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`);
}
