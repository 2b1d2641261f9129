<% set Model = feature.one.pascal %>
<% set a_one = ("an " if feature.one.human[0] in "aeio" else "a ") ~ feature.one.human %>
<% set targets = feature.refs | map(attribute="to") | unique(attribute="spec.name") | list %>
<% set shown = feature.fields | rejectattr("is_ref") | rejectattr("type", "in", ["email", "url"]) | list %>
import { DatePipe } from "@angular/common";
import { ChangeDetectionStrategy, Component, inject, input } from "@angular/core";
import { MatButton } from "@angular/material/button";
import { MatCard, MatCardContent } from "@angular/material/card";
import { RouterLink } from "@angular/router";

<% if targets %>
import { namesOf } from "../../api/names";
<% endif %>
import { Removing } from "../../lists/removing";
<% if shown %>
import { Shown } from "../../lists/shown";
<% endif %>
import { ErrorMessage } from "../../shell/error-message";
import { Page } from "../../shell/page";
<% for to in targets | sort(attribute="many.kebab") if to.spec.name != feature.spec.name %>
import { <[ to.many.pascal ]>Api } from "../<[ to.many.kebab ]>/<[ to.many.kebab ]>-api";
<% endfor %>
import type { <[ Model ]> } from "./<[ feature.one.kebab ]>";
import { <[ feature.many.pascal ]>Api } from "./<[ feature.many.kebab ]>-api";

/** All that is known of <[ a_one ]>. */
@Component({
  selector: "app-<[ feature.one.kebab ]>-detail-page",
  imports: [DatePipe, ErrorMessage, MatButton, MatCard, MatCardContent, Page, RouterLink<% if shown %>, Shown<% endif %>],
  templateUrl: "./<[ feature.one.kebab ]>-detail-page.html",
  providers: [Removing],
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class <[ Model ]>DetailPage {
  readonly item = input.required<<[ Model ]>>();
  protected readonly api = inject(<[ feature.many.pascal ]>Api);
  protected readonly removing = inject(Removing);
<% if targets %>
  readonly #targets = { <% for to in targets %><[ to.many.camel ]>: inject(<[ to.many.pascal ]>Api), <% endfor %> };
  protected readonly names = {
<% for to in targets %>
    <[ to.many.camel ]>: namesOf(
      () => this.#targets.<[ to.many.camel ]>,
      () => [<% for f in feature.refs if f.to.spec.name == to.spec.name %>this.item().<[ f.wire.snake ]>, <% endfor %>],
    ),
<% endfor %>
  };
<% endif %>

  protected remove(): void {
    const item = this.item();
    this.removing.ofPage(this.api.label(item), this.api.delete(item), "/<[ feature.many.kebab ]>");
  }
}
