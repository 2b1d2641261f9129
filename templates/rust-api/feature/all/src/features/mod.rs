// @generated from the folders beside this file, in alphabetical order: `pub mod NAME;` and `NAME::routes,` for each.
//! What the application is for: one folder each, with its `routes()`.

<% for name in features | map(attribute="many.snake") | sort %>
pub mod <[ name ]>;
<% if loop.last %>

<% endif %>
<% endfor %>
use crate::app::Routes;

/// The routes of every feature.
#[rustfmt::skip]
pub const ROUTES: &[fn() -> Routes] = &[
<% for name in features | map(attribute="many.snake") | sort %>
    <[ name ]>::routes,
<% endfor %>
];
