//! Rules for values that have the right type already: everything that is wrong is told at once.

use std::{
    fmt::Display,
    ops::{Bound, RangeBounds},
    sync::OnceLock,
};

use regex_lite::Regex;

use crate::{
    db::Pool,
    problem::{FieldError, Problem},
    rows,
    sent::Sent,
    values::Decimal,
};

/// What a text must be: its length in characters, and a regular expression for the whole of it.
#[derive(Debug)]
pub struct Text {
    min: usize,
    max: usize,
    pattern: &'static str,
    wanted: &'static str,
    compiled: OnceLock<Regex>,
}

impl Text {
    /// Any text of this length.
    #[must_use]
    pub const fn new(min: usize, max: usize) -> Self {
        Self::matching(min, max, "")
    }

    /// A text of this length that the regular expression matches from its first to its last character.
    #[must_use]
    pub const fn matching(min: usize, max: usize, pattern: &'static str) -> Self {
        Self::form(min, max, pattern, "")
    }

    /// An e-mail address.
    #[must_use]
    pub fn email() -> &'static Self {
        const PATTERN: &str = r"[^@\s]+@[^@\s]+\.[^@\s]+";
        static EMAIL: Text = Text::form(0, 254, PATTERN, "must be an e-mail address");
        &EMAIL
    }

    /// An address on the web.
    #[must_use]
    pub fn url() -> &'static Self {
        const PATTERN: &str = r"https?://[^\s/?#]+[^\s]*";
        static URL: Text =
            Text::form(0, 2000, PATTERN, "must be an address with http:// or https://");
        &URL
    }

    const fn form(min: usize, max: usize, pattern: &'static str, wanted: &'static str) -> Self {
        Self { min, max, pattern, wanted, compiled: OnceLock::new() }
    }

    /// What is wrong with a text.
    fn fault(&self, text: &str) -> Option<String> {
        if !(self.min..=self.max).contains(&text.chars().count()) {
            return Some(format!("must have {} to {} characters", self.min, self.max));
        }
        // PostgreSQL cannot store it.
        if text.contains('\0') {
            return Some("must not have a NUL character".to_owned());
        }
        if self.pattern.is_empty() || self.regex().is_match(text) {
            return None;
        }
        let wanted = format!("must match the regular expression {}", self.pattern);
        Some(if self.wanted.is_empty() { wanted } else { self.wanted.to_owned() })
    }

    fn regex(&self) -> &Regex {
        self.compiled.get_or_init(|| {
            let whole = format!("^(?:{})$", self.pattern);
            Regex::new(&whole).unwrap_or_else(|error| panic!("{}: {error}", self.pattern))
        })
    }
}

/// A value that may not be there; what is not there breaks no rule.
pub trait Given<V: ?Sized> {
    /// The value.
    fn given(&self) -> Option<&V>;
}

macro_rules! given {
    ($($own:ty => $seen:ty),+) => {
        $(impl Given<$seen> for $own {
            fn given(&self) -> Option<&$seen> {
                Some(self)
            }
        })+
    };
}

given!(String => str, i32 => i32, i64 => i64, f64 => f64);

impl<const PLACES: u32> Given<Self> for Decimal<PLACES> {
    fn given(&self) -> Option<&Self> {
        Some(self)
    }
}

impl<V: ?Sized, T: Given<V>> Given<V> for Option<T> {
    fn given(&self) -> Option<&V> {
        self.as_ref().and_then(T::given)
    }
}

impl<V: ?Sized, T: Given<V>> Given<V> for Sent<T> {
    fn given(&self) -> Option<&V> {
        match self {
            Self::No => None,
            Self::Yes(value) => value.given(),
        }
    }
}

/// Collects what is wrong with a part of a request.
#[derive(Debug)]
pub struct Checks {
    origin: &'static str,
    errors: Vec<FieldError>,
}

impl Checks {
    /// For `body` or `query`.
    #[must_use]
    pub const fn of(origin: &'static str) -> Self {
        Self { origin, errors: Vec::new() }
    }

    /// A text must follow its rule.
    pub fn text(&mut self, name: &str, value: &impl Given<str>, rule: &Text) {
        if let Some(msg) = value.given().and_then(|text| rule.fault(text)) {
            self.add(name, msg);
        }
    }

    /// A value must lie between others.
    pub fn range<V: PartialOrd + Display>(
        &mut self,
        name: &str,
        value: &impl Given<V>,
        range: &impl RangeBounds<V>,
    ) {
        if value.given().is_some_and(|value| !range.contains(value)) {
            let msg = match (range.start_bound(), range.end_bound()) {
                (Bound::Included(low), Bound::Included(high)) => format!("must be {low} to {high}"),
                (Bound::Included(low), _) => format!("must be {low} or more"),
                (_, Bound::Included(high)) => format!("must be {high} or less"),
                _ => "is out of bounds".to_owned(),
            };
            self.add(name, msg);
        }
    }

    /// A row with this id must be in the table.
    ///
    /// # Errors
    /// When the database cannot say.
    pub async fn known(
        &mut self,
        name: &str,
        id: &impl Given<i64>,
        db: &Pool,
        table: &str,
    ) -> sqlx::Result<()> {
        if let Some(id) = id.given().copied()
            && !rows::exists(db, table, id).await?
        {
            self.add(name, "nothing has this id".to_owned());
        }
        Ok(())
    }

    /// # Errors
    /// 422 when something is wrong.
    pub fn end(self) -> Result<(), Problem> {
        if self.errors.is_empty() { Ok(()) } else { Err(Problem::invalid(self.errors)) }
    }

    fn add(&mut self, name: &str, msg: String) {
        let loc = vec![self.origin.to_owned(), name.to_owned()];
        self.errors.push(FieldError { loc, msg });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    static CODE: Text = Text::matching(0, 4, "[A-Z]{3}|x");

    fn faults(check: impl FnOnce(&mut Checks)) -> Vec<String> {
        let mut checks = Checks::of("body");
        check(&mut checks);
        let errors = checks.end().map_or_else(|problem| problem.errors, |()| Vec::new());
        assert!(errors.iter().all(|error| error.loc == ["body", "part"]));
        errors.into_iter().map(|error| error.msg).collect()
    }

    #[test]
    fn texts() {
        let fault =
            |rule: &Text, text: &str| faults(|all| all.text("part", &text.to_owned(), rule));
        assert_eq!(fault(&Text::new(1, 3), "äöü"), [""; 0]);
        assert_eq!(fault(&Text::new(1, 3), ""), ["must have 1 to 3 characters"]);
        assert_eq!(fault(&Text::new(1, 3), "four"), ["must have 1 to 3 characters"]);
        assert_eq!(fault(&Text::new(1, 3), "a\0"), ["must not have a NUL character"]);
        assert_eq!(fault(&CODE, "ABC"), [""; 0]);
        for wrong in ["ABCx", "xABC", "ABC\n", "abc", ""] {
            assert_eq!(fault(&CODE, wrong), ["must match the regular expression [A-Z]{3}|x"]);
        }
        assert_eq!(fault(Text::email(), "ann@example.com"), [""; 0]);
        assert_eq!(fault(Text::email(), "ann@example"), ["must be an e-mail address"]);
        assert_eq!(fault(Text::url(), "https://example.com/a?b#c"), [""; 0]);
        assert_eq!(fault(Text::url(), "example.com").len(), 1);
    }

    #[test]
    fn ranges() {
        assert_eq!(faults(|all| all.range("part", &5, &(1..=5))), [""; 0]);
        assert_eq!(faults(|all| all.range("part", &6_i64, &(1..=5))), ["must be 1 to 5"]);
        assert_eq!(faults(|all| all.range("part", &0.4, &(0.5..))), ["must be 0.5 or more"]);
        assert_eq!(faults(|all| all.range("part", &0.6, &(..=0.5))), ["must be 0.5 or less"]);
        let (low, high) = (Decimal::<2>::of(0), Decimal::of(150));
        let fault = faults(|all| all.range("part", &Decimal::of(151), &(low..=high)));
        assert_eq!(fault, ["must be 0.00 to 1.50"]);
    }

    #[test]
    fn what_is_not_there_breaks_no_rule() {
        let rule = Text::new(1, 3);
        assert_eq!(faults(|all| all.text("part", &None::<String>, &rule)), [""; 0]);
        assert_eq!(faults(|all| all.text("part", &Sent::<String>::No, &rule)), [""; 0]);
        assert_eq!(faults(|all| all.text("part", &Sent::Yes(None::<String>), &rule)), [""; 0]);
        assert_eq!(faults(|all| all.range("part", &Sent::Yes(Some(9)), &(1..=5))).len(), 1);
    }
}
