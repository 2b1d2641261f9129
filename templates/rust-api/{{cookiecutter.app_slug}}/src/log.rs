//! Logs on standard output: JSON, one object a line, or lines for people; the span says to which request one belongs.

use std::str::FromStr;

use tracing_subscriber::{filter::LevelFilter, fmt, prelude::*};

/// What the lines of the log look like.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Format {
    /// One JSON object a line.
    Json,
    /// Lines that people read.
    Console,
}

impl FromStr for Format {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "json" => Ok(Self::Json),
            "console" => Ok(Self::Console),
            _ => Err(()),
        }
    }
}

/// Sends the logs of this process, panics among them, to standard output.
pub fn start(level: LevelFilter, format: Format) {
    let lines = match format {
        Format::Json => fmt::layer()
            .json()
            .flatten_event(true)
            .with_current_span(true)
            .with_span_list(false)
            .boxed(),
        Format::Console => fmt::layer().boxed(),
    };
    // Fails only where logs are collected already, as in a test.
    if tracing_subscriber::registry().with(lines.with_filter(level)).try_init().is_ok() {
        std::panic::set_hook(Box::new(|panic| {
            let place = panic.location().map(ToString::to_string).unwrap_or_default();
            let payload = panic.payload();
            let text = payload.downcast_ref::<&str>().copied();
            let reason = text.or_else(|| payload.downcast_ref::<String>().map(String::as_str));
            tracing::error!(place, reason, "panic");
        }));
    }
}
