<% set Model = feature.one.pascal %>
<% set links = feature.refs + feature.manys %>
<% set targets = links | map(attribute="to") | unique(attribute="spec.name") | list %>
<% set used = namespace(names=[]) %>
<% for f in feature.fields %>
<% set used.names = used.names + ["ReferenceField" if f.is_ref else "ReferencesField" if f.is_many else "SelectField" if f.type == "enum" or (f.type == "bool" and f.optional) else "CheckField" if f.type == "bool" else "TextField"] %>
<% endfor %>
<% set files = {"CheckField": "check-field", "ReferenceField": "reference-field", "ReferencesField": "references-field", "SelectField": "select-field", "TextField": "text-field"} %>
<% set chosen = feature.fields | selectattr("type", "equalto", "enum") | list %>
<% set asked = feature.fields | selectattr("type", "equalto", "bool") | selectattr("optional") | list %>
import { ChangeDetectionStrategy, Component, input } from "@angular/core";

<% for name in used.names | unique | sort if name < "R" %>
import { <[ name ]> } from "../../app/forms/<[ files[name] ]>";
<% endfor %>
<% for name in ("ReferenceField", "ReferencesField") if name in used.names %>
import { <[ name ]> } from "../../app/forms/<[ files[name] ]>";
<% endfor %>
import type { ResourceForm } from "../../app/forms/resource-form";
<% for name in ("SelectField", "TextField") if name in used.names %>
import { <[ name ]> } from "../../app/forms/<[ files[name] ]>";
<% endfor %>
<% if chosen or asked %>
import { <[ (["optionsOf"] if chosen else []) | join ]><[ ", " if chosen and asked ]><[ "YES_NO" if asked ]> } from "../../resources/columns";
<% endif %>
import type { Input } from "../../resources/lists";
<% for to in targets %>
import { <[ to.many.camel ]> } from "../<[ to.many.kebab ]>/api";
<% endfor %>
import type { <[ Model ]> } from "./fields";

/** The fields of <[ "an" if feature.one.human[0] in "aeio" else "a" ]> <[ feature.one.human ]> in a form. */
@Component({
  selector: "app-<[ feature.one.kebab ]>-inputs",
  imports: [<[ used.names | unique | sort | join(", ") ]>],
  template: `
<% for f in feature.fields %>
<% set name = used.names[loop.index0] %>
    <app-<[ files[name] ]> [field]="form().field('<[ f.wire.snake ]>')"
<%- if f.is_ref or f.is_many %> [choices]="choices.<[ f.name.camel ]>"
<%- elif name == "SelectField" %> [options]="options.<[ f.name.camel ]>"
<%- elif f.type == "text" %> [rows]="5"
<%- elif f.is_json %> [rows]="8" [code]="true"
<%- elif f.type in ("email", "url", "date") %> type="<[ f.type ]>"
<%- elif f.type == "datetime" %> type="datetime-local"
<%- elif f.is_whole %> inputmode="numeric"
<%- elif f.type in ("float", "decimal") %> inputmode="decimal"
<%- endif %> />
<% endfor %>
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class <[ Model ]>Inputs {
  readonly form = input.required<ResourceForm<Input<<[ Model ]>>>>();
<% if links %>
  protected readonly choices = { <% for f in links %><[ f.name.camel ]>: <[ f.to.many.camel ]>.choices, <% endfor %> };
<% endif %>
<% if chosen or asked %>
  protected readonly options = {
<% for f in feature.fields if f.type == "enum" %>
    <[ f.name.camel ]>: optionsOf(<[ f.values | map("json") | join(", ") ]>),
<% endfor %>
<% for f in asked %>
    <[ f.name.camel ]>: YES_NO,
<% endfor %>
  };
<% endif %>
}
