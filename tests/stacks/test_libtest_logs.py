"""Logs of Rust's test programs: each test once, whatever the programs print, and nothing lost without a word."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from mity.stacks.counts import Counts
from mity.stacks.libtest import read_libtest, runner
from mity.system.libtest_runner import takes_log

UNIT, IT = "lib-0123456789abcdef", "it-fedcba9876543210"
DOCS = """   Doc-tests lib

running 1 test
test src/lib.rs - (line 1) ... ok

test result: ok. 1 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.01s
"""


def ran(program: str, begun: int, printed: str = "") -> str:
    """What cargo and a test program print."""
    return f"     Running tests/it.rs (target/debug/deps/{program})\n\nrunning {begun} tests\n{printed}\n"


def log(folder: Path, program: str, *lines: str) -> Path:
    path = folder / f"{program}.log"
    path.write_text("".join(f"{line}\n" for line in lines))
    return path


def test_tests_have_the_name_of_their_program_and_documentation_is_printed(tmp_path: Path) -> None:
    logs = [log(tmp_path, UNIT, "ok a::b", "ignored: takes long, ok a::c"), log(tmp_path, IT, "failed a::b")]
    counts = read_libtest(ran(UNIT, 2, "test a::b ... noise\ntest zzz ... ok") + ran(IT, 1) + DOCS, logs)
    assert counts == Counts(tests=4, failures=1, skipped=1)
    assert counts is not None and counts.printed == 1
    assert {"lib::a::b", "lib::a::c", "it::a::b"} < counts.known
    assert len(counts.known) == 4 and {"lib::a::b"} < counts.passing


def test_words_of_a_failure_over_several_lines_are_one_test(tmp_path: Path) -> None:
    lines = (
        "failed: panic did not contain expected string",
        "      panic message: `no`",
        " expected: `yes` t::a",
        "ok b",
    )
    counts = read_libtest(ran(IT, 2), [log(tmp_path, IT, *lines)])
    assert counts == Counts(tests=2, failures=1)
    assert counts is not None and counts.known == {"it::t::a", "it::b"}


def test_a_program_that_ends_before_its_tests_do_is_no_success(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="has 1 of the 2 tests that were begun"):
        read_libtest(ran(IT, 2), [log(tmp_path, IT, "ok a")])
    with pytest.raises(ValueError, match="began 2 tests and ended none"):
        read_libtest(ran(IT, 2) + DOCS)


def test_what_is_no_log_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="is no log of libtest: it has the line 'hello there'"):
        read_libtest(ran(IT, 1), [log(tmp_path, IT, "hello there")])


def test_a_log_counts_also_where_the_output_is_lost(tmp_path: Path) -> None:
    assert read_libtest("", [log(tmp_path, IT, "ok a", "ok b")]) == Counts(tests=2)


def test_a_program_without_a_log_is_read_by_what_it_prints(tmp_path: Path) -> None:
    result = "test a ... ok\n\ntest result: ok. 1 passed; 0 failed; 0 ignored; 0 measured"
    counts = read_libtest(ran(UNIT, 1, result) + ran(IT, 1), [log(tmp_path, IT, "ok b")])
    assert counts is not None and (counts.tests, counts.printed, counts.known) == (2, 1, {"a", "it::b"})


def test_only_programs_of_cargo_with_libtest_are_asked_for_a_log(tmp_path: Path) -> None:
    content = {UNIT: b"..Write logs to the specified file..", IT: b"own harness", "rust_out": b"Write logs to the"}
    for name, text in content.items():
        (tmp_path / name).write_bytes(text)
    assert [name for name in content if takes_log(tmp_path / name)] == [UNIT]


def test_any_folder_can_be_named_to_cargo() -> None:
    folder = Path('/srv/my "own" \\ größe/x')
    assert tomllib.loads(f"runner = {runner('/py', folder)}")["runner"][-1] == str(folder)
