// @generated from the folders beside this file, in alphabetical order: `pub mod NAME;` and `NAME::routes,` for each.
//! What the application is for: one folder each, with its `routes()`.

use crate::app::Routes;

/// The routes of every feature.
#[rustfmt::skip]
pub const ROUTES: &[fn() -> Routes] = &[
];
