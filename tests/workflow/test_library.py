"""Where workflows are found, which one wins, and that a broken file stops nothing that has nothing to do with it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from definition import STATIONS, mistakes_of, written
from mity.errors import DefinitionError, UsageError
from mity.workflow.library import Library
from mity.workflow.load import definitions
from mity.workflow.sources import shipped
from mity.workflow.yaml_reader import MOST_BYTES
from rows import each

STEPS = "steps: [{station: build}]\n"


def steps(folder: Path, name: str) -> list[str]:
    """The steps of a workflow."""
    return [step.id for step in Library(folder).find(name).steps()]


def test_a_broken_file_stops_only_the_workflows_that_it_may_define(tmp_path: Path) -> None:
    written(tmp_path, "steps: [", ".mity/workflows/other.yaml")
    written(tmp_path, "name: 'heal'\nsteps: [", ".mity/workflows/deep/mine.yaml")
    (tmp_path / ".mity/workflows/binary.yaml").write_bytes(b"\xff\xfe\xff")
    assert steps(tmp_path, "create-app")[0] == "scaffold"
    assert mistakes_of(tmp_path, "other")[0].file == ".mity/workflows/other.yaml"
    assert mistakes_of(tmp_path, "heal")[0].file == ".mity/workflows/deep/mine.yaml"
    with pytest.raises(DefinitionError, match=r"binary\.yaml: it is not text in UTF-8"):
        steps(tmp_path, "binary")
    with pytest.raises(UsageError, match=r"no workflow 'ohter': did you mean 'other'|not readable: .*other\.yaml"):
        steps(tmp_path, "ohter")


def test_two_files_of_a_workspace_must_not_define_one_name(tmp_path: Path) -> None:
    written(tmp_path, f"name: a\n{STEPS}---\nname: b\n{STEPS}", ".mity/workflows/one.yaml")
    written(tmp_path, f"name: c\n{STEPS}---\nname: a\n{STEPS}", ".mity/workflows/two.json")
    [one] = mistakes_of(tmp_path, "a")
    assert (one.file, one.line, one.code) == (".mity/workflows/two.json", 4, "duplicate-name")
    assert ".mity/workflows/one.yaml" in one.message
    assert steps(tmp_path, "b") == steps(tmp_path, "c") == ["build"]


def test_templates_are_found_and_a_file_named_by_its_path_brings_its_own(tmp_path: Path) -> None:
    written(tmp_path, "abstract: true\ncommon_steps: {x: {station: test}}\n", ".mity/workflow-templates/base.yaml")
    path = written(tmp_path, f"name: base\nabstract: true\n{STEPS}---\nname: own\nextends: base\n", "some/own.yaml")
    written(tmp_path, "extends: base\nsteps: [use: x]\n", "flow.yaml")
    assert steps(tmp_path, "flow.yaml") == ["x"]
    assert steps(tmp_path, str(path)) == steps(tmp_path, "some/own.yaml") == ["build"]
    written(tmp_path, f"name: a\n{STEPS}---\nname: b\n{STEPS}", "two.yaml")
    with pytest.raises(UsageError, match=r"holds 2 workflows that can be run: name one of them, such as two\.yaml:a"):
        steps(tmp_path, "two.yaml")
    assert steps(tmp_path, "two.yaml:b") == ["build"]
    with pytest.raises(UsageError, match="holds no workflow 'c' that can be run: known: a, b"):
        steps(tmp_path, "two.yaml:c")
    written(tmp_path, f"name: a\nabstract: true\n{STEPS}", "abstract.yaml")
    with pytest.raises(UsageError, match="holds no workflow that can be run: those in it are abstract"):
        steps(tmp_path, "abstract.yaml")
    with pytest.raises(DefinitionError, match=r"cannot read the workflow .*none\.yaml: No such file"):
        steps(tmp_path, "none.yaml")


@each("name", ["../secret.yaml", "/tmp/secret.yaml", "sub/secret.yaml", "secret.yaml", "..", ""])
def test_a_definition_cannot_name_a_path(tmp_path: Path, name: str) -> None:
    for place in ("secret.yaml", "sub/secret.yaml"):
        written(tmp_path, STEPS, place)
    written(tmp_path, f"steps: [{{name: x, workflow: '{name}'}}]\n", "call.yaml")
    written(tmp_path, f"extends: '{name}'\n{STEPS}", "extend.yaml")
    assert [one.code for one in mistakes_of(tmp_path, "call.yaml")] == ["unknown-workflow"]
    assert [one.code for one in mistakes_of(tmp_path, "extend.yaml")] == ["unknown-workflow"]


def test_a_file_without_end_is_not_read_whole(tmp_path: Path) -> None:
    path = written(tmp_path, "", ".mity/workflows/large.yaml")
    os.truncate(path, MOST_BYTES + 1)
    [one] = mistakes_of(tmp_path, "large")
    assert (one.line, one.column, one.code) == (1, 1, "too-large")
    os.truncate(path, 40 * 2**30)  # a sparse file of 40 GiB
    assert mistakes_of(tmp_path, "large")[0].code == "too-large"


def test_a_file_in_another_encoding_of_unicode_is_read(tmp_path: Path) -> None:
    path = written(tmp_path, "", "flow.yaml")
    for encoding in ("utf-8-sig", "utf-16", "utf-32"):
        path.write_text(f"description: ä\n{STEPS}", encoding=encoding)
        assert Library(tmp_path).find("flow.yaml").description == "ä"


def test_a_changed_file_is_read_again(tmp_path: Path) -> None:
    library = Library(tmp_path)
    written(tmp_path, STEPS, ".mity/workflows/mine.yaml")
    assert [step.id for step in library.find("mine").steps()] == ["build"]
    written(tmp_path, "steps: [{station: test}]\n", ".mity/workflows/mine.yaml")
    assert [step.id for step in library.find("mine").steps()] == ["test"]


def test_conditions_that_read_nothing_are_warned_of(tmp_path: Path) -> None:
    library = Library(tmp_path)
    written(
        tmp_path,
        """
        steps:
          - {station: build, if: "'a' == 'b' || 0"}
          - {station: test, if: success()}
          - {station: launch, if: length(steps.build.status) > 1}
          - {name: x, command: x, if: "${{ true }}", env: {A: "${{ 1 }}"}}
        """,
    )
    library.find("flow.yaml", STATIONS)
    assert [(one.line, one.column, one.code, one.message) for one in library.warnings] == [
        (2, 26, "constant", "this condition is always false: it reads nothing of the run"),
        (5, 31, "constant", "this condition is always true: it reads nothing of the run"),
    ]
    library.find("create-app")
    assert library.warnings == []


def test_shipped_files_are_named_as_what_they_define() -> None:
    names = [(name, [one.name for one in definitions(text, f"{name}.yaml")]) for name, text in shipped()]
    assert names
    assert all(found == [name] for name, found in names)


@pytest.mark.slow
def test_the_data_of_workflows_needs_no_yaml() -> None:
    """A plug-in that builds its workflow, and a run that is resumed, must not pay for the reader."""
    modules = "mity.workflow.core, mity.workflow.model, mity.workflow.snapshot, mity.workflow.expressions"
    code = f"import sys, {modules}; sys.exit('yaml' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
