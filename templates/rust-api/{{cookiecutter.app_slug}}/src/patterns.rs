//! Regular expressions for texts, for garde's rule `pattern`.

use std::sync::OnceLock;

use garde::rules::{AsStr, pattern::Matcher};
use regex_lite::Regex;

/// An e-mail address.
pub static EMAIL: Pattern = Pattern::new(r"^(?:[^@\s]+@[^@\s]+\.[^@\s]+)$");
/// An address on the web.
pub static WEB: Pattern = Pattern::new(r"^(?:https?://[^\s/?#]+[^\s]*)$");

/// A regular expression, compiled when it is needed first.
#[derive(Debug)]
pub struct Pattern {
    text: &'static str,
    compiled: OnceLock<Regex>,
}

impl Pattern {
    /// What this text says; it panics when it is used and is no regular expression.
    #[must_use]
    pub const fn new(text: &'static str) -> Self {
        Self { text, compiled: OnceLock::new() }
    }
}

impl AsStr for Pattern {
    fn as_str(&self) -> &str {
        self.text
    }
}

impl Matcher for Pattern {
    fn is_match(&self, text: &str) -> bool {
        let compiled = self.compiled.get_or_init(|| {
            Regex::new(self.text).unwrap_or_else(|error| panic!("{}: {error}", self.text))
        });
        compiled.is_match(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    static CODE: Pattern = Pattern::new("^(?:[A-Z]{3}|x)$");

    #[test]
    fn the_whole_text_must_match() {
        assert!(CODE.is_match("ABC"));
        for wrong in ["ABCx", "xABC", "ABC\n", "abc", ""] {
            assert!(!CODE.is_match(wrong), "{wrong:?}");
        }
    }

    #[test]
    fn addresses() {
        assert!(EMAIL.is_match("ann@example.com"));
        assert!(!EMAIL.is_match("ann@example") && !EMAIL.is_match("a@b@c.example"));
        assert!(WEB.is_match("https://example.com/a?b#c"));
        assert!(!WEB.is_match("example.com") && !WEB.is_match("ftp://example.com/x"));
    }
}
