// @generated from the folders beside this file, in alphabetical order: `pub mod NAME;` and `NAME::routes,` for each.
//! What the application is for: one folder each, with its `routes()`.

<% for name in features | map(attribute="many.snake") | sort %>
pub mod <[ name ]>;
<% if loop.last %>

<% endif %>
<% endfor %>
use crate::{app::Routes, restorable::Guarded};

/// The routes of every feature.
#[rustfmt::skip]
pub const ROUTES: &[fn() -> Routes] = &[
<% for name in features | map(attribute="many.snake") | sort %>
    <[ name ]>::routes,
<% endfor %>
];

/// The tables whose rows are only hidden when they are deleted.
#[rustfmt::skip]
pub const RESTORABLE: &[&str] = &[
<% for one in features if one.soft %>
    "<[ one.many.snake ]>",
<% endfor %>
];

/// How rows refer to such rows.
#[rustfmt::skip]
pub const REFERENCES: &[Guarded] = &[
<% for one in features %>
<% set living = " AND deleted_at IS NULL" if one.soft else "" %>
<% for f in one.guarded %>
    Guarded {
        from: "<[ one.many.snake ]>",
        to: "<[ f.to.many.snake ]>",
<% if f.is_many %>
<% set own = one.one.snake ~ "_id" %>
<% set other = f.to.one.snake ~ "_id" %>
        uses: "SELECT count(*) FROM <[ f.links.snake ]> AS link JOIN <[ one.many.snake ]> ON id = link.<[ own ]> WHERE link.<[ other ]> = $1<[ living ]>",
        used: "SELECT <[ other ]> FROM <[ f.links.snake ]> WHERE <[ own ]> = $1",
<% else %>
        uses: "SELECT count(*) FROM <[ one.many.snake ]> WHERE <[ f.wire.snake ]> = $1<[ living ]>",
        used: "SELECT <[ f.wire.snake ]> FROM <[ one.many.snake ]> WHERE id = $1 AND <[ f.wire.snake ]> IS NOT NULL",
<% endif %>
    },
<% endfor %>
<% endfor %>
];
