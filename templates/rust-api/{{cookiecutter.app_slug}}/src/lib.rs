//! The application as a library, so that tests can use each part; `main.rs` only starts it.

pub mod app;
pub mod columns;
pub mod config;
pub mod cursor;
pub mod db;
pub mod etag;
pub mod extract;
pub mod features;
pub mod health;
pub mod links;
pub mod lists;
pub mod log;
pub mod middleware;
pub mod migrations;
pub mod openapi;
pub mod patterns;
pub mod probe;
pub mod problem;
pub mod restorable;
pub mod rows;
pub mod security;
pub mod server;
pub mod values;
