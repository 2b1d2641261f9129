"""validate: required files are there, nothing is left unrendered, no link leads out, every document can be parsed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from bench_station import StationBench
from mity.projects.app_record import write_owned
from mity.runs.result import StationResult
from mity.runs.state import Status
from mity.system.trees import tree_digests
from rows import each


def project(tmp_path: Path, files: dict[str, str], **stack: Any) -> StationBench:
    made = StationBench(tmp_path, stack)
    for path, text in files.items():
        made.write(path, text)
    return made


def validated(made: StationBench, **inputs: Any) -> StationResult:
    """The result for a project whose files are all mity's."""
    write_owned(made.root, tree_digests(made.root, (".mity",)), "bench@1")
    return made.run("validate", scaffolded_files=1, **inputs)


def question(result: StationResult) -> str:
    assert result.status is Status.NEEDS_INPUT, result.message
    assert result.evidence == {}
    assert result.question is not None
    assert result.question.default == "abort"
    return result.question.cause[0]


def test_whole_files_are_counted(tmp_path: Path) -> None:
    made = project(tmp_path, {"a.toml": "a = 1", "b.txt": "b", "src/c.json": "{}"}, required_files=["src/*.json"])
    result = validated(made)
    assert (result.status, result.message) == (Status.DONE, "3 files whole, 2 parsed")
    assert result.evidence == {"checked": 3, "parsed": 2, "required": 1, "edited": [], "missing": []}
    assert result.outputs == {"validation_passed": True}


def test_a_required_file_that_is_missing_is_asked_about(tmp_path: Path) -> None:
    made = project(tmp_path, {"a.txt": "a"}, required_files=["a.txt", "src/*.py"])
    assert question(validated(made)) == "src/*.py: required and not there"


def test_a_template_of_somebody_elses_may_lack_what_our_stack_requires(tmp_path: Path) -> None:
    made = project(tmp_path, {"a.txt": "a"}, required_files=["b.txt"])
    assert validated(made, template={"origin": "elsewhere"}).status is Status.DONE


@each("left", ["{{ cookiecutter.app_name }}", "{{cookiecutter.x}}", "{% if cookiecutter.x %}"])
def test_a_placeholder_that_was_not_rendered_is_asked_about(tmp_path: Path, left: str) -> None:
    made = project(tmp_path, {"README.md": f"one\ntwo {left}\n"})
    assert question(validated(made)) == "README.md:2: a template placeholder was not rendered"


def test_the_word_alone_is_no_placeholder(tmp_path: Path) -> None:
    assert validated(project(tmp_path, {"README.md": "made with cookiecutter"})).status is Status.DONE


def test_a_link_that_leads_out_of_the_project_is_asked_about(tmp_path: Path) -> None:
    made = project(tmp_path, {"a.txt": "a"})
    (tmp_path / "secret").write_text("of the owner", encoding="utf-8")
    (made.root / "link.txt").symlink_to(tmp_path / "secret")
    assert question(validated(made)) == "link.txt: a link that leads out of the project"


def test_a_link_within_the_project_is_whole(tmp_path: Path) -> None:
    made = project(tmp_path, {"a.txt": "a"})
    (made.root / "link.txt").symlink_to(made.root / "a.txt")
    assert validated(made).status is Status.DONE


@each(("path", "text"), [("a.json", "{,}"), ("a.toml", "a = "), ("a.yaml", "a: [1"), ("a.yml", "}")])
def test_a_document_that_cannot_be_parsed_is_asked_about(tmp_path: Path, path: str, text: str) -> None:
    assert question(validated(project(tmp_path, {path: text}))).startswith(f"{path}: ")


def test_every_problem_is_counted(tmp_path: Path) -> None:
    result = validated(project(tmp_path, {"a.json": "{,}", "b.json": "{,}", "c.json": "{,}"}))
    assert " and 2 more. " in result.message


def test_edited_and_missing_files_are_shown(tmp_path: Path) -> None:
    made = project(tmp_path, {"a.txt": "a", "b.txt": "b"})
    write_owned(made.root, tree_digests(made.root, (".mity",)), "bench@1")
    made.write("a.txt", "mine")
    (made.root / "b.txt").unlink()
    result = made.run("validate", scaffolded_files=2)
    assert (result.evidence["edited"], result.evidence["missing"]) == (["a.txt"], ["b.txt"])
