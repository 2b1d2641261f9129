<% set Model = feature.one.pascal %>
<% set targets = feature.refs | map(attribute="to") | unique(attribute="spec.name") | list %>
<% set enums = feature.fields | selectattr("type", "equalto", "enum") | list %>
<% set bools = feature.fields | selectattr("type", "equalto", "bool") | selectattr("optional") | list %>
<% set used = namespace(names=["FormFrame", "Page"]) %>
<% for f in feature.fields %>
<% set used.names = used.names + ["ReferenceField" if f.is_ref else "SelectField" if f.type == "enum" or (f.type == "bool" and f.optional) else "CheckField" if f.type == "bool" else "TextField"] %>
<% endfor %>
import {
  ChangeDetectionStrategy,
  Component,
  computed,
  inject,
  input,
  linkedSignal,
} from "@angular/core";
import { Router } from "@angular/router";

<% if "CheckField" in used.names %>
import { CheckField } from "../../forms/check-field";
<% endif %>
import { FormFrame } from "../../forms/form-frame";
<% if bools %>
import { YES_OR_NO } from "../../forms/options";
<% endif %>
<% if feature.refs %>
import { ReferenceField } from "../../forms/reference-field";
<% endif %>
import { carry, edited, Saving } from "../../forms/saving";
<% if "SelectField" in used.names %>
import { SelectField } from "../../forms/select-field";
<% endif %>
<% if "TextField" in used.names %>
import { TextField } from "../../forms/text-field";
<% endif %>
import { Page } from "../../shell/page";
import { Tell } from "../../shell/tell";
<% for to in targets | sort(attribute="many.kebab") if to.spec.name != feature.spec.name %>
import { <[ to.many.pascal ]>Api } from "../<[ to.many.kebab ]>/<[ to.many.kebab ]>-api";
<% endfor %>
<% if enums %>
import { <% for f in enums %><[ f.name.upper ]>_VALUES, <% endfor %>type <[ Model ]> } from "./<[ feature.one.kebab ]>";
<% else %>
import type { <[ Model ]> } from "./<[ feature.one.kebab ]>";
<% endif %>
import { <[ feature.one.camel ]>Form, toDraft } from "./<[ feature.one.kebab ]>-form";
import { <[ feature.many.pascal ]>Api } from "./<[ feature.many.kebab ]>-api";

/** Makes a new <[ feature.one.human ]>, or changes one. */
@Component({
  selector: "app-<[ feature.one.kebab ]>-form-page",
  imports: [<[ used.names | unique | sort | join(", ") ]>],
  templateUrl: "./<[ feature.one.kebab ]>-form-page.html",
  providers: [Saving],
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class <[ Model ]>FormPage {
  readonly #api = inject(<[ feature.many.pascal ]>Api);
  readonly #router = inject(Router);
  readonly #saving = inject(Saving);
  readonly #tell = inject(Tell);

  readonly item = input<<[ Model ]>>();
  /** The newest state that is known of what is changed. */
  readonly #current = linkedSignal(() => this.item());
  protected readonly form = computed(() => <[ feature.one.camel ]>Form(this.item()));
  protected readonly back = computed(() => {
    const item = this.item();
    return item ? `/<[ feature.many.kebab ]>/${item.id}` : "/<[ feature.many.kebab ]>";
  });
<% if enums or bools %>
  protected readonly values = { <% for f in enums %><[ f.name.camel ]>: <[ f.name.upper ]>_VALUES, <% endfor %><% for f in bools %><[ f.name.camel ]>: YES_OR_NO, <% endfor %> };
<% endif %>
<% if targets %>
  protected readonly targets = { <% for to in targets %><[ to.many.camel ]>: inject(<[ to.many.pascal ]>Api), <% endfor %> };
<% endif %>

  protected save(): void {
    const item = this.#current();
    const form = this.form();
    const request = () => {
      const draft = toDraft(form.getRawValue());
      return item ? this.#api.update(item, edited(form, draft)) : this.#api.create(draft);
    };
    this.#saving.send(form, request, (saved) => {
      this.#tell.done(`${item ? "Saved" : "Created"}: ${this.#api.label(saved)}`);
      void this.#router.navigateByUrl(this.back());
    });
  }

  /** Brings the newest state into the form, but for what was edited. */
  protected reload(): void {
    const item = this.#current();
    if (item) {
      this.#saving.refresh(this.#api.get(item.id), (newest) => {
        this.#current.set(newest);
        return carry(this.form(), <[ feature.one.camel ]>Form(item), <[ feature.one.camel ]>Form(newest));
      });
    }
  }
}
