"""Words of projects, tools and people on the terminal: nothing in them steers it, and one line stays one."""

from __future__ import annotations

import ast
import io
import json
import shutil
from pathlib import Path

import pytest

from harness import LIGHT, Mity
from mity.cli.json_text import print_json
from mity.cli.output import print_report, table
from mity.cli.terminal import say, say_lines, warn
from mity.cli.view import PlainView
from mity.command import Command, Outcome
from mity.runs.events import COMMAND, NOTE, OUTPUT, Event
from mity.text.visible import uncoloured, visible, visible_json, visible_lines
from rows import each

ATTACKS = {
    "clear": "\x1b[2J\x1b[H",
    "title": "\x1b]0;owned\x07",
    "clipboard": "\x1b]52;c;cm0gLXJm\x07",
    "link": "\x1b]8;;http://evil.example\x1b\\text\x1b]8;;\x1b\\",
    "C1": "\x9b2J\x9d0;x\x9c",
    "answer back": "\x05",
    "backspace": "ok\x08\x08no",
    "carriage return": "failed\rproven",
    "new line": "x\nmity: proven",
    "unicode line": "x\u2028mity: proven\u2029\x85\x0b\x0c",
    "bidi": "\u202etxt.exe\u202c \u2066x\u2069",
    "marks": "a\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u061c\u00ad",
    "tags": "\U000e0041\U000e007f",
    "surrogate": "\udcff",
    "delete": "\x7f",
    "nul": "a\0b",
    "blank letters": "\u3164\u2800\u115f",
    "device control": "\x1bP+q544e\x1b\\",
    "signs that are kept for nobody": "\ufff0\U000e0080\U000e0fff\ufdd0",
    "a picture": "\x1b_Ga=T,f=24;AAAA\x1b\\",
    "character set": "\x1b(0\x0e",
}
FORBIDDEN = {chr(code) for code in (*range(0x20), *range(0x7F, 0xA0))} - {"\t", "\n"}
FORBIDDEN |= set("\ufff0\U000e0080\U000e0fff\ufdd0")
FORBIDDEN |= set("\u2028\u2029\u202e\u202c\u2066\u2069\u200b\u200e\u2060\ufeff\u061c\u00ad\udcff\u3164\u2800\u115f")


def harmless(text: str) -> bool:
    return not FORBIDDEN & set(text) and "\U000e0041" not in text


@each("attack", ATTACKS)
def test_it_is_shown_and_steers_nothing(attack: str) -> None:
    shown = visible(f"<{ATTACKS[attack]}>")
    assert harmless(shown)
    assert "\n" not in shown
    assert "\\" in shown, "what is hidden is to be seen"
    assert harmless(visible_lines(ATTACKS[attack]))
    data = {"text": ATTACKS[attack]}
    text = visible_json(json.dumps(data, ensure_ascii=False, indent=2))
    assert harmless(text)
    assert json.loads(text) == data


@each("attack", ATTACKS)
def test_no_way_to_the_terminal_lets_it_through(attack: str, capsys: pytest.CaptureFixture[str]) -> None:
    bad = ATTACKS[attack]
    say(bad)
    say(bad, err=True, bold=False)
    say_lines(bad)
    warn(bad)
    print_json({"a": bad})
    table(("name", "what"), [(bad, bad)], "none")
    stream = io.StringIO()
    view = PlainView(stream, verbose=True)
    for kind, data in ((COMMAND, {"line": bad}), (NOTE, {"text": bad}), (OUTPUT, {"text": bad})):
        view.handle(Event(1, "now", kind, data=data))
    printed = capsys.readouterr()
    said = printed.out + printed.err + stream.getvalue()
    assert harmless(said.replace("\x1b[1m", "").replace("\x1b[0m", ""))
    assert stream.getvalue().count("\n") == 3


@each("attack", ATTACKS)
def test_a_report_lets_nothing_through(attack: str, capsys: pytest.CaptureFixture[str]) -> None:
    bad = ATTACKS[attack]
    row = {"station": bad, "result": {"status": "failed", "success": False, "duration_s": 1.0, "message": bad}}
    question = {"cause": [bad]}
    app = {"name": bad, "path": f"/tmp/{bad}", "running": None}
    report = {
        "results": [row],
        "needs_input": question,
        "error": bad,
        "doubts": [bad],
        "app": app,
        "log": bad,
        "next": bad,
    }
    print_report({**report, "state": "failed", "verdict": "failed"})
    assert harmless(capsys.readouterr().out)


def test_a_pile_of_marks_covers_no_other_line() -> None:
    assert visible("a" + "\u0301" * 40).count("\u0301") == 4
    assert json.loads(visible_json(json.dumps({"a": "a" + "\u0301" * 40}, ensure_ascii=False))) == {
        "a": "a" + "\u0301" * 40
    }


@each(
    "text",
    ["grün ✓ – “x”", "日本語", "مرحبا", "שלום", "e\u0301 🙂", "Z\u0323\u0307\u0301\u0302", "a\tb", "C:\\x", "→ │ ❯"],
)
def test_what_people_write_stays(text: str) -> None:
    assert visible(text) == text


def test_colours_of_tools_are_left_out() -> None:
    assert visible(uncoloured("\x1b[1;31merror\x1b[0m: \x1b[38;2;1;2;3mx")) == "error: x"


@pytest.mark.slow
@pytest.mark.rotation("redteam", of=4)
def test_a_hostile_path_and_template_name_are_shown_as_they_are(mity: Mity, tmp_path: Path) -> None:
    bad = "we\x1b]0;x\x07b\nmity: all proven\u202e"
    ended = mity("create-app", "demo", "--template", str(tmp_path / bad))
    assert ended.code == 2
    assert ended.err.count("\n") == 1
    assert harmless(ended.err)
    folder = tmp_path / bad
    shutil.copytree(LIGHT, folder)
    told = mity("create-app", "demo", "--template", str(folder), "--dry-run")
    assert harmless(told.text)
    assert not any(line.startswith("mity: all proven") for line in told.text.splitlines())


def test_nothing_in_the_command_line_prints_past_the_escaper_or_styles_by_itself() -> None:
    found = []
    for path in (Path(__file__).parents[2] / "factory" / "cli").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                called = ast.unparse(node.func)
                if called in ("click.echo", "click.secho", "click.confirm", "click.prompt", "print", "Text", "Console"):
                    found.append(f"{path.name}: {called}")
    own = {"completion.py: click.echo", "__init__.py: print", "entry.py: print"}
    assert {one for one in found if not one.startswith("terminal.py")} == own


@each(
    "output, said",
    [
        (
            "npm error missing: x@1\nnpm error A complete log of this run can be found in: /x/_logs/1.log\n",
            "npm error missing: x@1",
        ),
        ("npm ERR! bad\nnpm ERR!     /root/.npm/_logs/2026-debug.log\n", "npm ERR! bad"),
        ("Expected end\n    import_.x\n    ~~~^^^\n  ^\n", "import_.x"),
        ("12 : 34\n--\n", ""),
        ("", ""),
    ],
)
def test_the_last_words_of_a_command_say_something(output: str, said: str) -> None:
    assert Outcome(Command(("x",), Path()), 1, output).last_words() == said
