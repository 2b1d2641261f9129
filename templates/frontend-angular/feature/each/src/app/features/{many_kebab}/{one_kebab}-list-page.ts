<% set Model = feature.one.pascal %>
<% set targets = feature.refs | map(attribute="to") | unique(attribute="spec.name") | list %>
<% set shown = feature.columns | selectattr("is_ref") | list %>
<% set enums = feature.fields | selectattr("type", "equalto", "enum") | list %>
<% set bools = feature.fields | selectattr("type", "equalto", "bool") | list %>
<% set used = ["EmptyList", "ErrorMessage", "MatButton", "MatSortModule", "Page", "Paging", "RouterLink", "Shown"] %>
<% set used = used + (["DatePipe"] if feature.columns | selectattr("type", "equalto", "datetime") | list else []) %>
<% set used = used + (["ReferenceFilter"] if feature.refs else []) %>
<% set used = used + (["SearchBox"] if feature.fields | selectattr("is_text") | list else []) %>
<% set used = used + (["ValueFilter"] if enums or bools else []) %>
<% if "DatePipe" in used %>
import { DatePipe } from "@angular/common";
<% endif %>
import { ChangeDetectionStrategy, Component, inject, input } from "@angular/core";
import { MatButton } from "@angular/material/button";
import { MatSortModule } from "@angular/material/sort";
import { RouterLink } from "@angular/router";

<% if shown %>
import { namesOf } from "../../api/names";
<% endif %>
import type { PageOf } from "../../api/resource";
<% if bools %>
import { YES_OR_NO } from "../../forms/options";
<% endif %>
import { ListAddress } from "../../lists/address";
import { EmptyList } from "../../lists/empty-list";
import { Paging } from "../../lists/paging";
<% if feature.refs %>
import { ReferenceFilter } from "../../lists/reference-filter";
<% endif %>
import { Removing } from "../../lists/removing";
<% if "SearchBox" in used %>
import { SearchBox } from "../../lists/search-box";
<% endif %>
import { Shown } from "../../lists/shown";
<% if "ValueFilter" in used %>
import { ValueFilter } from "../../lists/value-filter";
<% endif %>
import { ErrorMessage } from "../../shell/error-message";
import { Page } from "../../shell/page";
<% for to in targets | sort(attribute="many.kebab") if to.spec.name != feature.spec.name %>
import { <[ to.many.pascal ]>Api } from "../<[ to.many.kebab ]>/<[ to.many.kebab ]>-api";
<% endfor %>
import { <% for f in enums %><[ f.name.upper ]>_VALUES, <% endfor %>type <[ Model ]> } from "./<[ feature.one.kebab ]>";
import { <[ feature.many.pascal ]>Api } from "./<[ feature.many.kebab ]>-api";

/** All <[ feature.many.human ]>, a page at a time. */
@Component({
  selector: "app-<[ feature.one.kebab ]>-list-page",
  imports: [<[ used | sort | join(", ") ]>],
  templateUrl: "./<[ feature.one.kebab ]>-list-page.html",
  providers: [ListAddress, Removing],
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class <[ Model ]>ListPage {
  readonly page = input.required<PageOf<<[ Model ]>>>();
  protected readonly api = inject(<[ feature.many.pascal ]>Api);
  protected readonly address = inject(ListAddress);
  protected readonly removing = inject(Removing);
<% if enums or bools %>
  protected readonly values = { <% for f in feature.fields if f.type == "enum" %><[ f.name.camel ]>: <[ f.name.upper ]>_VALUES, <% endfor %><% for f in bools %><[ f.name.camel ]>: YES_OR_NO, <% endfor %> };
<% endif %>
<% if targets %>
  protected readonly targets = { <% for to in targets %><[ to.many.camel ]>: inject(<[ to.many.pascal ]>Api), <% endfor %> };
<% endif %>
<% if shown %>
  protected readonly names = {
<% for to in shown | map(attribute="to") | unique(attribute="spec.name") %>
<% set refs = shown | selectattr("to.spec.name", "equalto", to.spec.name) | map(attribute="wire.snake") | list %>
    <[ to.many.camel ]>: namesOf(
      () => this.targets.<[ to.many.camel ]>,
      () => this.page().items.<% if refs | length == 1 %>map((item) => item.<[ refs[0] ]>)<% else %>flatMap((item) => [item.<[ refs | join(", item.") ]>])<% endif %>,
    ),
<% endfor %>
  };
<% endif %>

  protected remove(item: <[ Model ]>): void {
    this.removing.ofList(this.api.label(item), this.api.delete(item), this.page());
  }
}
