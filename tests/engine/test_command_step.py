"""A command as a step: where it runs, what it is told, and what it hands on."""

from __future__ import annotations

import json
import shlex
import stat
import sys
import tempfile
from pathlib import Path
from typing import Any

import pytest

from harness import Mity
from mity.engine.kinds.outputs import OutputError, read_outputs
from mity.errors import MityError
from mity.runs.artifacts import LARGE, load_output
from rows import each
from step_bench import RUN, StepBench, short

LIMIT = 131_068


@pytest.fixture
def bench(tmp_path: Path) -> StepBench:
    return StepBench(tmp_path)


def gives(bench: StepBench, text: str, **step: Any) -> Any:
    """The result of a step that writes a text to $MITY_OUTPUT."""
    bench.write("text", text)
    return bench.run('cat text > "$MITY_OUTPUT"', **step)


def test_a_command_is_told_of_its_run_its_step_and_its_attempt(bench: StepBench) -> None:
    shown = '"$MITY_RUN_ID" "$MITY_STEP" "$MITY_STEP_KEY" "$MITY_ATTEMPT" "$MITY_RESUMED"'
    command = f"printf '%s\\n' {shown} > said"
    assert bench.run(command, scope=bench.scope(attempt=3, resumed=True)).success
    said = (bench.root / "said").read_text().splitlines()
    assert said == [RUN, "main/one", f"{RUN}/main/one", "3", "true"]
    assert bench.run(command).success
    assert (bench.root / "said").read_text().splitlines()[-2:] == ["1", "false"]


def test_inputs_come_as_variables_and_as_one_json_file(bench: StepBench) -> None:
    inputs = {"who-am-i": "a 'b' $(c)\nd", "level": 3, "on": True, "list": [1, {"k": "ä"}], "none": None}
    names = ("WHO_AM_I", "LEVEL", "ON", "LIST", "NONE")
    words = " ".join(f'"$MITY_INPUT_{name}"' for name in names)
    done = bench.run(
        f'printf "%s|" {words} > said; cp "$MITY_INPUTS" all.json; umask 0; ls -l "$MITY_INPUTS" > mode', inputs
    )
    assert done.success
    assert (bench.root / "said").read_text() == 'a \'b\' $(c)\nd|3|true|[1, {"k": "ä"}]||'
    assert json.loads((bench.root / "all.json").read_text()) == inputs
    assert (bench.root / "mode").read_text().startswith("-rw-------")


def test_the_files_of_an_attempt_are_private_fresh_and_gone_afterwards(bench: StepBench) -> None:
    look = 'stat -c %a "$MITY_OUTPUT" "$(dirname "$MITY_OUTPUT")" >> modes; echo "$MITY_OUTPUT" >> places'
    command = f'{look}; test ! -s "$MITY_OUTPUT"; echo a=1 > "$MITY_OUTPUT"'
    assert bench.run(command).outputs == bench.run(command).outputs == {"a": "1"}
    assert (bench.root / "modes").read_text().split() == ["600", "700"] * 2
    first, second = (Path(line) for line in (bench.root / "places").read_text().split())
    assert first != second
    assert not first.parent.exists() and not second.parent.exists()


@pytest.mark.parametrize(
    ("value", "why"),
    [
        ("x" * (LIMIT + 1), "it holds 131,069 bytes, and a variable takes 131,068 at most"),
        ("ä" * 70_000, "it holds 140,000 bytes"),
        ("a\0b", "it holds a NUL"),
    ],
    ids=short,
)
def test_a_value_that_no_variable_can_hold_is_refused_before_the_start(bench: StepBench, value: str, why: str) -> None:
    done = bench.run("touch ran", env={"MITY_V1": value})
    assert not done.success
    assert done.message.startswith(f"the variable MITY_V1 cannot be given to the command: {why}")
    assert "the JSON file that $MITY_INPUTS names" in done.message
    assert not (bench.root / "ran").exists()


def test_the_longest_value_that_fits_is_given(bench: StepBench) -> None:
    done = bench.run((sys.executable, "-c", "import os; print(len(os.environ['AB']))"), env={"AB": "x" * LIMIT})
    assert done.success
    assert not bench.run("true", env={"A_LONG_NAME": "x" * LIMIT}).success


def test_a_large_input_is_in_the_file_and_refused_only_where_the_command_names_its_variable(bench: StepBench) -> None:
    inputs = {"text": "x" * (LIMIT + 1)}
    bench.write("count.py", "import json, os\nprint(len(json.load(open(os.environ['MITY_INPUTS']))['text']))\n")
    count = f"{shlex.quote(sys.executable)} -S count.py > n"
    assert bench.run(count, inputs).success
    assert (bench.root / "n").read_text().strip() == str(LIMIT + 1)
    assert bench.notes == [
        "MITY_INPUT_TEXT is not set: it holds 131,069 bytes, and a variable takes 131,068 at most; "
        "'text' is in the JSON file $MITY_INPUTS"
    ]
    refused = bench.run('echo "$MITY_INPUT_TEXT"', inputs)
    assert not refused.success and "MITY_INPUT_TEXT cannot be given" in refused.message


def test_two_inputs_of_one_variable_are_refused(bench: StepBench) -> None:
    assert "rename one of them" in bench.run("true", {"a-b": 1, "a_b": 2}).message


def test_a_step_runs_in_its_folder_below_the_project(bench: StepBench) -> None:
    bench.write("sub/dir/x", "")
    assert bench.run("touch here", cwd="sub/dir").success
    assert (bench.root / "sub" / "dir" / "here").exists()


@pytest.mark.parametrize("cwd", ["..", "../project-b", "/tmp", "way", "sub/../../x", "nowhere", "file"])
def test_a_folder_outside_or_that_is_none_is_refused(bench: StepBench, cwd: str) -> None:
    (bench.root / "way").symlink_to(bench.root.parent)
    bench.write("file", "")
    (bench.root / "sub").mkdir()
    done = bench.run("touch ran", cwd=cwd)
    assert not done.success and done.message.startswith("cwd: ")
    assert cwd in done.message
    assert not list(bench.root.parent.rglob("ran"))


@each(
    ("text", "outputs"),
    [
        ("", {}),
        ("a=1\n\nb-c=x = y\n_d=\n", {"a": "1", "b-c": "x = y", "_d": ""}),
        ("a=1.10\r\nb=007\r\n", {"a": "1.10", "b": "007"}),
        ("text<<END\none\n two=2\n\nEND\nn=1\n", {"text": "one\n two=2\n", "n": "1"}),
        ("empty<<E\nE\n", {"empty": ""}),
        ('{"n": 1.5, "deep": {"a": [null, true]}, "t": "x"}', {"n": 1.5, "deep": {"a": [None, True]}, "t": "x"}),
        ('\n  {\n "a": 1\n}\n', {"a": 1}),
        ("last=without end", {"last": "without end"}),
        ('{"price": 1.50, "zero": -0, "n": 2.0}', {"price": "1.50", "zero": "-0", "n": 2.0}),
        ('{"all": [1.50, {"a": 1e3}], "same": [1.5]}', {"all": [1.5, {"a": 1000.0}], "same": [1.5]}),
    ],
)
def test_outputs_are_lines_or_one_object(tmp_path: Path, text: str, outputs: dict[str, Any]) -> None:
    (tmp_path / "output").write_bytes(text.encode())
    assert read_outputs(tmp_path / "output") == outputs


@each(
    ("text", "said"),
    [
        ("a=1\nfoo bar\n", "line 2 of $MITY_OUTPUT is no output: `foo bar`"),
        ("a b=1\n", "line 1 of $MITY_OUTPUT is no output: `a b=1`"),
        ("1a=1\n", "line 1 of $MITY_OUTPUT is no output"),
        ("=1\n", "line 1 of $MITY_OUTPUT is no output: `=1`"),
        ("a=1\nb=2\na=3\n", "line 3 of $MITY_OUTPUT gives 'a' a second time: `a=3`"),
        ("a<<END\nx\n", "line 1 of $MITY_OUTPUT opens a value that no line 'END' ends: `a<<END`"),
        ('a=1\n{"b": 2}\n', 'line 2 of $MITY_OUTPUT is no output: `{"b": 2}`'),
        ('{"a": 1', "the outputs are not JSON: Expecting ',' delimiter in line 1 of $MITY_OUTPUT: `{\"a\": 1`"),
        ('{"a": 1} {"b": 2}', "the outputs are not JSON: Extra data in line 1"),
        ('{"a": 1, "a": 2}', "the outputs are not JSON: `a` is given twice"),
        ('{"a": NaN}', "NaN is no number of JSON"),
        ('{"a": 1e999}', "the output 'a' cannot be handed on: a number in it is too large"),
        ('{"a": ' + "9" * 5_000 + "}", "the outputs are not JSON: a number in it has 5000 digits"),
        ('{"a": "\\ud800"}', "half a character"),
        ('{"a b": 1}', "the output `a b` has no name"),
        ('{"$artifact": "x"}', "has no name"),
        ('{"a": ' + "[" * 60 + "]" * 60 + "}", "nested too deeply"),
        ('{"a": ' + "[" * 100_000, "nested too deeply"),
        ("x" * 200, f"`{'x' * 80}…`"),
    ],
    ids=short,
)
def test_outputs_that_cannot_be_read_are_told_with_their_line(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "output").write_bytes(text.encode())
    with pytest.raises(OutputError) as caught:
        read_outputs(tmp_path / "output")
    assert said in str(caught.value) and "\n" not in str(caught.value)


def test_outputs_that_cannot_be_read_fail_the_step(bench: StepBench) -> None:
    done = gives(bench, "a=1\nfoo bar\n")
    assert (done.success, done.outputs, done.evidence) == (False, {}, {"exit_code": 0})
    assert "line 2 of $MITY_OUTPUT is no output: `foo bar`; write NAME=VALUE" in done.message
    assert gives(bench, "a=1\nb<<E\nx\nE\n").outputs == {"a": "1", "b": "x"}


def test_outputs_that_are_no_text_too_large_or_no_file_fail_the_step(bench: StepBench) -> None:
    assert "the outputs are not UTF-8: byte 2" in bench.run(r"printf 'a=\377' > $MITY_OUTPUT").message
    assert "larger than 10,000,000 bytes" in bench.run("truncate -s 10000001 $MITY_OUTPUT").message
    assert "is a link now" in bench.run("ln -sf /etc/hostname $MITY_OUTPUT").message
    assert "no regular file" in bench.run("rm $MITY_OUTPUT; mkfifo $MITY_OUTPUT").message
    assert bench.run("rm $MITY_OUTPUT").outputs == {}


def test_a_failed_attempt_hands_nothing_on(bench: StepBench) -> None:
    done = bench.run("echo a=1 > $MITY_OUTPUT; exit 3")
    assert (done.outputs, done.evidence, done.claims) == ({}, {"exit_code": 3}, False)


def test_a_large_value_is_kept_by_its_digest_for_its_owner_alone(bench: StepBench) -> None:
    large = "printf 'big=' > $MITY_OUTPUT; head -c 64001 /dev/zero | tr '\\0' x >> $MITY_OUTPUT"
    done = bench.run(f"{large}; printf '\\nsmall=1' >> $MITY_OUTPUT")
    reference = done.outputs["big"]
    assert (done.outputs["small"], reference["size"], len(json.dumps(done.to_json())) < 2000) == ("1", 64_001, True)
    place = bench.root / ".mity" / "artifacts"
    assert stat.S_IMODE(place.stat().st_mode) == 0o700
    assert stat.S_IMODE((place / reference["$artifact"]).stat().st_mode) == 0o600
    assert load_output(reference, bench.root) == "x" * 64_001
    assert load_output("plain", bench.root) == "plain"
    shown = bench.run('wc -c < "$MITY_INPUTS" > n', {"big": reference})
    assert shown.success
    assert int((bench.root / "n").read_text()) > 64_001
    (place / reference["$artifact"]).write_text("other")
    with pytest.raises(MityError, match="is not what the step gave"):
        load_output(reference, bench.root)
    (place / reference["$artifact"]).unlink()
    with pytest.raises(MityError, match="run the step again"):
        load_output(reference, bench.root)


def test_a_large_value_of_another_kind_comes_back_as_it_was(bench: StepBench) -> None:
    value = {"rows": ["ä" * 10] * (LARGE // 10)}
    done = gives(bench, json.dumps({"data": value}))
    assert set(done.outputs["data"]) == {"$artifact", "size", "json"}
    assert load_output(done.outputs["data"], bench.root) == value


def test_a_reference_leads_nowhere_but_to_what_was_kept(bench: StepBench) -> None:
    for name in ("../../etc/passwd", "x", 5, None):
        forged = {"$artifact": name, "size": 1}
        assert load_output(forged, bench.root) == forged


def test_a_declared_output_that_is_not_given_is_null_and_noted(bench: StepBench) -> None:
    done = bench.run("echo a=1 > $MITY_OUTPUT", outputs=("a", "b"))
    assert done.outputs == {"a": "1", "b": None}
    assert bench.notes == ["the output 'b' was declared and not given: it is null"]


def test_with_conditions_a_declared_output_must_be_given(bench: StepBench) -> None:
    done = bench.run("true", outputs=("b",), ensure=("true",))
    assert not done.success
    assert "it declares the output 'b' and did not give it" in done.message
    assert done.execution is not None and done.execution.problem


def test_what_a_step_hands_on_reaches_the_next_in_a_run_of_a_file(mity: Mity) -> None:
    definition = {
        "name": "flow",
        "steps": [
            {"name": "count", "command": "printf 'count=3\\ntext<<E\\na $(b)\\n1.10\\nE\\n' > $MITY_OUTPUT"},
            {
                "name": "use",
                "if": "${{ steps.count.outputs.count > 2 }}",
                "command": 'printf "%s|%s" "$TEXT" "$MITY_STEP_KEY" > said',
                "env": {"TEXT": "${{ outputs.text }}"},
            },
        ],
    }
    (mity.workspace / "flow.json").write_text(json.dumps(definition))
    done = mity("run", "flow.json", "--json")
    assert done.code == 0, done.text
    assert (mity.workspace / "said").read_text() == f"a $(b)\n1.10|{done.json['run_id']}/main/use"


def test_a_step_leaves_nothing_in_the_folder_for_temporary_files(
    bench: StepBench, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = bench.root.parent / "tmp"
    place.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(place))
    bench.run("exit 1")
    bench.run("true", env={"A": "\0"})
    assert list(place.iterdir()) == []
    monkeypatch.setattr(tempfile, "tempdir", str(place / "gone"))
    assert "set TMPDIR to one that can" in bench.run("true").message
