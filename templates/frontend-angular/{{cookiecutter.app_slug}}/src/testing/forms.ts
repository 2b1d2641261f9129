import type { Shown } from "./show-app";

export type Control = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement;

/** The control with this label, which must be there. */
export function controlOf({ root }: Shown, label: string): Control {
  const found = [...root.querySelectorAll("label")].find(
    ({ textContent }) => textContent.replace(/ \(optional\)$/, "") === label,
  );
  const control = found && root.querySelector<Control>(`#${found.htmlFor}`);
  if (!control) {
    throw new Error(`nothing is labelled ${label} in ${root.innerHTML}`);
  }
  return control;
}

/** Types a text, chooses the choice with this text, or ticks a box. */
export function enter(app: Shown, label: string, value: string | boolean): void {
  const control = controlOf(app, label);
  if (control instanceof HTMLSelectElement) {
    const index = [...control.options].findIndex((option) => option.text === value);
    if (index < 0) {
      throw new Error(`${label} does not offer ${value}`);
    }
    control.selectedIndex = index;
  } else if (typeof value === "boolean") {
    (control as HTMLInputElement).checked = value;
  } else {
    control.value = value;
  }
  control.dispatchEvent(new Event("input"));
  control.dispatchEvent(new Event("change"));
  control.dispatchEvent(new Event("blur"));
}

/** What a control shows: its text, the text of its choice, or whether it is ticked. */
export function entered(app: Shown, label: string): string | boolean {
  const control = controlOf(app, label);
  if (control instanceof HTMLSelectElement) {
    return control.selectedOptions[0]?.text ?? "";
  }
  return control.type === "checkbox" ? (control as HTMLInputElement).checked : control.value;
}

/** What the page says is wrong with a control, in the way that everybody learns of it. */
export function wrongWith(app: Shown, label: string): string | undefined {
  const control = controlOf(app, label);
  const id = control.getAttribute("aria-describedby");
  return control.getAttribute("aria-invalid") === "true" && id
    ? app.get(`#${id}`).textContent
    : undefined;
}

/** Presses the button with this name. */
export async function press(app: Shown, name: string): Promise<void> {
  const buttons = [...app.root.querySelectorAll("button")];
  const found = buttons.find((button) => button.textContent.trim() === name);
  if (!found) {
    throw new Error(`no button is called ${name} in ${app.root.innerHTML}`);
  }
  found.click();
  await app.settled();
}
