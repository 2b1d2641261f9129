//! Settings: read from the environment and checked once, at start.

use std::{
    env,
    fmt::{self, Display},
    net::IpAddr,
    str::FromStr,
    time::Duration,
};

use axum::http::{HeaderValue, Uri};
use tracing_subscriber::filter::LevelFilter;

use crate::{
    db::{self, Address},
    log::Format,
};

/// Every setting of the application; the variable has the same name in capitals.
#[derive(Clone)]
pub struct Settings {
    /// `HOST`: the address to listen on.
    pub host: IpAddr,
    /// `PORT`: the port to listen on; 0 for any that is free.
    pub port: u16,
    /// `LOG_LEVEL`: the least important lines that are logged.
    pub log_level: LevelFilter,
    /// `LOG_FORMAT`: what the lines of the log look like.
    pub log_format: Format,
    /// `DATABASE_URL`: where the database is.
    pub database: Address,
    /// `MIGRATE_ON_START`: whether a start applies the migrations.
    pub migrate_on_start: bool,
    /// `CORS_ORIGINS`: whose pages may call.
    pub cors_origins: Vec<HeaderValue>,
    /// `HTTPS_ONLY`: whether browsers are told to use HTTPS only.
    pub https_only: bool,
    /// `REQUIRE_IF_MATCH`: whether a change needs the `ETag` of what is changed.
    pub require_if_match: bool,
    /// `REQUEST_TIMEOUT`: how long a request may take.
    pub request_timeout: Duration,
}

/// Every setting that is wrong, in one line.
#[derive(Debug)]
pub struct BadSettings(Vec<String>);

impl Display for BadSettings {
    fn fmt(&self, target: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(target, "bad setting: {}", self.0.join("; "))
    }
}

impl std::error::Error for BadSettings {}

impl Settings {
    /// The settings of this process.
    ///
    /// # Errors
    /// When a variable cannot be read.
    pub fn from_env() -> Result<Self, BadSettings> {
        Self::read(|name| match env::var(name) {
            Ok(value) => Ok(value),
            Err(env::VarError::NotPresent) => Ok(String::new()),
            Err(env::VarError::NotUnicode(_)) => Err("not UTF-8".to_owned()),
        })
    }

    /// The settings that `get` tells by their names; an empty value is none.
    ///
    /// # Errors
    /// When one cannot be read. The messages do not repeat values that may be secret.
    pub fn read(get: impl Fn(&str) -> Result<String, String>) -> Result<Self, BadSettings> {
        let mut reader = Reader { get, problems: Vec::new() };
        let host = reader.one("HOST", "127.0.0.1", parsed("not an IP address such as 127.0.0.1"));
        let port = reader.one("PORT", "8000", parsed("not a port from 0 to 65535"));
        let log_level = reader.one(
            "LOG_LEVEL",
            "info",
            parsed("not one of error, warn, info, debug, trace, off"),
        );
        let log_format = reader.one("LOG_FORMAT", "json", parsed("not json or console"));
        let database = reader.one("DATABASE_URL", db::DEFAULT, Address::from_str);
        let migrate_on_start = reader.one("MIGRATE_ON_START", "false", switch);
        let cors_origins = reader.one("CORS_ORIGINS", "", origins);
        let https_only = reader.one("HTTPS_ONLY", "false", switch);
        let require_if_match = reader.one("REQUIRE_IF_MATCH", "false", switch);
        let request_timeout = reader.one("REQUEST_TIMEOUT", "30", seconds);
        let Reader { problems, .. } = reader;
        let found = (|| {
            Some(Self {
                host: host?,
                port: port?,
                log_level: log_level?,
                log_format: log_format?,
                database: database?,
                migrate_on_start: migrate_on_start?,
                cors_origins: cors_origins?,
                https_only: https_only?,
                require_if_match: require_if_match?,
                request_timeout: request_timeout?,
            })
        })();
        found.ok_or(BadSettings(problems))
    }
}

struct Reader<G> {
    get: G,
    problems: Vec<String>,
}

impl<G: Fn(&str) -> Result<String, String>> Reader<G> {
    /// One setting; a problem is kept, so that all are told at once.
    fn one<T>(
        &mut self,
        name: &str,
        default: &str,
        parse: impl Fn(&str) -> Result<T, String>,
    ) -> Option<T> {
        let found = (self.get)(name).and_then(|given| {
            let given = given.trim();
            parse(if given.is_empty() { default } else { given })
        });
        found.map_err(|problem| self.problems.push(format!("{name}: {problem}"))).ok()
    }
}

fn parsed<T: FromStr>(problem: &'static str) -> impl Fn(&str) -> Result<T, String> {
    move |text| text.parse().map_err(|_| problem.to_owned())
}

fn switch(text: &str) -> Result<bool, String> {
    match text.to_ascii_lowercase().as_str() {
        "true" | "1" | "yes" | "on" => Ok(true),
        "false" | "0" | "no" | "off" => Ok(false),
        _ => Err("not true or false".to_owned()),
    }
}

fn seconds(text: &str) -> Result<Duration, String> {
    match text.parse::<u64>() {
        Ok(number @ 1..=3600) => Ok(Duration::from_secs(number)),
        _ => Err("not a number of seconds from 1 to 3600".to_owned()),
    }
}

fn origins(text: &str) -> Result<Vec<HeaderValue>, String> {
    text.split(',').map(str::trim).filter(|part| !part.is_empty()).map(origin).collect()
}

fn origin(text: &str) -> Result<HeaderValue, String> {
    let whole = |uri: &Uri| {
        let (scheme, authority) = (uri.scheme_str()?, uri.authority()?);
        Some(format!("{scheme}://{authority}"))
    };
    let same = text.parse().ok().and_then(|uri| whole(&uri)).is_some_and(|origin| origin == text);
    let value = HeaderValue::from_str(text).ok().filter(|_| same || text == "*");
    value.ok_or_else(|| format!("{text:?} is not an origin such as https://example.com"))
}

#[cfg(all(test, feature = "sqlite"))]
mod tests {
    use super::*;

    fn read(given: &[(&str, &str)]) -> Result<Settings, BadSettings> {
        Settings::read(|name| {
            let found = given.iter().find(|(key, _)| *key == name);
            Ok(found.map(|(_, value)| (*value).to_owned()).unwrap_or_default())
        })
    }

    #[test]
    fn defaults() {
        let settings = read(&[]).unwrap();
        assert_eq!((settings.host.to_string().as_str(), settings.port), ("127.0.0.1", 8000));
        assert_eq!((settings.log_level, settings.log_format), (LevelFilter::INFO, Format::Json));
        assert_eq!(settings.request_timeout, Duration::from_secs(30));
        assert!(settings.cors_origins.is_empty());
        assert!(!settings.migrate_on_start && !settings.https_only);
    }

    #[test]
    fn given_values() {
        let settings = read(&[
            ("HOST", "::"),
            ("PORT", "9000"),
            ("LOG_LEVEL", "DEBUG"),
            ("LOG_FORMAT", "console"),
            ("CORS_ORIGINS", " https://a.test, http://b.test:8080 ,"),
            ("HTTPS_ONLY", "True"),
            ("REQUEST_TIMEOUT", " 5 "),
        ]);
        let settings = settings.unwrap();
        assert_eq!((settings.host.to_string().as_str(), settings.port), ("::", 9000));
        assert_eq!(
            (settings.log_level, settings.log_format),
            (LevelFilter::DEBUG, Format::Console)
        );
        assert_eq!(settings.cors_origins, ["https://a.test", "http://b.test:8080"]);
        assert!(settings.https_only);
        assert_eq!(settings.request_timeout, Duration::from_secs(5));
    }

    #[test]
    fn each_bad_value_is_named_and_explained() {
        let cases = [
            ("HOST", "nowhere", "not an IP address"),
            ("PORT", "-1", "not a port"),
            ("PORT", "65536", "not a port"),
            ("PORT", "http", "not a port"),
            ("LOG_LEVEL", "loud", "error, warn, info"),
            ("LOG_FORMAT", "xml", "not json or console"),
            ("DATABASE_URL", "app.db", "sqlite://app.db"),
            ("DATABASE_URL", "postgres://me:hunter2@host/name", "built for SQLite"),
            ("DATABASE_URL", "sqlite://hunter2?mode=odd", "cannot be read"),
            ("CORS_ORIGINS", "example.com", "not an origin"),
            ("CORS_ORIGINS", "https://example.com/", "not an origin"),
            ("HTTPS_ONLY", "perhaps", "not true or false"),
            ("MIGRATE_ON_START", "2", "not true or false"),
            ("REQUEST_TIMEOUT", "0", "not a number of seconds"),
        ];
        for (name, value, reason) in cases {
            let message = read(&[(name, value)]).err().unwrap().to_string();
            assert!(message.starts_with(&format!("bad setting: {name}: ")), "{message}");
            assert!(message.contains(reason), "{message}");
            assert!(!message.contains('\n') && !message.contains("hunter2"), "{message}");
        }
    }

    #[test]
    fn all_bad_values_are_told_at_once() {
        let message = read(&[("PORT", "x"), ("HTTPS_ONLY", "x")]).err().unwrap().to_string();
        assert_eq!(
            message,
            "bad setting: PORT: not a port from 0 to 65535; HTTPS_ONLY: not true or false"
        );
    }
}
