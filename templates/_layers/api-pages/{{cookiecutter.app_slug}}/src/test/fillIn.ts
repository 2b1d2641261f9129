import { screen } from "@testing-library/dom";
import type { UserEvent } from "@testing-library/user-event";

const FIELDS = "input, select, textarea";

/** The input with a label. A list of choices has the same label, and is none. */
export function fieldOf(label: string): HTMLElement {
  return screen.getByLabelText(label, { selector: FIELDS });
}

/** A text, or what several things are called. */
type Filling = string | readonly string[];

/** Fills in a form: for each label a text, as the drafts of forms have it, or what is chosen by what it is called. */
export async function fillIn(user: UserEvent, texts: Readonly<Record<string, Filling>>) {
  for (const [label, text] of Object.entries(texts)) {
    // One after the other, as people do.
    // oxlint-disable-next-line no-await-in-loop
    await put(user, label, text);
  }
}

async function put(user: UserEvent, label: string, text: Filling): Promise<void> {
  const input = await screen.findByLabelText(label, { selector: FIELDS });
  if (typeof text !== "string") {
    for (const one of text) {
      // One after the other, as people do.
      // oxlint-disable-next-line no-await-in-loop
      await choose(user, label, one);
    }
  } else if (input instanceof HTMLSelectElement) {
    await user.selectOptions(input, text);
  } else if (input.getAttribute("aria-haspopup") === "listbox") {
    await choose(user, label, text);
  } else if (input instanceof HTMLInputElement && input.type === "checkbox") {
    if (String(input.checked) !== text) {
      await user.click(input);
    }
  } else if (input instanceof HTMLInputElement && input.type.startsWith("date")) {
    await user.clear(input);
    await (text && user.type(input, text));
  } else {
    await user.clear(input);
    await user.paste(text);
  }
}

/** Finds one by what it is called; no text for none. */
async function choose(user: UserEvent, label: string, text: string): Promise<void> {
  const input = fieldOf(label);
  await user.clear(input);
  if (text === "") {
    const clear = screen.queryByLabelText(`Clear ${label}`, { selector: "button" });
    await (clear && user.click(clear));
  } else {
    await user.type(input, text);
    await user.click(await screen.findByRole("option", { name: text }));
  }
}
