<% import "parts/types.rs" as types with context %>
<% set One = feature.one.pascal %>
<% set ruled = [] %>
<% for f in feature.fields if types.ruled(f) %>
<% set _ = ruled.append(f) %>
<% endfor %>
<% set enums = feature.fields | selectattr("type", "eq", "enum") | list %>
<% set defaults = [] %>
<% for f in feature.fields if f.has_default and f.default is not sameas false and f.type != "enum" %>
<% set _ = defaults.append(f) %>
<% endfor %>
<% set bools = feature.fields | selectattr("type", "eq", "bool") | rejectattr("optional") | list | length %>
<% set alike = namespace(names=false) %>
<% for some in (feature.fields, feature.refs) if some | length > 2 %>
<% set firsts = [] %>
<% set lasts = [] %>
<% for f in some %>
<% set _ = firsts.append(f.wire.snake.split("_") | first) %>
<% set _ = lasts.append(f.wire.snake.split("_") | last) %>
<% endfor %>
<% if firsts | unique | list | length == 1 or lasts | unique | list | length == 1 %>
<% set alike.names = true %>
<% endif %>
<% endfor %>
<% for f in feature.fields if f.wire.snake.startswith(feature.one.snake) or f.wire.snake.endswith(feature.one.snake) %>
<% set alike.names = true %>
<% endfor %>
<% set values = [] %>
<% if enums %>
<% set _ = values.append("choice") %>
<% endif %>
<% for name, type in (("Date", "date"), ("Decimal", "decimal"), ("Uuid", "uuid")) if type in feature.types %>
<% set _ = values.append(name) %>
<% endfor %>
<% set ranges = [] %>
<% for f in ruled if not f.is_text and not f.is_ref %>
<% set _ = ranges.append(types.range(f) | trim) %>
<% endfor %>
<% macro checks() %>
<% for f in ruled %>
<% if f.is_ref %>
        checks.known("<[ f.wire.snake ]>", &self.<[ f.wire.snake ]>, db, "<[ f.to.many.snake ]>").await?;
<% elif f.is_text %>
        checks.text("<[ f.wire.snake ]>", &self.<[ f.wire.snake ]>, <[ "Text::" ~ f.type ~ "()" if f.type in ("email", "url") else "&" ~ f.wire.upper ]>);
<% else %>
        checks.range("<[ f.wire.snake ]>", &self.<[ f.wire.snake ]>, &<[ f.wire.upper ]>);
<% endif %>
<% endfor %>
<% endmacro %>
<% macro check(what) %>
<% if ruled %>

impl <[ what ]> {
    /// # Errors
    /// 422 for everything that breaks a rule.
<% if ruled | length > 15 %>
    #[allow(clippy::too_many_lines, reason = "each field has its rule")]
<% endif %>
<% if feature.refs %>
    pub async fn check(&self, db: &Pool) -> Result<(), Problem> {
<% else %>
    pub fn check(&self) -> Result<(), Problem> {
<% endif %>
        let mut checks = Checks::of("body");
<[ checks() ]>        checks.end()
    }
}
<% endif %>
<% endmacro %>
<% macro allowed() %>
<% if bools > 3 %>
#[allow(clippy::struct_excessive_bools, reason = "each is a field of its own")]
<% endif %>
<% endmacro %>
//! <[ feature.many.title ]> as they are sent and received, and the rules for them.
<% if alike.names %>
#![allow(clippy::struct_field_names, reason = "the fields are called as in JSON and in the table")]
<% endif %>
<% if feature.fields | selectattr("is_text") | selectattr("max", "ge", 100000) | list %>
#![allow(clippy::unreadable_literal, reason = "lengths in the document take no separators")]
<% endif %>
<% if ranges %>

use std::ops::{<[ ranges | unique | sort | join(", ") ]>};
<% endif %>

use serde::{Deserialize, Serialize};
use utoipa::{<% if feature.refs %>IntoParams, <% endif %>ToSchema};

use crate::{
<% if ruled %>
    checks::{Checks<% if ruled | selectattr("is_text") | list %>, Text<% endif %>},
<% endif %>
<% if enums %>
    choices,
<% endif %>
<% if feature.refs %>
    db::Pool,
<% endif %>
<% if ruled %>
    problem::Problem,
<% endif %>
    sent::Sent,
    values::{<[ values | join(", ") ]><% if values %>, <% endif %>Timestamp},
};
<% if ruled | rejectattr("is_ref") | rejectattr("type", "in", ["email", "url"]) | list %>

<% for f in ruled if not f.is_ref and f.type not in ("email", "url") %>
<% if f.is_text %>
static <[ f.wire.upper ]>: Text = Text::<% if f.pattern %>matching(<[ types.number(f.min, "int") ]>, <[ types.number(f.max, "int") ]>, <[ f.pattern | json ]>)<% else %>new(<[ types.number(f.min, "int") ]>, <[ types.number(f.max, "int") ]>)<% endif %>;
<% else %>
const <[ f.wire.upper ]>: <[ types.range(f) ]><<[ types.bare(feature, f) ]>> = <[ types.bounds(f) ]>;
<% endif %>
<% endfor %>
<% endif %>
<% for f in enums %>

choices! {
    /// What `<[ f.wire.snake ]>` of <[ feature.many.human ]> can be.
    <[ types.enum(feature, f) ]> {
<% for value in f.values %>
        <[ types.variant(value) ]> = "<[ value ]>",
<% endfor %>
    }<% if f.has_default %> default <[ types.variant(f.default) ]><% endif %>

}
<% endfor %>

/// One <[ feature.one.human ]>.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
<[ allowed() -]>
pub struct <[ One ]> {
    /// Its number.
    pub id: i64,
<% for f in feature.fields %>
    /// <[ f.wire.title ]><[ types.about(f) ]>.
<% set text = types.schema(feature, f) %>
<% if text %>
    <[ types.attribute(text) ]>
<% endif %>
    pub <[ f.wire.snake ]>: <[ types.rust(feature, f) ]>,
<% endfor %>
    /// When it was made.
    #[schema(value_type = String, format = "date-time")]
    pub created_at: Timestamp,
    /// When it was changed last.
    #[schema(value_type = String, format = "date-time")]
    pub updated_at: Timestamp,
}

/// What makes a new <[ feature.one.human ]>.
#[derive(Debug, Deserialize, ToSchema)]
<[ allowed() -]>
pub struct <[ One ]>Create {
<% for f in feature.fields %>
    /// <[ f.wire.title ]><[ types.about(f) ]>.
<% if f.has_default %>
    #[serde(default<% if f in defaults %> = "default_<[ f.wire.snake ]>"<% endif %>)]
<% endif %>
<% set text = types.schema(feature, f, sent="create") %>
<% if text %>
    <[ types.attribute(text) ]>
<% endif %>
    pub <[ f.wire.snake ]>: <[ types.rust(feature, f) ]>,
<% endfor %>
}
<[ check(One ~ "Create") -]>
<% for f in defaults %>

fn default_<[ f.wire.snake ]>() -> <[ types.bare(feature, f) ]> {
    <[ types.default(feature, f) ]>
}
<% endfor %>

/// What changes the <[ feature.one.human ]>: only what is sent.
#[derive(Debug, Deserialize, ToSchema)]
pub struct <[ One ]>Update {
<% for f in feature.fields %>
    /// <[ f.wire.title ]><[ types.about(f) ]>.
    #[serde(default)]
    <[ types.attribute(types.schema(feature, f, sent="update")) ]>
    pub <[ f.wire.snake ]>: Sent<<[ types.rust(feature, f) ]>>,
<% endfor %>
}
<[ check(One ~ "Update") -]>
<% if feature.refs %>

/// Which <[ feature.many.human ]> are asked for.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct <[ One ]>Filter {
<% for f in feature.refs %>
    /// Only those with this <[ f.name.human ]>.
    pub <[ f.wire.snake ]>: Option<i64>,
<% endfor %>
}
<% endif %>
