<% set Model = feature.one.pascal %>
import { Injectable } from "@angular/core";

import { Resource } from "../../api/resource";
import { parse<[ Model ]>, type <[ Model ]>, type <[ Model ]>Draft } from "./<[ feature.one.kebab ]>";

/** The <[ feature.many.human ]> of the API. */
@Injectable({ providedIn: "root" })
export class <[ feature.many.pascal ]>Api extends Resource<<[ Model ]>, <[ Model ]>Draft> {
  protected override readonly path = "/<[ feature.many.kebab ]>";
  protected override readonly parse = parse<[ Model ]>;
  protected override readonly searched = <[ "true" if feature.fields | selectattr("is_text") | list else "false" ]>;

  protected override caption(item: <[ Model ]>) {
    return item.<[ feature.label.wire.snake ]>;
  }
}
