//! The program as users start it: a process, its output, its end.

use std::{
    env,
    io::{BufRead, BufReader, Read, Write},
    net::{TcpListener, TcpStream},
    process::{Child, Command, Output, Stdio},
};

use serde_json::Value;

const PROGRAM: &str = env!("CARGO_BIN_EXE_{{ cookiecutter.app_slug }}");

fn program(settings: &[(&str, &str)]) -> Command {
    let mut command = Command::new(PROGRAM);
    for name in ["HOST", "LOG_LEVEL", "LOG_FORMAT", "CORS_ORIGINS", "HTTPS_ONLY", "REQUEST_TIMEOUT"]
    {
        command.env_remove(name);
    }
    let database = env::var("TEST_DATABASE_URL").unwrap_or("sqlite::memory:".to_owned());
    command.env("DATABASE_URL", database).env("PORT", "0").env("MIGRATE_ON_START", "true");
    command.envs(settings.iter().copied()).stdin(Stdio::null());
    command
}

fn ended(mut command: Command) -> Output {
    command.output().unwrap()
}

fn message(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

#[test]
fn a_bad_setting_ends_it_with_one_line() {
    let output = ended(program(&[("PORT", "http"), ("LOG_LEVEL", "loud")]));
    assert_eq!(output.status.code(), Some(2));
    assert!(output.stdout.is_empty());
    let said = message(&output);
    assert!(said.starts_with("bad setting: PORT: not a port"), "{said}");
    assert!(said.contains("; LOG_LEVEL: ") && said.trim_end().lines().count() == 1, "{said}");
}

#[test]
fn an_unknown_argument_ends_it() {
    let mut command = program(&[]);
    command.arg("dance");
    let output = ended(command);
    assert_eq!(output.status.code(), Some(2));
    assert!(message(&output).starts_with("usage: "));
}

mod serving {
    use super::*;

    /// A started program, killed when the test ends early.
    struct Running {
        child: Child,
        port: u16,
        lines: BufReader<std::process::ChildStdout>,
    }

    impl Running {
        /// Starts it and waits until it listens.
        fn start(settings: &[(&str, &str)]) -> Self {
            let mut child = program(settings).stdout(Stdio::piped()).spawn().unwrap();
            let lines = BufReader::new(child.stdout.take().unwrap());
            let mut running = Self { child, port: 0, lines };
            let started = running.line_about("started");
            running.port = started["port"].as_u64().unwrap().try_into().unwrap();
            running
        }

        /// The next line of its log; null when there is none.
        fn line(&mut self) -> Value {
            let mut text = String::new();
            self.lines.read_line(&mut text).unwrap();
            if text.is_empty() { Value::Null } else { serde_json::from_str(&text).unwrap() }
        }

        /// The next line with that message.
        fn line_about(&mut self, message: &str) -> Value {
            loop {
                let line = self.line();
                assert!(!line.is_null(), "the log ended without {message:?}");
                if line["message"] == message {
                    return line;
                }
            }
        }

        fn get(&self, path: &str) -> String {
            let mut stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
            let head = "HTTP/1.1\r\nHost: localhost\r\nX-Request-ID: abc-1\r\nConnection: close";
            write!(stream, "GET {path} {head}\r\n\r\n").unwrap();
            let mut text = String::new();
            stream.read_to_string(&mut text).unwrap();
            text
        }

        #[cfg(unix)]
        fn signal(&self, name: &str) {
            let done =
                Command::new("kill").args(["-s", name, &self.child.id().to_string()]).status();
            assert!(done.unwrap().success());
        }
    }

    impl Drop for Running {
        fn drop(&mut self) {
            let _ = self.child.kill();
            let _ = self.child.wait();
        }
    }

    #[test]
    fn people_can_read_its_log() {
        let settings = [("LOG_FORMAT", "console")];
        let mut child = program(&settings).stdout(Stdio::piped()).spawn().unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let started = lines.map(Result::unwrap).find(|line| line.contains("started"));
        child.kill().unwrap();
        child.wait().unwrap();
        let line = started.unwrap();
        assert!(line.contains(" INFO ") && !line.starts_with('{'), "{line}");
    }

    #[cfg(unix)]
    #[test]
    fn it_serves_and_stops_when_told() {
        for signal in ["TERM", "INT"] {
            let mut running = Running::start(&[]);
            assert!(running.get("/health/ready").starts_with("HTTP/1.1 200 OK\r\n"));
            running.signal(signal);
            assert!(running.child.wait().unwrap().success());
            assert_eq!(running.line()["message"], "stopped");
        }
    }

    #[test]
    fn each_request_is_one_line_of_its_log() {
        let mut running = Running::start(&[]);
        running.get("/health/live");
        running.get("/nothing?password=hunter2");
        let line = running.line();
        assert_eq!((&line["message"], &line["level"]), (&"request".into(), &"INFO".into()));
        assert_eq!((&line["method"], &line["path"]), (&"GET".into(), &"/nothing".into()));
        assert_eq!((&line["status"], &line["span"]["request_id"]), (&404.into(), &"abc-1".into()));
        assert!(line["duration_ms"].is_number() && line["timestamp"].is_string());
        assert!(!line.to_string().contains("hunter2"));
    }

    #[test]
    fn probes_are_logged_on_demand() {
        let mut running = Running::start(&[("LOG_LEVEL", "debug")]);
        running.get("/health/live");
        let line = running.line_about("request");
        assert_eq!((&line["path"], &line["level"]), (&"/health/live".into(), &"DEBUG".into()));
    }

    #[test]
    fn it_answers_its_own_health_check() {
        let running = Running::start(&[]);
        let port = running.port.to_string();
        let check = |port: &str| {
            let mut command = program(&[("PORT", port)]);
            command.arg("healthcheck");
            ended(command)
        };
        assert!(check(&port).status.success());
        drop(running);
        let output = check(&port);
        assert_eq!(output.status.code(), Some(1));
        assert!(message(&output).contains("does not answer"));
    }

    #[test]
    fn a_port_in_use_ends_it_with_one_line() {
        let taken = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = taken.local_addr().unwrap().port().to_string();
        let output = ended(program(&[("PORT", &port)]));
        assert_eq!(output.status.code(), Some(1));
        let said = message(&output);
        assert!(said.starts_with(&format!("cannot listen on 127.0.0.1 port {port}: ")), "{said}");
    }

    #[cfg(feature = "sqlite")]
    #[test]
    fn a_database_that_cannot_be_opened_ends_a_start_that_migrates() {
        let output = ended(program(&[("DATABASE_URL", "sqlite:///missing/place/app.db")]));
        assert_eq!(output.status.code(), Some(1));
        let said = message(&output);
        assert!(said.starts_with("cannot apply the migrations: "), "{said}");
        assert_eq!(said.trim_end().lines().count(), 1);
    }
}
