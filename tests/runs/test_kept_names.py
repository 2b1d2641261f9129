"""Names of the tests that a run ran: found again where its log tells of them and nothing was changed since."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from fake_stations import FakeStation, document_path, run
from mity import StationResult, WorkflowContext
from mity.engine.scope import RunScope
from mity.engine.step_scope import StepScope
from mity.redaction import Redactor
from mity.services.test_names import NAMES, keep_names, kept_names, read_names
from rows import each

RAN = ("one", "two\nlines", "of s3cret-Word9")
KEPT = {"one", "two lines", "of ***"}


def ran_tests(workspace: Path, told: Any = None, station: str = "test") -> tuple[Path, str]:
    """A run whose tests ran; its application and its id. `told` is what its evidence says in place of the truth."""

    def test(context: WorkflowContext) -> StationResult:
        scope = RunScope(Redactor({"API_KEY": "s3cret-Word9"}))
        scope.transcripts = workspace / ".mity" / "logs" / context.run_id
        scope.transcripts.mkdir()
        shown = keep_names(StepScope(scope, "test", "main/test"), RAN)
        assert shown[NAMES]["file"] == "test.tests"
        return StationResult.done("well", shown if told is None else {NAMES: told})

    log = run(workspace, FakeStation(station, test))
    return workspace / "app", log.run_id


def test_names_are_kept_without_secrets_and_found_by_the_run(tmp_path: Path) -> None:
    project, run_id = ran_tests(tmp_path)
    assert kept_names(project, run_id) == KEPT
    assert kept_names(project, "0009-flow-abcd") == kept_names(project, "../x") == frozenset()
    assert kept_names(tmp_path / "other", run_id) == frozenset(), "of another application"
    names = tmp_path / ".mity/logs" / run_id / "test.tests"
    assert names.stat().st_mode & 0o077 == 0
    names.write_text(f"{names.read_text()}three\n")
    assert kept_names(project, run_id) == frozenset(), "somebody changed them"
    names.unlink()
    assert kept_names(project, run_id) == frozenset()


@each("told", ["x", {"file": "test.tests"}, {"file": "../../x", "sha256": "0"}, {}, 3])
def test_evidence_that_tells_of_none_has_none(tmp_path: Path, told: Any) -> None:
    assert kept_names(*ran_tests(tmp_path, told)) == frozenset()
    assert read_names(tmp_path, told) == frozenset()


def test_a_log_that_was_edited_or_ran_no_tests_has_none(tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    assert kept_names(*ran_tests(tmp_path / "other", station="check")) == frozenset()
    project, run_id = ran_tests(tmp_path)
    document = document_path(tmp_path)
    document.write_text(document.read_text().replace('"well"', '"very well"'))
    assert kept_names(project, run_id) == frozenset()


def test_without_names_or_a_place_for_them_the_number_alone_counts(tmp_path: Path) -> None:
    scope = RunScope(Redactor({}))
    scope.transcripts = tmp_path
    assert keep_names(StepScope(scope, "test", "main/test"), ()) == {}
    scope.transcripts = tmp_path / "none"
    assert keep_names(StepScope(scope, "test", "main/test"), RAN) == {}
    assert list(tmp_path.iterdir()) == []
