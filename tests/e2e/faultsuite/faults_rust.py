"""How Rust applications break: what people forget, what time does to a lock, what a person must decide."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from faultsuite.suite import Fault, edit, write
from mity.agents.routes import ROUTES
from mity.healing.model import ErrorType

FEATURE = """//! Greetings.

use utoipa_axum::{{router::OpenApiRouter, routes}};
{imports}
use crate::app::Routes;

/// The routes.
pub fn routes() -> Routes {{
    OpenApiRouter::new().routes(routes!(greet))
}}

/// A greeting.
#[utoipa::path(get, path = "/greetings", tag = "greetings", responses((status = OK, body = String)))]
async fn greet() -> String {{
    {body}
}}
"""
GREETINGS = "src/features/greetings/mod.rs"
MANIFESTS = ("Cargo.toml", "Cargo.lock")


def feature(app: Path, body: str, imports: str = "") -> None:
    """A new endpoint, with what its handler does."""
    write(app, GREETINGS, FEATURE.format(imports=imports, body=body))
    edit(
        app,
        "src/features/mod.rs",
        ("use crate::{app::Routes", "pub mod greetings;\n\nuse crate::{app::Routes"),
        ("ROUTES: &[fn() -> Routes] = &[\n]", "ROUTES: &[fn() -> Routes] = &[\n    greetings::routes,\n]"),
    )


def imports_forgotten(app: Path) -> None:
    """One of the project's own, one of the standard library's, and a macro that rustc has no proposal for."""
    edit(app, "src/health.rs", ("    problem::Problem,\n", ""), ("use serde::Serialize;\n", ""))
    edit(app, "src/server.rs", ("use std::{future::IntoFuture, time::Duration};", "use std::future::IntoFuture;"))


def module_forgotten(app: Path) -> None:
    write(app, "src/clock.rs", "//! Time.\n\n/// Now.\n#[must_use]\npub fn now() -> String {\n    String::new()\n}\n")
    feature(app, "crate::clock::now()")


def slips(app: Path) -> None:
    """A missing mut and a missing borrow."""
    lines = ("let text = String::new();", 'let name = "you".to_owned();', "text.push_str(name);", "text")
    feature(app, "\n    ".join(lines))


def undeclared_but_locked(app: Path) -> None:
    feature(app, 'format!("{:?}", Bytes::new())', "use bytes::Bytes;\n")


def undeclared(app: Path) -> None:
    feature(app, 'itertools::join(["hello", "you"], " ")')


def features_lost(app: Path) -> None:
    """What the server's middleware needs is not asked for any more."""
    edit(app, "Cargo.toml", ('"catch-panic", "cors", ', '"catch-panic", '))


def declared_but_not_locked(app: Path) -> None:
    edit(app, "Cargo.toml", ("[dev-dependencies]", 'itertools = "0.14"\n\n[dev-dependencies]'))
    undeclared(app)


def lock_lost_a_package(app: Path) -> None:
    text = (app / "Cargo.lock").read_text(encoding="utf-8")
    start = text.index('[[package]]\nname = "uuid"')
    write(app, "Cargo.lock", text[:start] + text[text.index("[[package]]", start + 1) :])


def cut(app: Path) -> None:
    text = (app / "Cargo.lock").read_text(encoding="utf-8")
    write(app, "Cargo.lock", text[: len(text) // 2])


def utf16_source(app: Path) -> None:
    path = app / "src/probe.rs"
    path.write_bytes(path.read_text(encoding="utf-8").encode("utf-16"))


def conflict(app: Path) -> None:
    line = "const LIMIT: Duration = Duration::from_secs(7);\n"
    edit(app, "src/probe.rs", (line, f"<<<<<<< HEAD\n{line}=======\n{line.replace('7', '9')}>>>>>>> 1a2b3c4\n"))


def wrong_answer(app: Path) -> None:
    edit(app, "src/health.rs", ('status: "ok"', 'status: "well"'))


def in_manifest(app: Path, old: str, new: str) -> None:
    edit(app, "Cargo.toml", (old, new))


def _healed() -> list[Fault]:
    return [
        _fault(
            "imports-forgotten",
            imports_forgotten,
            "BuildError",
            touches=("src/health.rs", "src/server.rs"),
            rule="rust-import",
        ),
        _fault("module-forgotten", module_forgotten, "BuildError", touches=("src/lib.rs",), rule="declare-module"),
        _fault("mut-and-borrow-forgotten", slips, "BuildError", touches=(GREETINGS,), rule="rustc-suggestion"),
        _fault("undeclared-but-locked", undeclared_but_locked, "DependencyError", touches=MANIFESTS, rule="add-crate"),
        _fault("undeclared", undeclared, "DependencyError", touches=MANIFESTS, rule="add-crate"),
        _fault("features-lost", features_lost, "DependencyError", touches=MANIFESTS, rule="crate-feature"),
        _fault(
            "declared-but-not-locked",
            declared_but_not_locked,
            "DependencyError",
            touches=MANIFESTS,
            rule="stale-cargo-lock",
        ),
        _fault(
            "lock-lost-a-package", lock_lost_a_package, "DependencyError", touches=MANIFESTS, rule="stale-cargo-lock"
        ),
        _fault(
            "comma-missing-in-Cargo.toml",
            lambda app: in_manifest(app, '"migrate", "runtime-tokio"', '"migrate" "runtime-tokio"'),
            "ConfigError",
            touches=MANIFESTS,
            rule="toml-punctuation",
        ),
        _fault(
            "crate-named-wrong",
            lambda app: in_manifest(app, "serde_json = ", "serde_jsom = "),
            "DependencyError",
            touches=("Cargo.toml",),
            rule="earlier-entry",
        ),
        _fault(
            "version-that-never-was",
            lambda app: in_manifest(app, 'axum = { version = "0.8.9"', 'axum = { version = "0.99"'),
            "DependencyError",
            touches=("Cargo.toml",),
            rule="earlier-entry",
        ),
        _fault("source-in-utf-16", utf16_source, "ConfigError", touches=("src/probe.rs",), rule="text-encoding"),
        _fault(
            "program-deleted",
            lambda app: (app / "src/main.rs").unlink(),
            "ConfigError",
            "architect",
            rule="restore-generated",
            touches=("src/main.rs",),
        ),
        _fault(
            "module-deleted",
            lambda app: (app / "src/probe.rs").unlink(),
            "BuildError",
            "architect",
            rule="restore-generated",
            touches=("src/probe.rs",),
        ),
    ]


def _for_a_person() -> list[Fault]:
    """What must be asked, and leave every byte as it is."""
    return [
        _fault(
            "merge-conflict",
            conflict,
            "BuildError",
            cause=r"src/probe\.rs:9\S* contains an unresolved merge conflict",
        ),
        _fault(
            "moved-value",
            lambda app: feature(app, 'let text = "hello".to_owned();\n    drop(text);\n    text'),
            "BuildError",
            cause=r"fix src/features/greetings/mod\.rs:17: use of moved value",
        ),
        _fault("lock-cut-off", cut, "DependencyError", cause=r"Cargo\.lock is damaged"),
        _fault(
            "compiler-too-old",
            lambda app: in_manifest(app, 'rust-version = "', 'rust-version = "1.999" # "'),
            "ConfigError",
            cause=r"requires rustc 1\.999",
        ),
        _fault(
            "wrong-answer",
            wrong_answer,
            "TestFailure",
            cause=r"fix the code that \S*(?:health|program|ready)",
            stations=("build", "test"),
        ),
    ]


def _fault(
    name: str,
    break_: Callable[[Path], None],
    error_type: str,
    specialist: str = "",
    touches: tuple[str, ...] = (),
    cause: str = "",
    rule: str = "",
    stations: tuple[str, ...] = ("build",),
) -> Fault:
    """A fault of the Rust application, one of the build unless said otherwise; with a `cause` a person must mend it."""
    return Fault(
        name,
        break_,
        error_type,
        specialist or ROUTES[ErrorType(error_type)],
        healed=not cause,
        cause=cause,
        rule=rule,
        touches=touches,
        stations=stations,
        stack="rust-api",
        needs=("cargo",),
    )


NO_LINKER = Fault(
    "no-linker",
    lambda app: None,
    "DependencyError",
    "devops",
    healed=False,
    cause="the linker no-such-linker is missing",
    stations=("build",),
    env={"CARGO_TARGET_X86_64_UNKNOWN_LINUX_GNU_LINKER": "no-such-linker"},
    stack="rust-api",
    needs=("cargo",),
)

FAULTS = [*_healed(), *_for_a_person(), NO_LINKER]
