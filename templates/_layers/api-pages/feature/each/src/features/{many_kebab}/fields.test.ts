<% set a_one = ("an " if feature.one.human[0] in "aeio" else "a ") ~ feature.one.human %>
<% set Model = feature.one.pascal %>
<% set fields = feature.one.camel ~ "Fields" %>
import { describe, expect, it } from "vitest";

import { formSchema, problemIn, problemsOf, toDraft } from "../../resources/drafts";
import { <[ fields ]>, <[ feature.one.camel ]>Label, type <[ Model ]> } from "./fields";
import { sample<[ feature.many.pascal ]> } from "./samples";

/** Texts that a form does not send. */
const NOT_SENT: readonly { name: Exclude<keyof <[ Model ]>, "id" | "created_at" | "updated_at">; kind: string; text: string }[] = [
<% for f, wrong in feature.violations if wrong.kind not in ("missing", "unknown") %>
<% if wrong.kind == "null" %>
<% if not f.is_many and not (f.type in ("str", "text") and f.min == 0) %>
  { name: "<[ f.wire.snake ]>", kind: "empty", text: "" },
<% endif %>
<% elif wrong.value is not none and wrong.value != "" and not (f.optional and wrong.value is string and not wrong.value.strip()) %>
  { name: "<[ f.wire.snake ]>", kind: "<[ wrong.kind.replace("_", " ") ]>", text: <% if wrong.kind in ("too_short", "too_long") and wrong.value | length > 20 %>"x".repeat(<[ wrong.value | length ]>)<% elif f.is_json and wrong.kind == "too_long" %>JSON.stringify(["x".repeat(<[ f.max ]>)])<% elif wrong.value is string %><[ wrong.value | json ]><% elif f.type == "float" %>String(<[ wrong.value | json ]>)<% else %><[ (wrong.value | json) | json ]><% endif %> },
<% endif %>
<% endfor %>
];

describe("the fields of <[ a_one ]>", () => {
  it("take what fits, and give it back", () => {
    for (const item of sample<[ feature.many.pascal ]>) {
      const draft = toDraft(<[ fields ]>, item);
      expect(problemsOf(<[ fields ]>, draft)).toEqual({});
      expect(item).toMatchObject(formSchema(<[ fields ]>).parse(draft));
    }
  });

  it("begin with their defaults", () => {
    expect(toDraft(<[ fields ]>)).toEqual({
<% import "parts/fields.ts" as code with context %>
<% for f in feature.fields %>
      <[ f.wire.snake ]>: <% if f.has_default and f.type == "decimal" %><[ code.value(f, f.default) ]><% elif f.has_default %><% if f.type == "float" %>String(<[ f.default | json ]>)<% elif f.default is string %><[ f.default | json ]><% else %><[ (f.default | json) | json ]><% endif %><% elif f.type == "bool" and not f.optional %>"false"<% else %>""<% endif %>,
<% endfor %>
    });
  });

  it.each(NOT_SENT)("do not send as $name what is wrong: $kind", ({ name, text }) => {
    expect(problemIn(<[ fields ]>, name, text)).not.toBe("");
  });

  it("call it by a name, or by its number", () => {
    const [item] = sample<[ feature.many.pascal ]>;
    expect(<[ feature.one.camel ]>Label(item)).not.toBe("");
<% if feature.label.optional %>
    expect(<[ feature.one.camel ]>Label({ ...item, <[ feature.label.wire.snake ]>: null })).toBe("#1");
<% endif %>
  });
});
