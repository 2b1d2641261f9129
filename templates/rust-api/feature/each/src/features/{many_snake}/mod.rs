//! <[ feature.many.title ]>: what they are, how they are stored, and their routes.

mod model;
mod routes;

pub use routes::routes;
