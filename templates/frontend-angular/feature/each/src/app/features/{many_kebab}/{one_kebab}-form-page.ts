<% set Model = feature.one.pascal %>
import {
  ChangeDetectionStrategy,
  Component,
  computed,
  inject,
  input,
  linkedSignal,
} from "@angular/core";
import { ReactiveFormsModule } from "@angular/forms";
import { Router, RouterLink } from "@angular/router";

<% if feature.refs %>
import { including } from "../../api/resource";
<% endif %>
import { Field, FieldControl } from "../../forms/field";
import { carry, edited, Saving } from "../../forms/saving";
import { ErrorMessage } from "../../shell/error-message";
import { Page } from "../../shell/page";
import type { <[ Model ]><% if feature.refs %>, <[ Model ]>Choices<% endif %> } from "./<[ feature.one.kebab ]>";
import { <[ feature.one.camel ]>Form, toDraft } from "./<[ feature.one.kebab ]>-form";
import { <[ feature.many.pascal ]>Api } from "./<[ feature.many.kebab ]>-api";

/** Makes a new <[ feature.one.human ]>, or changes one. */
@Component({
  selector: "app-<[ feature.one.kebab ]>-form-page",
  imports: [ErrorMessage, Field, FieldControl, Page, ReactiveFormsModule, RouterLink],
  templateUrl: "./<[ feature.one.kebab ]>-form-page.html",
  providers: [Saving],
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class <[ Model ]>FormPage {
  readonly #api = inject(<[ feature.many.pascal ]>Api);
  readonly #router = inject(Router);

  readonly item = input<<[ Model ]>>();
<% if feature.refs %>
  readonly choices = input.required<<[ Model ]>Choices>();
<% endif %>
  protected readonly saving = inject(Saving);
  /** The newest state that is known of what is changed. */
  protected readonly current = linkedSignal(() => this.item());
  protected readonly form = computed(() => <[ feature.one.camel ]>Form(this.item()));
<% if feature.refs %>
  protected readonly including = including;
<% endif %>

  protected save(): void {
    const item = this.current();
    const form = this.form();
    const request = () => {
      const draft = toDraft(form.getRawValue());
      return item ? this.#api.update(item, edited(form, draft)) : this.#api.create(draft);
    };
    this.saving.send(form, request, () => void this.#router.navigate(["/<[ feature.many.kebab ]>"]));
  }

  /** Brings the newest state into the form, but for what was edited. */
  protected reload(): void {
    const item = this.current();
    if (item) {
      this.saving.refresh(this.#api.get(item.id), (newest) => {
        this.current.set(newest);
        return carry(this.form(), <[ feature.one.camel ]>Form(item), <[ feature.one.camel ]>Form(newest));
      });
    }
  }
}
