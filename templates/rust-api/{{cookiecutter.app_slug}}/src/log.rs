//! Logs as JSON, one object a line, on standard output; `span.request_id` says to which request a line belongs.

use tracing_subscriber::{filter::LevelFilter, fmt, prelude::*};

/// Sends the logs of this process, panics among them, to standard output.
pub fn start(level: LevelFilter) {
    let lines = fmt::layer()
        .json()
        .flatten_event(true)
        .with_current_span(true)
        .with_span_list(false)
        .with_filter(level);
    // Fails only where logs are collected already, as in a test.
    if tracing_subscriber::registry().with(lines).try_init().is_ok() {
        std::panic::set_hook(Box::new(|panic| {
            let place = panic.location().map(ToString::to_string).unwrap_or_default();
            let payload = panic.payload();
            let text = payload.downcast_ref::<&str>().copied();
            let reason = text.or_else(|| payload.downcast_ref::<String>().map(String::as_str));
            tracing::error!(place, reason, "panic");
        }));
    }
}
