<% set a_one = ("an " if feature.one.human[0] in "aeio" else "a ") ~ feature.one.human %>
<% import "parts/fields.ts" as code with context %>
import type { Stored } from "../../resources/lists";

/** What people write of <[ a_one ]>. */
export interface <[ feature.one.pascal ]>Input {
<% for f in feature.fields %>
  readonly <[ f.wire.snake ]>: <[ code.typescript(f) ]>;
<% endfor %>
}

/** A <[ feature.one.human ]> as the API knows it. */
export type <[ feature.one.pascal ]> = <[ feature.one.pascal ]>Input & Stored;
