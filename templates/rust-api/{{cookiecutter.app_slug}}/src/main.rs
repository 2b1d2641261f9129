//! Serves until SIGTERM or Ctrl-C. `healthcheck` asks an instance that runs already, for containers.

use std::process::ExitCode;

use ::{{ cookiecutter.package_name }}::config::Settings;
use ::{{ cookiecutter.package_name }}::{log, probe, server};

const BAD_START: u8 = 2;

#[tokio::main]
async fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let settings = match Settings::from_env() {
        Ok(settings) => settings,
        Err(problem) => return failed(&problem, BAD_START),
    };
    let ended = match words.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        [] => {
            log::start(settings.log_level, settings.log_format);
            server::serve(settings).await
        }
        ["healthcheck"] => probe::ask(settings.port),
        _ => return failed(&"usage: no argument to serve, or `healthcheck`", BAD_START),
    };
    match ended {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => failed(&problem, 1),
    }
}

fn failed(problem: &dyn std::fmt::Display, code: u8) -> ExitCode {
    eprintln!("{problem}");
    ExitCode::from(code)
}
