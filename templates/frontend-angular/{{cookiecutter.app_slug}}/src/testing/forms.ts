import type { Shown } from "./show-app";

export type Control = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement;

/** The control with this label, which must be there. */
export function controlOf({ root }: Shown, label: string): Control {
  const found = [...root.querySelectorAll("label")].find(
    ({ textContent }) => textContent.trim() === label,
  );
  const control = found && root.querySelector<Control>(`#${found.htmlFor}`);
  if (!control) {
    throw new Error(`nothing is labelled ${label} in ${root.innerHTML}`);
  }
  return control;
}

/**
 * Types a text, chooses what has this text, or ticks a box. Where people find things by what they type, an empty text
 * takes away what is chosen.
 */
export async function enter(app: Shown, label: string, value: string | boolean): Promise<void> {
  const control = controlOf(app, label);
  if (control instanceof HTMLSelectElement) {
    const index = [...control.options].findIndex((option) => option.text === value);
    if (index < 0) {
      throw new Error(`${label} does not offer ${value}`);
    }
    control.selectedIndex = index;
  } else if (typeof value === "boolean") {
    if ((control as HTMLInputElement).checked !== value) {
      control.click();
    }
  } else if (control.getAttribute("role") === "combobox") {
    await (value === "" ? press(app, `Clear ${label}`) : find(app, control, value));
    return;
  } else {
    control.value = value;
  }
  for (const event of ["input", "change", "blur"]) {
    control.dispatchEvent(new Event(event));
  }
  await app.settled();
}

async function find(app: Shown, control: Control, text: string): Promise<void> {
  control.focus();
  control.value = text;
  control.dispatchEvent(new Event("input"));
  await app.settled();
  const options = [...document.querySelectorAll<HTMLElement>("mat-option")];
  const found = options.find(({ textContent }) => textContent.trim() === text);
  if (!found) {
    throw new Error(`${text} is not offered: ${options.map((one) => one.textContent).join()}`);
  }
  found.click();
  await app.settled();
  control.blur();
  await app.settled();
}

/** What a control shows: its text, the text of its choice, or whether it is ticked. */
export function entered(app: Shown, label: string): string | boolean {
  const control = controlOf(app, label);
  if (control instanceof HTMLSelectElement) {
    return control.selectedOptions[0]?.text ?? "";
  }
  return control.type === "checkbox" ? (control as HTMLInputElement).checked : control.value;
}

/** What the page says at a control, in the way that everybody learns of it. */
export function saidAt(app: Shown, label: string): string {
  return descriptions(controlOf(app, label))
    .map(({ textContent }) => textContent.trim())
    .join(" ");
}

/** The same, if it is that something is wrong. */
export function wrongWith(app: Shown, label: string): string | undefined {
  const wrong = descriptions(controlOf(app, label)).filter((one) =>
    one.matches("mat-error, .wrong"),
  );
  return wrong.map(({ textContent }) => textContent.trim()).join(" ") || undefined;
}

function descriptions(control: Control): HTMLElement[] {
  const ids = (control.getAttribute("aria-describedby") ?? "").split(" ");
  return ids.map((id) => document.getElementById(id)).filter((one) => one !== null);
}

/** Presses the button with this name, wherever it is on the page. */
export async function press(app: Shown, name: string): Promise<void> {
  const buttons = [...document.querySelectorAll<HTMLElement>("button, [role=button]")];
  const found = buttons.find((one) => (one.ariaLabel ?? one.textContent.trim()) === name);
  if (!found) {
    throw new Error(`no button is called ${name} in ${document.body.innerHTML}`);
  }
  found.focus();
  found.click();
  await app.settled();
}
