import { ChangeDetectionStrategy, Component, input } from "@angular/core";

import { TextField } from "../app/forms/text-field";
import type { ResourceForm } from "../app/forms/resource-form";
import { resourceRoutes } from "../app/resource/routes";
import type { Feature } from "../features/feature";
import type { Input } from "../resources/lists";
import { notes, type Note } from "./noteResource";

@Component({
  selector: "app-note-inputs",
  imports: [TextField],
  template: `
    <app-text-field [field]="form().field('title')" />
    <app-text-field [field]="form().field('text')" />
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
class NoteInputs {
  readonly form = input.required<ResourceForm<Input<Note>>>();
}

const routes = resourceRoutes(notes, {
  shown: [
    { name: "title", label: "Title", show: ({ title }) => title },
    { name: "text", label: "Text", show: ({ text }) => text },
  ],
  columns: ["title"],
  inputs: NoteInputs,
});

/** A feature as `mity add-feature` makes them, for the tests of what all of them share. */
export const noteFeature: Feature = {
  path: "notes",
  loadChildren: () => Promise.resolve({ default: routes }),
};
