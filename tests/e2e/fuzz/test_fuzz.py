"""Whatever is typed or found in a file: a clear sentence and an exit code, never a bug, a traceback or a hang."""

from __future__ import annotations

import contextlib
import copy
import io
import json
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from harness import LIGHT, Mity
from mity import (
    LogError,
    Station,
    StationRegistry,
    StationResult,
    UsageError,
    Workflow,
    WorkflowContext,
    WorkflowExecutor,
)
from mity.cli import main
from mity.operations.create_app import parse_set, read_answers
from mity.projects.names import check_name
from mity.redaction import Redactor
from mity.runs.journal import read_journal
from mity.runs.log import ExecutionLog

QUICK = settings(
    max_examples=40,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)

TEXT = st.text(max_size=80) | st.sampled_from(
    ["\0", "\ud800", "../..", "{{ 1 }}", "~nobody", "x" * 300, "-", "--", "="]
)
WORD = TEXT.map(lambda text: text.replace("\0", "").replace("\ud800", "\udcff"))  # what a process can be given
SCALAR = st.none() | st.booleans() | st.integers() | st.floats() | TEXT
JSON = st.recursive(
    SCALAR, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4), max_leaves=12
)


def say(*argv: str) -> tuple[int, str]:
    """mity in this process: the exit code, and what it said on both streams."""
    out, err = io.TextIOWrapper(io.BytesIO(), "utf-8"), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = main(list(argv))
    out.seek(0)
    return code, out.read() + err.getvalue()


def fine(*argv: str, codes: tuple[int, ...] = (0, 2)) -> str:
    """Runs mity and judges; returns what it said."""
    code, said = say(*argv)
    assert code in codes, f"{argv}: {code}: {said}"
    assert "Traceback" not in said and "bug in mity" not in said
    return said


class One(Station):
    """A station that is done at once."""

    name = "one"
    description = "one"

    def execute(self, context: WorkflowContext) -> StationResult:
        return StationResult.done("one", {"one": 1})


class Two(One):
    name = "two"

    def execute(self, context: WorkflowContext) -> StationResult:
        return StationResult.failed("two fails")


def registry() -> StationRegistry:
    made = StationRegistry()
    for station in (One(), Two()):
        made.register(station)
    return made


@pytest.fixture(scope="module")
def document(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The log of a run of two stations, the second of which failed."""
    folder = tmp_path_factory.mktemp("fuzz")
    workflow = Workflow("two", "Two").station("one").station("two")
    log = WorkflowExecutor(registry()).execute(workflow, WorkflowContext(folder, "app"))
    return folder / ".mity" / "logs" / f"{log.run_id}.json"


def places(value: Any, way: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every place in a JSON value."""
    found = [way] if way else []
    if isinstance(value, dict | list):
        for key in value if isinstance(value, dict) else range(len(value)):
            found += places(value[key], (*way, key))
    return found


def bend(data: Any, way: tuple[Any, ...], value: Any, drop: bool) -> None:
    """Replaces or drops what stands at the place."""
    for key in way[:-1]:
        data = data[key]
    if drop:
        del data[way[-1]]
    else:
        data[way[-1]] = value


def judge(path: Path) -> None:
    """A log is loaded or refused; a loaded one can be resumed or that is refused; the refused file stays."""
    before = path.read_bytes()
    executor = WorkflowExecutor(registry())
    try:
        log = executor.load_log(path)
    except LogError as error:
        assert str(path) in str(error)
        assert path.read_bytes() == before
        fine("runs", "show", str(path))
        return
    assert isinstance(log, ExecutionLog)
    assert path.read_bytes() == before
    fine("runs", "show", str(path))
    for way in (("--json",), ("--format", "markdown"), ("--format", "html")):
        fine("runs", "show", str(path), *way)
    fine("runs", "events", str(path), "--json", codes=(0, 1, 2))
    fine("resume", str(path), "--json", codes=(0, 1, 2, 3, 4))


@QUICK
@given(st.data())
def test_a_mutated_log_is_loaded_or_refused(document: Path, data: st.DataObject) -> None:
    bent = copy.deepcopy(json.loads(document.read_bytes()))
    for _ in range(data.draw(st.integers(1, 3))):
        way = data.draw(st.sampled_from(places(bent)))
        bend(bent, way, data.draw(JSON), data.draw(st.booleans()))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / ".mity" / "logs" / document.name
        path.parent.mkdir(parents=True)
        path.write_text(json.dumps(bent))
        judge(path)


def test_a_log_with_anything_else_in_one_place_is_loaded_or_refused(document: Path, tmp_path: Path) -> None:
    path = tmp_path / ".mity" / "logs" / document.name
    path.parent.mkdir(parents=True)
    whole = json.loads(document.read_bytes())
    for way in places(whole):
        for value in (None, True, -1, [1], {"a": 1}):
            bent = copy.deepcopy(whole)
            bend(bent, way, value, drop=False)
            path.write_text(json.dumps(bent))
            path.with_suffix(".jsonl").unlink(missing_ok=True)
            judge(path)


@QUICK
@given(st.binary(max_size=400), st.integers(0, 3000), st.integers(0, 40))
def test_a_log_with_random_bytes_in_it_is_loaded_or_refused(document: Path, noise: bytes, at: int, gone: int) -> None:
    whole = document.read_bytes()
    at %= len(whole)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / ".mity" / "logs" / document.name
        path.parent.mkdir(parents=True)
        path.write_bytes(whole[:at] + noise + whole[at + gone :])
        judge(path)


LINE = st.binary(max_size=60) | st.builds(
    lambda v: json.dumps(v).encode(),
    st.fixed_dictionaries(
        {"seq": JSON},
        optional={
            "station": JSON,
            "result": JSON,
            "forget": JSON,
            "document": JSON,
        },
    ),
)


@QUICK
@given(st.lists(LINE, max_size=5), st.booleans())
def test_a_random_journal_is_joined_or_refused(document: Path, lines: list[bytes], ended: bool) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / ".mity" / "logs" / document.name
        path.parent.mkdir(parents=True)
        path.write_bytes(document.read_bytes())
        path.with_suffix(".journal.jsonl").write_bytes(b"\n".join(lines) + b"\n" * ended)
        with contextlib.suppress(ValueError):
            read_journal(path.with_suffix(".journal.jsonl"))
        judge(path)


@QUICK
@given(TEXT)
@example("")
def test_any_text_is_a_name_or_refused_with_what_is_allowed(name: str) -> None:
    try:
        made = check_name(name)
    except UsageError as error:
        assert "use 2 to 50 ASCII letters" in str(error) or "reserved word" in str(error)
        assert str(error).isprintable() or "\\" in str(error)
        assert len(str(error)) < 800
        return
    assert made.slug.replace("-", "").isalnum() and made.slug == made.slug.lower()
    assert made.package.isidentifier()


@QUICK
@given(WORD, WORD)
def test_create_app_with_any_name_and_stack_writes_nothing(name: str, stack: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        fine("create-app", "--dry-run", "--output", folder, "--stack", stack, "--", name)
        assert list(Path(folder).iterdir()) == []


@QUICK
@given(WORD.filter(lambda text: "://" not in text and "@" not in text and "git" not in text))
def test_any_template_that_is_no_folder_is_refused(template: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        said = fine("create-app", "demo", "--dry-run", "--output", folder, "--template", template)
        assert said


@QUICK
@given(st.lists(WORD, max_size=3))
def test_any_set_is_an_answer_or_refused(words: list[str]) -> None:
    with contextlib.suppress(UsageError):
        parse_set(tuple(words))
    with tempfile.TemporaryDirectory() as folder:
        argv = [word for text in words for word in ("--set", text)]
        fine("create-app", "demo", "--template", str(LIGHT), "--output", folder, *argv)
        assert list(Path(folder).iterdir()) == []


YAML = st.binary(max_size=200) | st.builds(lambda value: json.dumps(value).encode("utf-8", "surrogatepass"), JSON)
WARTS = [
    b'a: !!int ""',
    b'a: !!float ""',
    b"a: !!bool x",
    b"a: !!timestamp x",
    b"a: !!binary x",
    b"a: !!python/object/apply:os.system [id]",
    b"? [a]\n: b",
    b"? {a: b}\n: c",
    b"=",
    b"a: =",
    b"<<: 1",
    b"<<: [1]",
    b"a: 2001-99-99",
    b"a: &a [*a]",
    b"&a {a: *a}",
    b"!",
    b"%YAML 9.9\n---\na: b",
    b"a: " + b"9" * 5000,
    b'a: "\\0"',
    b'greeting: "\\ud800"',
    b'greeting: "\\0"',
    b"[" * 1500,
    b"a: " + b"[" * 1500,
    b"\xff\xfe\x00",
    b"- a\n- b",
    b"1: 2",
    b"null: 1",
    b"a: .inf",
    b"a:\n  b: c",
]


def answers_are_read_or_refused(content: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "answers"
        path.write_bytes(content)
        try:
            read = read_answers(path)
        except UsageError as error:
            assert str(path) in str(error)
            return
        assert all(isinstance(text, str) for pair in read.items() for text in pair)
        for text in read.values():
            assert "\0" not in text
            text.encode()


@QUICK
@given(YAML)
def test_any_answers_file_is_read_or_refused(content: bytes) -> None:
    answers_are_read_or_refused(content)


@pytest.mark.parametrize("content", WARTS, ids=lambda content: content[:20].decode("latin-1"))
def test_an_answers_file_with_what_yaml_stumbles_over_is_read_or_refused(content: bytes, tmp_path: Path) -> None:
    answers_are_read_or_refused(content)
    (tmp_path / "answers").write_bytes(content)
    argv = ("create-app", "demo", "--template", str(LIGHT), "--answers", str(tmp_path / "answers"), "--dry-run")
    fine(*argv, "--output", str(tmp_path))


@QUICK
@given(
    WORD,
    st.sampled_from(["runs show", "resume", "create-app demo --output", "create-app demo --answers"]),
)
def test_any_word_in_any_place_is_taken_or_refused(word: str, verb: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        argv = (
            [*verb.split(), word]
            if verb.endswith(("--stack", "--output", "--answers"))
            else [*verb.split(), "--", word]
        )
        extra = ["--output", folder] if verb in ("runs show", "resume") else []
        more = ["--stack", "python-fastapi", "--dry-run"] if verb.startswith("create-app") else []
        fine(*argv[:2], *extra, *more, *argv[2:], codes=(0, 1, 2))


@QUICK
@given(st.dictionaries(st.sampled_from(["A_TOKEN", "B_SECRET", "C"]), TEXT), JSON)
def test_hiding_secrets_keeps_json_json_and_hides_them(environment: dict[str, str], value: Any) -> None:
    redactor = Redactor(environment)
    shown = redactor.data(value)
    assert json.dumps(redactor.data(shown)) == json.dumps(shown)
    for name, secret in environment.items():
        if name != "C" and len(secret) >= 6 and "*" not in secret:
            assert secret not in redactor.text(f"a {secret} b")


@pytest.mark.parametrize("word", ["\x1b[31mred", "{{7*7}}", "%s%n", "日本語", "'; rm -rf ~ #", "a\nb"])
def test_a_real_process_with_strange_words_ends_with_a_sentence(mity: Mity, word: str) -> None:
    done = mity("create-app", word, "--template", str(LIGHT), "--set", f"greeting={word}")
    assert done.code == 2
    assert done.err.count("\n") == 1 and "\x1b" not in done.err
    assert list(mity.workspace.iterdir()) == []
