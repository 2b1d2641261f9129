"""Output of a command as it is kept: bounded, in lines, without secrets that are cut in two, whatever else breaks."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from mity.redaction import MASK, Redactor
from mity.system.capture import Capture, read_lines

SECRET = "s3cret-value-of-mine"


def captured(transcript: Path | None = None) -> tuple[Capture, list[str]]:
    heard: list[str] = []
    return Capture(Redactor({"API_TOKEN": SECRET}), heard.append, transcript), heard


def test_the_first_and_the_last_of_much_output_are_kept_and_the_rest_is_counted() -> None:
    capture, heard = captured()
    line = f"{'x' * 8191}\n"
    for number in range(80):
        capture.line(f"{number:04}{line[4:]}")
    capture.close()
    kept = capture.text()
    assert len(heard) == 80 and kept.startswith("0000x") and kept.endswith(f"0079{line[4:]}")
    head, _, tail = kept.partition("\n[… ")
    assert (len(head), len(tail.partition(" …]\n")[2])) == (256 * 1024, 256 * 1024)
    assert tail.startswith(f"{(80 - 64) * 8192} characters left out")


def test_lines_end_where_the_command_ends_them() -> None:
    capture, heard = captured()
    capture.line("one\r\ntwo\n")
    capture.line("half")
    capture.close()
    capture.line("of a process that was let go\n")
    assert (heard, capture.text()) == (["one", "two", "half"], "one\r\ntwo\nhalf")


def test_a_secret_that_comes_in_two_pieces_is_masked(tmp_path: Path) -> None:
    reader, writer = os.pipe()
    capture, heard = captured(tmp_path / "log")
    text = f"{'a' * 16_380}{SECRET}{'b' * 5000} and {SECRET}"
    with os.fdopen(writer, "w") as pipe:
        pipe.write(text)
    with os.fdopen(reader, "rb") as pipe:
        read_lines(pipe, capture)
    capture.close()
    assert SECRET[:8] not in capture.text() and capture.text() == text.replace(SECRET, MASK)
    assert (tmp_path / "log").read_text() == capture.text() and "".join(heard) == capture.text()


def test_a_long_line_that_comes_in_pieces_is_cut_before_what_may_be_a_secret() -> None:
    capture, heard = captured()
    rest = capture.piece(f"{'a' * 16_380}{SECRET[:12]}")
    capture.line(f"{rest}{SECRET[12:]}\n")
    capture.close()
    assert "".join(heard) == f"{'a' * 16_380}{MASK}"


def test_a_transcript_that_cannot_be_written_costs_the_command_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    capture, heard = captured(tmp_path / "file" / "log")
    capture.line("said\n")
    capture.close()
    assert heard == ["said"]
    assert capture.text().startswith("[mity: no transcript: File exists]\n") and capture.text().endswith("said\n")


@pytest.mark.parametrize("error", [OSError("gone"), ValueError("closed")])
def test_a_terminal_that_is_gone_costs_the_command_nothing(error: Exception) -> None:
    def on_line(text: str) -> None:
        raise error

    capture = Capture(Redactor({}), on_line, None)
    capture.line("said\n")
    assert capture.text() == "said\n"
