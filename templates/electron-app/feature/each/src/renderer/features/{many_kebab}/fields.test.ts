<% set a_one = ("an " if feature.one.human[0] in "aeio" else "a ") ~ feature.one.human %>
<% set Model = feature.one.pascal %>
<% set fields = feature.one.camel ~ "Fields" %>
import { describe, expect, it } from "vitest";

import type { <[ Model ]>Input } from "../../../shared/<[ feature.many.kebab ]>/contract";
import { problemIn, problemsOf, refusalIn, toDraft, toValues } from "../../resources/drafts";
import { <[ fields ]>, <[ feature.one.camel ]>Label } from "./fields";
import { sample<[ feature.many.pascal ]> } from "./samples";

/** Values that the main process refuses. */
const REFUSED: readonly { name: keyof <[ Model ]>Input; kind: string; value: unknown }[] = [
<% for f, wrong in feature.violations if wrong.kind not in ("missing", "unknown") %>
  { name: "<[ f.wire.snake ]>", kind: "<[ wrong.kind.replace("_", " ") ]>", value: <% if wrong.kind in ("too_short", "too_long") and wrong.value | length > 20 %>"x".repeat(<[ wrong.value | length ]>)<% elif f.is_json and wrong.kind == "too_long" %>["x".repeat(<[ f.max ]>)]<% else %><[ wrong.value | json ]><% endif %> },
<% endfor %>
];

/** Texts that a form does not send. */
const NOT_SENT: readonly { name: keyof <[ Model ]>Input; kind: string; text: string }[] = [
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
      expect(item).toMatchObject(toValues(<[ fields ]>, draft));
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

  it.each(REFUSED)("refuse as $name what is wrong: $kind", ({ name, value }) => {
    expect(refusalIn(<[ fields ]>, name, value)).not.toBe("");
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
