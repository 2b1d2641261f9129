import { screen } from "@testing-library/dom";
import type { UserEvent } from "@testing-library/user-event";

type Filling = string | readonly string[];

/** Fills in a form: for each label a text, as the drafts of forms have it, or the values of what is chosen. */
export async function fillIn(user: UserEvent, texts: Readonly<Record<string, Filling>>) {
  for (const [label, text] of Object.entries(texts)) {
    const input = screen.getByLabelText(label);
    // One after the other, as people do.
    // oxlint-disable-next-line no-await-in-loop
    await put(user, input, text);
  }
}

async function put(user: UserEvent, input: HTMLElement, text: Filling): Promise<void> {
  if (typeof text !== "string") {
    await user.selectOptions(input, [...text]);
  } else if (input instanceof HTMLSelectElement) {
    await user.selectOptions(input, text);
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
