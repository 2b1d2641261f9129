"""Rules for Rust code: imports, what rustc itself corrects, modules, denied lints."""

from __future__ import annotations

import dataclasses
from pathlib import Path

from config_case import advice_of, committed, edited, fix_of, nothing_of
from rust_case import case, error

from mity.agents.fixes.rust.add_crate import AddCrate
from mity.agents.fixes.rust.declare_module import DeclareModule
from mity.agents.fixes.rust.denied_lint import DeniedLint
from mity.agents.fixes.rust.rust_import import RustImport
from mity.agents.fixes.rust.rust_import_path import RustImportPath
from mity.agents.fixes.rust.rust_report import RustReport
from mity.agents.fixes.rust.rustc_suggestion import RustcSuggestion
from mity.agents.rust.uses import imported, with_use
from rows import each


def unknown(name: str, *paths: str, kind: str = "type", place: str = "src/shelf.rs:4:9") -> str:
    """An unknown name, with what rustc offers to import."""
    offered = "".join(f"1 + use {path};\n  |\n" for path in paths)
    rest = f"4 | fn f(x: {name}) {{}}\n  |         ^^^ not found in this scope\n"
    return error("E0425", f"cannot find {kind} `{name}` in this scope", place, rest + (
        f"  |\nhelp: consider importing {'this struct' if len(paths) == 1 else 'one of these structs'}\n  |\n{offered}"
        if paths else ""
    ))  # fmt: skip


SHELF = "//! Shelves.\n\nuse axum::Json;\nuse serde::Serialize;\n\nuse crate::app::App;\n\nfn f(x: Duration) {}\n"


def test_the_one_candidate_is_imported_in_its_place(tmp_path: Path) -> None:
    fix = fix_of(RustImport(), case(tmp_path, unknown("Duration", "std::time::Duration"), src__shelf=SHELF))
    made = edited(fix, "src/shelf.rs")
    assert made == SHELF.replace("use serde::Serialize;\n", "use serde::Serialize;\nuse std::time::Duration;\n")


def test_the_projects_own_names_go_to_its_own_imports(tmp_path: Path) -> None:
    fix = fix_of(RustImport(), case(tmp_path, unknown("Shop", "crate::shop::Shop"), src__shelf=SHELF))
    assert "use crate::app::App;\nuse crate::shop::Shop;\n\nfn" in edited(fix, "src/shelf.rs")


def test_of_several_the_one_that_other_files_import(tmp_path: Path) -> None:
    said = unknown("Duration", "std::time::Duration", "tokio::time::Duration")
    assert "may mean std::time::Duration or tokio::time::Duration" in advice_of(
        RustImport(), case(tmp_path, said, src__shelf=SHELF)
    )
    other = "use std::{future::IntoFuture, time::{self, Duration}};\n"
    fix = fix_of(RustImport(), case(tmp_path, said, src__other=other))
    assert "use std::time::Duration;" in edited(fix, "src/shelf.rs")


def test_without_a_candidate_the_path_that_other_files_use(tmp_path: Path) -> None:
    said = error(
        "", "cannot find derive macro `Serialize` in this scope", "src/shelf.rs:2:10", "2 | #[derive(Serialize)]"
    )
    own = case(tmp_path, said, src__shelf="#[derive(Serialize)]\nstruct S;\n", src__other="use serde::Serialize;\n")
    assert edited(fix_of(RustImport(), own), "src/shelf.rs").startswith("use serde::Serialize;\n\n#[derive")


def test_core_and_std_are_one_candidate(tmp_path: Path) -> None:
    said = unknown("Arc", "alloc::sync::Arc", "std::sync::Arc")
    assert "use std::sync::Arc;" in edited(fix_of(RustImport(), case(tmp_path, said, src__shelf=SHELF)), "src/shelf.rs")


def test_a_crate_that_nobody_declares_is_no_candidate(tmp_path: Path) -> None:
    said = unknown("Bytes", "bytes::Bytes")
    assert nothing_of(RustImport(), case(tmp_path, said, src__shelf=SHELF))
    declared = case(tmp_path, said.replace("bytes::", "axum::"))
    assert "use axum::Bytes;" in edited(fix_of(RustImport(), declared), "src/shelf.rs")


def test_a_test_gets_no_import(tmp_path: Path) -> None:
    said = unknown("Duration", "std::time::Duration", place="tests/api.rs:4:9")
    assert nothing_of(RustImport(), case(tmp_path, said, tests__api="fn f(x: Duration) {}\n"))
    source = case(tmp_path, said.replace("tests/api.rs", "src/api.rs"), src__api="fn f(x: Duration) {}\n")
    assert "use std::time::Duration;" in edited(fix_of(RustImport(), source), "src/api.rs")


def test_every_name_of_a_use_tree() -> None:
    text = "pub use a::{b::{self, C}, d, E as F};\nuse g::*;\nuse ::h::I;\nuse\n    j::{\n    K,\n};\n"
    assert set(imported(text)) == {"a::b", "a::b::C", "a::d", "h::I", "j::K"}
    assert with_use(text, "a::d") is None
    assert with_use("//! X.\n#![deny(x)]\n\nfn f() {}\n", "a::B") == "//! X.\n#![deny(x)]\n\nuse a::B;\n\nfn f() {}\n"


def shown(title: str, line: str, marks: str, number: int = 2) -> str:
    """A help that shows a line with what it adds to it."""
    return f"help: {title}\n  |\n{number} | {line}\n  | {marks}\n"


@each(
    ("line", "said", "made"),
    [
        ("    let text = 1;", shown("consider changing this to be mutable", "    let mut text = 1;", "        +++"),
         "    let mut text = 1;"),
        ("\tsay(text);", shown("consider borrowing here", "    say(&text);", "        +"), "\tsay(&text);"),
        ("    \"hello\"", shown("try using a conversion method", '    "hello".to_string()', "           ++++++++++++"),
         '    "hello".to_string()'),
        ("    said()", shown("consider `await`ing on the `Future`", "    said().await", "          ++++++"),
         "    said().await"),
        ("    one()", "2 |     one()\n  |          ^ help: add `;` here\n3 |     two()\n  |     --- unexpected token\n",
         "    one();"),
        ("    one();", "1 |   fn f() -> u8 {\n  |  ______________^\n2 | |     one();\n"
         "  | |          - help: remove this semicolon to return this value\n3 | | }\n", "    one()"),
    ],
)  # fmt: skip
def test_what_rustc_shows_is_done(tmp_path: Path, line: str, said: str, made: str) -> None:
    source = f"fn f() {{\n{line}\n}}\n"
    failure = case(tmp_path, error("E0308", "mismatched types", "src/shelf.rs:2:5", said), src__shelf=source)
    assert edited(fix_of(RustcSuggestion(), failure), "src/shelf.rs") == f"fn f() {{\n{made}\n}}\n"


@each(
    "said",
    [
        shown(
            "consider cloning the value if the performance cost is acceptable",
            "    one(x.clone())",
            "         ++++++++",
        ),
        shown("a local variable with a similar name exists", "    ona(x)", "      ~"),
        shown("try using a conversion method", "    one(x.into())", "         +++++++"),
        shown("consider borrowing here", "    two(&x)", "        +"),
        shown("consider borrowing here", "    one(&x)", "        +")
        + shown("consider mutably borrowing here", "    one(&mut x)", "        ++++"),
    ],
)
def test_what_is_a_choice_or_does_not_fit_is_not_done(tmp_path: Path, said: str) -> None:
    source = "fn f() {\n    one(x)\n}\n"
    failure = case(tmp_path, error("E0382", "use of moved value: `x`", "src/shelf.rs:2:9", said), src__shelf=source)
    assert nothing_of(RustcSuggestion(), failure)
    assert "fix src/shelf.rs:2: use of moved value: `x`" in advice_of(RustReport(), failure)
    help_ = shown("consider borrowing here", "    one(&x)", "        +")
    sure = case(tmp_path, error("E0382", "use of moved value: `x`", "src/shelf.rs:2:9", help_))
    assert "one(&x)" in edited(fix_of(RustcSuggestion(), sure), "src/shelf.rs")


def test_a_change_in_a_test_is_not_made(tmp_path: Path) -> None:
    said = shown("consider borrowing here", "    one(&x)", "        +")
    failure = case(tmp_path, error("E0308", "mismatched types", "tests/api.rs:2:9", said), tests__api="\n    one(x)\n")
    assert nothing_of(RustcSuggestion(), failure)
    source = error("E0308", "mismatched types", "src/api.rs:2:9", said)
    assert fix_of(RustcSuggestion(), case(tmp_path, source, src__api="\n    one(x)\n")).scope == ("src/api.rs",)


@each(
    ("place", "text", "at", "file"),
    [
        ("src/shelf.rs:1:5", "could not find `clock` in the crate root", "src/lib.rs", "src__clock"),
        ("src/main.rs:1:5", "no `clock` in the root", "src/lib.rs", "src__clock__mod"),
        ("src/lib.rs:2:5", "could not find `clock` in `shelf`", "src/shelf.rs", "src__shelf__clock"),
    ],
)
def test_a_module_that_lies_there_is_named(tmp_path: Path, place: str, text: str, at: str, file: str) -> None:
    said = error("E0433", "cannot find `clock` in this crate", place, f"1 | clock\n  | ^^^^^ {text}")
    shelf = "pub(crate) mod books;\npub(crate) mod door;\n"
    fix = fix_of(DeclareModule(), case(tmp_path, said, src__shelf=shelf, src__main="fn main() {}\n", **{file: ""}))
    expected = "pub mod clock;\npub mod shelf;\n" if at == "src/lib.rs" else shelf.replace(
        "pub(crate) mod door", "pub(crate) mod clock;\npub(crate) mod door"
    )  # fmt: skip
    assert edited(fix, at) == expected


def test_a_module_that_lies_nowhere_or_is_named_is_left(tmp_path: Path) -> None:
    said = error("E0433", "x", "src/lib.rs:1:5", "1 | x\n  | ^ could not find `{}` in the crate root")
    assert nothing_of(DeclareModule(), case(tmp_path, said.format("clock")))
    assert nothing_of(DeclareModule(), case(tmp_path, said.format("shelf"), src__shelf=""))
    there = case(tmp_path, said.format("clock"), src__clock="")
    assert "pub mod clock;" in edited(fix_of(DeclareModule(), there), "src/lib.rs")


def test_denied_lints_are_cargos_to_mend(tmp_path: Path) -> None:
    note = "  = note: `#[deny(unused_imports)]` implied by `#[deny(warnings)]`"
    said = error("", "unused import: `Instant`", "src/shelf.rs:1:5", note)
    fix = fix_of(DeniedLint(), case(tmp_path, said, src__shelf="use std::time::Instant;\n"))
    assert fix.scope == ("src/shelf.rs",)
    assert fix.commands[0].line == "/opt/cargo fix --offline --allow-dirty --allow-staged --allow-no-vcs"
    assert nothing_of(DeniedLint(), case(tmp_path, said + error("E0382", "moved", "src/shelf.rs:2:1")))


def unresolved(wrong: str, home: str, place: str = "src/shelf.rs:1:5", rest: str = "") -> str:
    """A part of a path that is not there."""
    return error(
        "E0432",
        f"unresolved import `x::{wrong}`",
        place,
        f"1 | use x;\n  | ^ could not find `{wrong}` in {home}\n{rest}",
    )


@each(
    ("line", "said", "made"),
    [
        ("use std::strr::Chars;", unresolved("strr", "`std`"), "use std::str::Chars;"),
        ("pub use self::shlef::X;", unresolved("shlef", "the crate root"), "pub use self::shelf::X;"),
        ("use sdt::fmt;", unresolved("sdt", "`tokio`"), ""),
    ],
)
def test_a_slip_in_a_path_is_corrected_where_one_thing_is_meant(
    tmp_path: Path, line: str, said: str, made: str
) -> None:
    failure = case(tmp_path, said, src__shelf=f"{line}\n\nfn f() {{}}\n")
    if made:
        assert edited(fix_of(RustImportPath(), failure), "src/shelf.rs") == f"{made}\n\nfn f() {{}}\n"
    else:
        assert nothing_of(RustImportPath(), failure)


def test_what_rustc_offers_is_taken_when_it_is_near_and_no_test_is_edited(tmp_path: Path) -> None:
    offered = (
        "help: a similar name exists in the module\n  |\n1 - use std::str::Charz;\n1 + use std::str::Chars;\n  |\n"
    )
    said = error(
        "E0432", "unresolved import `std::str::Charz`", "src/shelf.rs:1:5", f"  | ^ no `Charz` in `str`\n  |\n{offered}"
    )
    failure = case(tmp_path, said, src__shelf="use std::str::Charz;\n")
    assert edited(fix_of(RustImportPath(), failure), "src/shelf.rs") == "use std::str::Chars;\n"
    in_test = case(tmp_path, said.replace("src/shelf.rs", "tests/api.rs"), tests__api="use std::str::Charz;\n")
    assert "tests/api.rs:1 names Charz: did you mean Chars?" in advice_of(RustImportPath(), in_test)
    far = case(tmp_path, said.replace("Chars", "Utf8Chunks"), src__shelf="use std::str::Charz;\n")
    assert nothing_of(RustImportPath(), far)


def test_a_module_whose_file_has_a_near_name_is_a_slip_only_when_the_code_uses_that_name(tmp_path: Path) -> None:
    said = error("E0583", "file not found for module `shlef`", "src/lib.rs:1:1", "1 | mod shlef;\n")
    root = case(tmp_path / "one", said, src__lib="mod shlef;\npub use shelf::X;\n", src__shelf="")
    assert edited(fix_of(RustImportPath(), root), "src/lib.rs") == "mod shelf;\npub use shelf::X;\n"
    other = case(tmp_path / "two", said, src__lib="mod shlef;\npub use shlef::X;\n", src__shelf="")
    assert nothing_of(RustImportPath(), other)
    lost = "  | ^ could not find `shelf` in the crate root\n"
    both = error("E0432", "unresolved import `crate::shelf`", "src/book.rs:1:12", lost) + said
    used = {"src__lib": "mod book;\nmod shlef;\n", "src__book": "use crate::shelf::X;\n", "src__shelf": ""}
    fix = fix_of(RustImportPath(), case(tmp_path / "three", both.replace("lib.rs:1", "lib.rs:2"), **used))
    assert [edit.path for edit in fix.edits] == ["src/lib.rs"]
    assert edited(fix, "src/lib.rs") == "mod book;\nmod shelf;\n"


def test_a_crate_that_only_the_tests_within_a_source_use_is_declared_for_tests(tmp_path: Path) -> None:
    said = error(
        "E0432",
        "unresolved import `bytes`",
        "src/shelf.rs:1:5",
        "  | ^ use of unresolved module or unlinked crate `bytes`\n",
    )
    failure = dataclasses.replace(case(tmp_path, said, src__shelf=""), stage="test")
    assert '[dev-dependencies]\nbytes = "1.10.1"' in edited(fix_of(AddCrate(), failure), "Cargo.toml")


def test_a_crate_that_an_earlier_commit_declared_is_declared_as_it_was(tmp_path: Path) -> None:
    said = error(
        "E0432",
        "unresolved import `odd`",
        "src/shelf.rs:1:5",
        "  | ^ use of unresolved module or unlinked crate `odd`\n",
    )
    failure = case(tmp_path, said, src__shelf="")
    before = failure.read("Cargo.toml") or ""
    committed(tmp_path, "Cargo.toml", f'{before}odd = {{ version = "0.3", default-features = false }}\n')
    (tmp_path / "Cargo.toml").write_text(before)
    made = edited(fix_of(AddCrate(), failure), "Cargo.toml")
    assert set(made.splitlines()) - set(before.splitlines()) == {'odd = { version = "0.3", default-features = false }'}
