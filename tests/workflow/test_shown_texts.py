"""What mity shows of a definition is what its author wrote; pictures take any text."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from html import unescape
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from definition import read, written
from examples import examples
from harness import Mity
from mity.workflow.core import Stage, Step
from mity.workflow.durations import spoken
from mity.workflow.graph import mermaid, svg, tree
from mity.workflow.model import Workflow
from mity.workflow.shown import said, written_command
from rows import each

_LABEL = re.compile(r'"(?P<text>[^"\n]*)"')
_ENTITY = re.compile(r"#(?:(?P<number>[0-9]+)|(?P<name>[a-z]+));")


@pytest.mark.parametrize(
    "command",
    [
        "echo ${{ env.A }}",
        'echo "${{ env.A }}"',
        'echo "a ${{ env.A }}"',
        'echo "${{ env.A }} b" c',
        'echo "${{ env.A }}${{ env.B }}"',
        'echo "x"${{ env.A }}"y" "${{ env.B }}z"',
        'x="$(echo ${{ env.A }})"; cat <<END\n"${{ env.A }}"\nEND',
    ],
)
def test_a_command_is_shown_as_it_was_written(tmp_path: Path, command: str) -> None:
    written(tmp_path, "env: {A: a, B: b}\nsteps:\n  - name: a\n    command: |\n" + _indented(command))
    (step,) = read(tmp_path, (tmp_path / "flow.yaml").read_text()).steps()
    assert "MITY_V" in str(step.command)
    assert written_command(step) == command
    first = command.split("\n")[0]
    assert said(step).removeprefix("command: ") == (first if first == command else f"{first}…")


def _indented(text: str) -> str:
    return "".join(f"      {line}\n" for line in text.split("\n"))


def test_no_variable_and_no_end_of_line_of_a_command_is_shown(mity: Mity) -> None:
    written(mity.workspace, 'steps:\n  - name: a\n    command: |\n      test "${{ run.id }}" = ""\n\n')
    done = mity("run", "flow.yaml")
    assert "MITY_V" not in done.text and "\\n" not in done.text, done.text
    assert '→ a: test "${{ run.id }}" = ""\n' in done.err
    assert '`test "${{ run.id }}" = ""` exited with 1' in done.text


@each(
    ("stage", "shown"),
    [
        (Stage((Step("a", command="x"),), 1, "one"), "one"),
        (Stage((Step("a", command="x"),), 1, "one", condition="a > 1"), "one [if a > 1]"),
        (Stage((Step("a", command="x"),), 3, "one"), "one [at most 3 at once]"),
        (
            Stage((Step("a", command="x"),), 3, "one", condition="b", parallel="c"),
            "one [if b; parallel if c; at most 3 at once]",
        ),
    ],
)
def test_when_and_how_a_stage_runs_is_shown(stage: Stage, shown: str) -> None:
    assert tree(Workflow("flow", "Flow").add(stage))[1] == f"└─ {shown}"


ANY = st.text(st.characters(exclude_categories=("Cs",)), min_size=1, max_size=30)


@given(text=ANY | st.sampled_from(['say "hi"', "a#quot;b", "a]b[c", "`md`", "\\n", "x\r\ny", "é ✓ 💥", "<b>&amp;"]))
@examples(60)
def test_any_text_makes_a_valid_picture(text: str) -> None:
    step = Step("one", command=text, condition=text)
    flow = Workflow("flow", text).add(Stage((Step("zero", command="x"),), 1, "first"))
    flow.add(Stage((step,), 1, text, condition=text))
    for line in mermaid(flow)[1:]:
        labels = _LABEL.findall(line)
        rest = _LABEL.sub("", line)
        assert re.fullmatch(r"\s*(?:subgraph g\d+\[\]|s\d+\[\]|end|s\d+ -->(?:\|\|)? (?:s\d+|failed))", rest), line
        assert not any(re.search(r"[<>`&]|#(?![0-9a-z]+;)", label) for label in labels), line
    shown = [_ENTITY.sub(_read, label) for line in mermaid(flow) for label in _LABEL.findall(line)]
    assert any(_plain(text) in label for label in shown), (text, shown)
    ET.fromstring(svg(flow))


def _read(found: re.Match[str]) -> str:
    return chr(int(found["number"])) if found["number"] else unescape(f"&{found['name']};")


def _plain(text: str) -> str:
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())


def test_a_duration_is_spoken_in_its_largest_units() -> None:
    for seconds, expected in (
        *((172_800, "2 days"), (86_400, "1 day"), (5_400, "1 hour 30 minutes"), (90, "1 minute 30 seconds")),
        *((1, "1 second"), (0.5, "0.5 seconds"), (694_861, "8 days 1 hour"), (0, "0 seconds")),
    ):
        assert spoken(seconds) == expected


@pytest.mark.slow
def test_a_checkpoint_says_when_it_expires(mity: Mity) -> None:
    written(mity.workspace, "steps:\n  - {name: a, type: checkpoint, message: go?, timeout: 2d}\n")
    assert re.search(r"go\?; it expires after 2 days, on \d{4}-\d\d-\d\d \d\d:\d\d\b", mity("run", "flow.yaml").text)
    written(mity.workspace, "steps:\n  - {name: a, type: checkpoint, message: go?, timeout: 999999999d}\n")
    assert "go?; it expires after 999999999 days" in mity("run", "flow.yaml").text
