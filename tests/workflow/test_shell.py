"""Values in commands: the shell puts them in as they are, and wherever it would run them they are refused."""

from __future__ import annotations

import itertools
import os
import subprocess
import time
from pathlib import Path

import pytest

from definition import mistakes, read
from mity.workflow.expressions import fill_text
from mity.workflow.library import Library
from mity.workflow.shell import Values, substituted
from rows import each
from shell_cases import HOSTILE, RIGHT, SINGLE, UNSAFE

SHELLS = ("sh", "bash", "dash")


def run(shell: str, folder: Path, command: str, value: str) -> str:
    """What a shell prints for a command whose values are all `value`."""
    values = Values()
    text, problems = substituted(command, values)
    assert problems == []
    given = {name: fill_text(one, {"v": value}) for name, one in values.given().items()}
    env = {"PATH": os.environ["PATH"], **given}
    done = subprocess.run([shell, "-e", "-c", text], cwd=folder, env=env, capture_output=True, text=True, timeout=20)
    assert done.returncode == 0, done.stderr
    return done.stdout


@each("command", RIGHT)
def test_a_value_arrives_as_it_is_and_runs_nothing(tmp_path: Path, command: str) -> None:
    number = list(RIGHT).index(command)
    hostile = [HOSTILE[(number * 3 + index) % len(HOSTILE)] for index in range(3)]
    for shell, value in zip(SHELLS, hostile, strict=True):
        check(shell, tmp_path, command, value)


@pytest.mark.slow
@pytest.mark.parametrize(("shell", "command"), [*itertools.product(SHELLS, RIGHT)])
def test_every_hostile_value_arrives_as_it_is(tmp_path: Path, shell: str, command: str) -> None:
    for value in HOSTILE:
        check(shell, tmp_path, command, value)


def check(shell: str, folder: Path, command: str, value: str) -> None:
    """A value arrives in a command, and no file does."""
    expected = RIGHT[command].replace("{}", value.rstrip("\n") if "$(printf" in command and not value else value)
    if "[ -n" in command and not value:
        expected = "<>"
    assert run(shell, folder, command, value) == expected
    assert list(folder.iterdir()) == []


@each(
    ("command", "text"),
    [
        ("echo ${{ a }} ${{ a }} ${{ b }}", 'echo "$MITY_V1" "$MITY_V1" "$MITY_V2"'),
        ('echo "${{ a }}b"', 'echo "${MITY_V1}b"'),
        ('echo "${{ a }}${{ b }}-"', 'echo "$MITY_V1$MITY_V2-"'),
        ("${{ project.test_command }}", "${{ project.test_command }}"),
        (" ${{ project['test'] }}\n", " ${{ project['test'] }}\n"),
        ("# why ${{ a }}\nls", "# why a\nls"),
        ('x="${{ contains(a, \')"\') }}"', 'x="${MITY_V1}"'),
        ('echo "$(case a in a) echo ${{ a }};; esac)"', 'echo "$(case a in a) echo "$MITY_V1";; esac)"'),
        ("arr=(x ${{ a }})", 'arr=(x "$MITY_V1")'),
        ("[[ a == ${{ b }} && -n ${{ c }} ]]", '[[ a == "$MITY_V1" && -n "$MITY_V2" ]]'),
        ("export A=${{ a }}", 'export A="$MITY_V1"'),
        ("timeout 10 cmd ${{ a }}", 'timeout 10 cmd "$MITY_V1"'),
        ("git commit -m ${{ a }} && sh build.sh ${{ b }}", 'git commit -m "$MITY_V1" && sh build.sh "$MITY_V2"'),
        ("awk -v x=${{ a }} '{print x}' ${{ b }}", 'awk -v x="$MITY_V1" \'{print x}\' "$MITY_V2"'),
        ("python -c 'import sys' ${{ a }}", "python -c 'import sys' \"$MITY_V1\""),
    ],
)
def test_the_text_that_is_run(command: str, text: str) -> None:
    assert substituted(command, Values()) == (text, [])


@each(("why", "command"), [(why, one) for why, commands in UNSAFE.items() for one in commands])
def test_a_place_where_a_value_would_be_code(why: str, command: str) -> None:
    _, problems = substituted(command, Values())
    assert [one.code for one in problems if not one.warning][:1] == ["unsafe-place"], problems
    first = problems[0].message
    assert why in first or (why == "in PATH" and "decides what is run" in first), first
    assert command[problems[0].at :].startswith("${{")


@each("command", SINGLE)
def test_single_quotes_keep_every_value_out(command: str) -> None:
    [one] = substituted(command, Values())[1]
    assert (one.code, one.hint) == ("single-quoted", 'use double quotes: "… ${{ v }} …"')


def test_a_variable_that_was_given_a_value_is_warned_of(tmp_path: Path) -> None:
    for command in (
        "n=${{ env.N }}; echo $((n + 1))",
        "for n in ${{ env.N }}; do eval $n; done",
        'n=${{ env.N }}; sh -c "$n"',
    ):
        [one] = substituted(command, Values())[1]
        assert (one.warning, one.code) == (True, "unsafe-place"), command
        assert command[one.at] == "n"
    (tmp_path / "flow.yaml").write_text("steps: [{name: a, command: 'eval \"$N\"', env: {N: '${{ env.M }}'}}]\n")
    library = Library(tmp_path)
    library.find("flow.yaml")
    assert [(one.column, one.code) for one in library.warnings] == [(36, "unsafe-place")]


def test_the_values_of_all_commands_of_a_step_have_names_of_their_own(tmp_path: Path) -> None:
    flow = read(
        tmp_path,
        """
        steps:
          - name: a
            command: deploy ${{ env.A }}
            undo: withdraw ${{ env.A }} ${{ env.B }}
            done_if: asked ${{ env.C }}
        """,
    )
    [step] = flow.steps()
    assert (step.command, step.done_if) == ('deploy "$MITY_V1"', 'asked "$MITY_V2"')
    assert step.undo == 'withdraw "$MITY_V1" "$MITY_V3"'
    assert step.values == {"MITY_V1": "${{ env.A }}", "MITY_V2": "${{ env.C }}", "MITY_V3": "${{ env.B }}"}


@each(
    ("words", "good"),
    [
        ("[echo, 'a ${{ env.A }}']", True),
        ("['${{ project.tool }}', '${{ env.A }}']", True),
        ("['${{ env.A }}', x]", False),
        ("[sh, -c, 'x ${{ env.A }}']", False),
        ("[env, '${{ env.A }}']", False),
        ("[sudo, bash, -lc, '${{ env.A }}']", False),
        ("[sh, build.sh, '${{ env.A }}']", True),
    ],
)
def test_words_that_run_without_a_shell(tmp_path: Path, words: str, good: bool) -> None:
    text = f"steps: [{{name: a, command: {words}}}]"
    if good:
        assert isinstance(next(read(tmp_path, text).steps()).command, tuple)
    else:
        assert [one.code for one in mistakes(tmp_path, text)] == ["unsafe-place"]


@pytest.mark.slow
@pytest.mark.rotation("scale", of=3)
@pytest.mark.parametrize(
    "command",
    [
        "$(" * 20_000 + "echo ${{ v }}",
        "( " * 20_000 + "${{ v }}",
        '"$(' * 15_000 + "${{ v }}",
        "${x:-" * 10_000 + "${{ v }}",
        "env " * 15_000 + "${{ v }}",
        "$x " * 20_000 + "${{ v }}",
        "sh " * 20_000 + "${{ v }}",
        "find -exec " * 5_000 + "${{ v }}",
        "'' ${{ v }} " * 5_000,
        "".join(f"x{n}=$x{n - 1}\n" for n in range(4_000, 1, -1)) + "x1=${{ v }}; $x4000",
        "cat <<E\n" * 7_000 + "${{ v }}",
        "a[" * 20_000 + "${{ v }}",
        "case a in " * 6_000 + "${{ v }}",
    ],
    ids=range(13),
)
def test_the_longest_texts_are_read_in_a_moment(command: str) -> None:
    began = time.process_time()
    substituted(command[:64_000], Values())
    assert time.process_time() - began < 2.0, "0.3 s on a quiet machine"
