//! Stories from the outside: requests to the whole application, and the program as a process.
#![allow(clippy::unwrap_used)]

#[path = "../common/mod.rs"]
mod common;

mod errors;
mod features;
mod headers;
mod health;
mod openapi;
mod program;
mod requests;
