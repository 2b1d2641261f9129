<% import "parts/types.rs" as types with context %>
<% set One = feature.one.pascal %>
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
<% set kinds = [] %>
<% for name, type in (("Date", "date"), ("Decimal", "decimal"), ("Timestamp", ""), ("Uuid", "uuid"), ("choice", "enum"), ("document", "json")) if not type or type in feature.types %>
<% set _ = kinds.append(name) %>
<% endfor %>
<% macro allowed() %>
<% if bools > 3 %>
#[allow(clippy::struct_excessive_bools, reason = "each is a field of its own")]
<% endif %>
<% endmacro %>
<% macro described(f, sent="") %>
<% set about = types.about(f) %>
<% if about %>
    /// <[ f.wire.title ]><[ about ]>.
<% endif %>
<% set text = types.schema(feature, f, sent=sent) %>
<% if text %>
    <[ types.attribute(text) ]>
<% endif %>
<% endmacro %>
//! <[ feature.many.title ]>: as they are sent and received, their rules, and their columns.
<% if alike.names %>
#![allow(clippy::struct_field_names, reason = "the fields are called as in JSON and in the table")]
<% endif %>
<% if feature.fields | selectattr("is_text") | selectattr("max", "ge", 100000) | list %>
#![allow(clippy::unreadable_literal, reason = "lengths in the document take no separators")]
<% endif %>

use garde::Validate;
use serde::{Deserialize, Serialize};
use sqlx::FromRow;
use utoipa::ToSchema;

use crate::{
<% if enums %>
    choices,
<% endif %>
    columns::Column,
<% if feature.manys %>
    links,
<% endif %>
<% set used = [] %>
<% if feature.fields | selectattr("pattern") | rejectattr("type", "in", ["email", "url"]) | list %>
<% set _ = used.append("Pattern") %>
<% endif %>
<% if "email" in feature.types or "url" in feature.types %>
<% set _ = used.insert(0, "self") %>
<% endif %>
<% if used %>
    patterns<[ "" if used == ["self"] else ("::Pattern" if used == ["Pattern"] else "::{self, Pattern}") ]>,
<% endif %>
    rows::{Resource, Values},
    values::{self, <[ kinds | join(", ") ]>},
};
<% for f in feature.fields if f.pattern and f.type not in ("email", "url") %>
<% if loop.first %>

<% endif %>
static <[ f.wire.upper ]>: Pattern = Pattern::new(<[ ("^(?:" ~ f.pattern ~ ")$") | json ]>);
<% endfor %>
<% for f in enums %>

choices! {
    <[ types.enum(feature, f) ]> {
<% for value in f.values %>
        <[ types.variant(value) ]> = "<[ value ]>",
<% endfor %>
    }<% if f.has_default %> default <[ types.variant(f.default) ]><% endif %>

}
<% endfor %>

/// One <[ feature.one.human ]>.
#[derive(Clone, Debug, FromRow, PartialEq, Serialize, ToSchema)]
<[ allowed() -]>
pub struct <[ One ]> {
    pub id: i64,
<% for f in feature.fields %>
<[ described(f) ]>    pub <[ f.wire.snake ]>: <[ types.rust(feature, f) ]>,
<% endfor %>
    #[schema(value_type = String, format = "date-time")]
    pub created_at: Timestamp,
    #[schema(value_type = String, format = "date-time")]
    pub updated_at: Timestamp,
    #[serde(skip)]
    pub row_version: i32,
}

impl Resource for <[ One ]> {
    const TABLE: &'static str = "<[ feature.many.snake ]>";
    const COLUMNS: &'static [Column] = &[
        Column::of::<i64>("id"),
<% for f in feature.listed %>
        <[ types.listed(feature, f) ]>,
<% endfor %>
        Column::of::<Timestamp>("created_at"),
        Column::of::<Timestamp>("updated_at"),
    ];
<% if feature.manys %>
    const LINKS: &'static [links::Link] = &[
<% for f in feature.manys %>
        links::Link {
            name: "<[ f.wire.snake ]>",
            table: "<[ f.links.snake ]>",
            own: "<[ feature.one.snake ]>_id",
            other: "<[ f.to.one.snake ]>_id",
            others: "<[ f.to.many.snake ]>",
        },
<% endfor %>
    ];
<% endif %>

    fn id(&self) -> i64 {
        self.id
    }

    fn version(&self) -> i32 {
        self.row_version
    }
}

/// What makes a new <[ feature.one.human ]>.
#[derive(Debug, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
<[ allowed() -]>
pub struct <[ One ]>Create {
<% for f in feature.fields %>
<% if f.has_default or f.is_many %>
    #[serde(default<% if f in defaults %> = "default_<[ f.wire.snake ]>"<% endif %>)]
<% endif %>
    #[garde(<[ types.rules(f) ]>)]
<[ described(f, sent="create") ]>    pub <[ f.wire.snake ]>: <[ types.rust(feature, f) ]>,
<% endfor %>
}

impl <[ One ]>Create {
    pub fn values(self) -> Values {
        Values::default()
<% for f in feature.fields %>
<% if f.is_ref %>
            .refer("<[ f.wire.snake ]>", "<[ f.to.many.snake ]>", self.<[ f.wire.snake ]>)
<% elif f.is_many %>
            .link(&<[ One ]>::LINKS[<[ feature.manys.index(f) ]>], self.<[ f.wire.snake ]>)
<% else %>
            .set("<[ f.wire.snake ]>", self.<[ f.wire.snake ]>)
<% endif %>
<% endfor %>
    }
}
<% for f in defaults %>

fn default_<[ f.wire.snake ]>() -> <[ types.bare(feature, f) ]> {
    <[ types.default(feature, f) ]>
}
<% endfor %>

/// What changes the <[ feature.one.human ]>: only what is sent.
#[derive(Debug, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct <[ One ]>Update {
<% for f in feature.fields %>
    #[serde(default, deserialize_with = "values::sent")]
    #[garde(<[ types.rules(f) ]>)]
<[ described(f, sent="update") ]>    pub <[ f.wire.snake ]>: Option<<[ types.rust(feature, f) ]>>,
<% endfor %>
}

impl <[ One ]>Update {
    pub fn values(self) -> Values {
        Values::default()
<% for f in feature.fields %>
<% if f.is_ref %>
            .sent_reference("<[ f.wire.snake ]>", "<[ f.to.many.snake ]>", self.<[ f.wire.snake ]>)
<% elif f.is_many %>
            .sent_link(&<[ One ]>::LINKS[<[ feature.manys.index(f) ]>], self.<[ f.wire.snake ]>)
<% else %>
            .sent("<[ f.wire.snake ]>", self.<[ f.wire.snake ]>)
<% endif %>
<% endfor %>
    }
}
