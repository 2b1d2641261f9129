// @generated from the folders beside this file, in alphabetical order: `pub mod NAME;` and `NAME::routes,` for each.
//! What the application is for: one folder each, with its `routes()`.

use crate::{app::Routes, restorable::Guarded};

/// The routes of every feature.
#[rustfmt::skip]
pub const ROUTES: &[fn() -> Routes] = &[
];

/// The tables whose rows are only hidden when they are deleted.
#[rustfmt::skip]
pub const RESTORABLE: &[&str] = &[
];

/// How rows refer to such rows.
#[rustfmt::skip]
pub const REFERENCES: &[Guarded] = &[
];
