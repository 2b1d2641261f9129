"""A small Rust project in a folder, and what cargo said of it."""

from __future__ import annotations

from pathlib import Path

from mity.agents.classify import classify
from mity.command import Command, Outcome
from mity.healing.model import AttemptResult, Diagnosis, ErrorType
from mity.healing.rules import FailureContext
from mity.stacks.model import Stack

MANIFEST = """\
[package]
name = "my-shop"
version = "0.1.0"
edition = "2024"

[dependencies]
axum = "0.8"
serde = "1"
tokio = { version = "1", features = ["macros", "net"] }  # the runtime

[dev-dependencies]
tower = "0.5"
"""
LOCK = "".join(
    f'\n[[package]]\nname = "{name}"\nversion = "{version}"\n'
    for name, version in (("axum", "0.8.9"), ("bytes", "1.10.1"), ("serde_json", "1.0.145"), ("tokio", "1.48.0"))
)
STACK = Stack.model_validate({"id": "rust-test", "title": "t", "language": "rust", "ignore": ["target", "dist"]})


def case(root: Path, output: str, error_type: ErrorType | None = None, **files: str) -> FailureContext:
    """The failure of a build that printed `output`; `files` are written first, `/` spelled as `__`, `.rs` added."""
    texts = {"Cargo.toml": MANIFEST, "Cargo.lock": LOCK, "src/lib.rs": "pub mod shelf;\n"}
    texts |= {f"{name.replace('__', '/')}.rs": text for name, text in files.items()}
    for path, text in texts.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        if not (root / path).exists():
            (root / path).write_text(text, encoding="utf-8")
    outcome = Outcome(Command(("cargo", "build"), root), 101, output)
    diagnosis = classify(output, stage="build", exit_code=101) or Diagnosis(ErrorType.UNKNOWN)
    if error_type is not None:
        diagnosis = Diagnosis(error_type)
    return FailureContext(diagnosis, AttemptResult(False, outcome), root, STACK, "build", {"cargo": "/opt/cargo"})


def error(code: str, text: str, place: str, rest: str = "") -> str:
    """One error as rustc prints it."""
    mark = f"[{code}]" if code else ""
    return f"error{mark}: {text}\n --> {place}\n  |\n{rest}\n\n"


def sample(name: str) -> str:
    """A recorded output."""
    return (Path(__file__).parents[2] / "samples" / "logs" / name).read_text(encoding="utf-8")
