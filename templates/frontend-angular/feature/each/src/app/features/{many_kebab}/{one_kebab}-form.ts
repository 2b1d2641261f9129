<% import "parts/types.ts" as types with context %>
<% set Model = feature.one.pascal %>
<% set values = ["control"] %>
<% set checks = types.check_names(feature) %>
<% set optional = feature.fields | selectattr("optional") | rejectattr("is_ref") | rejectattr("type", "equalto", "enum") | list %>
<% set chosen = (feature.refs | rejectattr("optional") | list) or (feature.fields | selectattr("type", "equalto", "enum") | selectattr("required") | list) %>
import { FormGroup<% if types.needs(feature) %>, Validators<% endif %> } from "@angular/forms";

<% if checks %>
import { <[ checks ]> } from "../../forms/checks";
<% endif %>
import { <% if chosen %>chosen, <% endif %>control<% if "datetime" in feature.types %>, fromLocal<% endif %><% if optional %>, orNull<% endif %><% if "decimal" in feature.types %>, toDecimal<% endif %><% if "datetime" in feature.types %>, toLocal<% endif %> } from "../../forms/values";
import type { <[ Model ]>, <[ Model ]>Draft } from "./<[ feature.one.kebab ]>";

/** The form for one <[ feature.one.human ]>, or for a new one. */
export function <[ feature.one.camel ]>Form(item?: <[ Model ]>) {
  return new FormGroup({
<% for f in feature.fields %>
<% set validators = (", Validators.required" if types.needed(f) else "") ~ (", checked(" ~ types.checks(f) ~ ")" if types.checks(f) else "") %>
<% set it = "item?." ~ f.wire.snake %>
<% if f.type == "bool" and not f.optional %>
    <[ f.wire.snake ]>: control(<[ it ]> ?? <[ f.default | json if f.has_default else "false" ]>),
<% elif f.is_ref %>
    <[ f.wire.snake ]>: control<number | null>(<[ it ]> ?? null<[ validators ]>),
<% elif f.type == "enum" and f.has_default %>
    <[ f.wire.snake ]>: control<<[ Model ]>["<[ f.wire.snake ]>"]>(<[ it ]> ?? <[ f.default | json ]>),
<% elif f.type == "enum" %>
    <[ f.wire.snake ]>: control<NonNullable<<[ Model ]>["<[ f.wire.snake ]>"]> | "">(<[ it ]> ?? ""<[ validators ]>),
<% elif f.type == "datetime" %>
    <[ f.wire.snake ]>: control(toLocal(<[ it ]>)<[ validators ]>),
<% elif f.is_number or f.type == "bool" %>
<% if f.has_default %>
    <[ f.wire.snake ]>: control((<[ it ]> ?? <[ f.default | json ]>).toString()<[ validators ]>),
<% else %>
    <[ f.wire.snake ]>: control(<[ it ]><[ "?" if f.optional ]>.toString() ?? ""<[ validators ]>),
<% endif %>
<% else %>
    <[ f.wire.snake ]>: control(<[ it ]> ?? <[ types.default(f) if f.has_default else '""' ]><[ validators ]>),
<% endif %>
<% endfor %>
  });
}

type Values = ReturnType<ReturnType<typeof <[ feature.one.camel ]>Form>["getRawValue"]>;

/** What a form that is well says. */
export function toDraft(values: Values): <[ Model ]>Draft {
  return {
<% for f in feature.fields %>
<% set it = "values." ~ f.wire.snake %>
<% if f.type == "enum" and f.optional %>
    <[ f.wire.snake ]>: <[ it ]> || null,
<% elif (f.is_ref and not f.optional) or (f.type == "enum" and not f.has_default) %>
    <[ f.wire.snake ]>: chosen(<[ it ]>),
<% elif f.is_number %>
    <[ f.wire.snake ]>: <% if f.optional %>orNull(<[ it ]>, Number)<% else %>Number(<[ it ]>)<% endif %>,
<% elif f.type == "decimal" %>
    <[ f.wire.snake ]>: <% if f.optional %>orNull(<[ it ]>, (text) => toDecimal(text, <[ f.places ]>))<% else %>toDecimal(<[ it ]>, <[ f.places ]>)<% endif %>,
<% elif f.type == "datetime" %>
    <[ f.wire.snake ]>: <% if f.optional %>orNull(<[ it ]>, fromLocal)<% else %>fromLocal(<[ it ]>)<% endif %>,
<% elif f.type == "uuid" %>
    <[ f.wire.snake ]>: <% if f.optional %>orNull(<[ it ]>, (text) => text.toLowerCase())<% else %><[ it ]>.toLowerCase()<% endif %>,
<% elif f.type == "bool" and f.optional %>
    <[ f.wire.snake ]>: orNull(<[ it ]>, (text) => text === "true"),
<% elif f.optional and not f.is_ref %>
    <[ f.wire.snake ]>: orNull(<[ it ]>, String),
<% else %>
    <[ f.wire.snake ]>: <[ it ]>,
<% endif %>
<% endfor %>
  };
}
