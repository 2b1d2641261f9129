<% set Model = feature.one.pascal %>
<% set dated = feature.columns | selectattr("type", "equalto", "datetime") | list %>
<% set named = feature.columns | selectattr("is_ref") | list %>
<% if dated %>
import { DatePipe } from "@angular/common";
<% endif %>
import { ChangeDetectionStrategy, Component, inject, input } from "@angular/core";
import { RouterLink } from "@angular/router";

import { <% if named %>labelOf, <% endif %>type PageOf } from "../../api/resource";
<% if feature.refs %>
import { Filter } from "../../lists/filter";
<% endif %>
import { Paging } from "../../lists/paging";
import { Removing } from "../../lists/removing";
import { ErrorMessage } from "../../shell/error-message";
import { Page } from "../../shell/page";
import type { <[ Model ]><% if feature.refs %>, <[ Model ]>Choices<% endif %> } from "./<[ feature.one.kebab ]>";
import { <[ feature.many.pascal ]>Api } from "./<[ feature.many.kebab ]>-api";

/** All <[ feature.many.human ]>, part by part. */
@Component({
  selector: "app-<[ feature.one.kebab ]>-list-page",
  imports: [<% if dated %>DatePipe, <% endif %>ErrorMessage, <% if feature.refs %>Filter, <% endif %>Page, Paging, RouterLink],
  templateUrl: "./<[ feature.one.kebab ]>-list-page.html",
  providers: [Removing],
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class <[ Model ]>ListPage {
  protected readonly api = inject(<[ feature.many.pascal ]>Api);
  protected readonly removing = inject(Removing);
<% if named %>
  protected readonly labelOf = labelOf;
<% endif %>

  readonly page = input.required<PageOf<<[ Model ]>>>();
<% if feature.refs %>
  readonly choices = input.required<<[ Model ]>Choices>();
<% endif %>

  protected remove(item: <[ Model ]>): void {
    this.removing.ask(this.api.label(item), this.api.delete(item), this.page());
  }
}
