"""scaffold: only in the workspace, never into what is somebody's, no foreign code without trust, no secret kept."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from bench_station import StationBench
from mity.projects.app_record import read_app
from mity.runs.result import StationResult
from mity.runs.state import Status
from mity.system.template_source import Source
from mity.trust.consents import Consents
from mity.trust.template import template_consent

HOOK = "from pathlib import Path\n\nPath('made-by-hook').write_text('x')\n"
EXTENSION = "from jinja2.ext import Extension\n\n\nclass Plain(Extension):\n    pass\n"


@pytest.fixture
def template(tmp_path: Path) -> Path:
    """A template of one file."""
    folder = tmp_path / "template"
    project = folder / "{{cookiecutter.app_slug}}"
    project.mkdir(parents=True)
    (project / "greeting.txt").write_text("{{cookiecutter.greeting}}\n")
    variables = {"app_slug": "app", "greeting": "hello", "api_token": ""}
    (folder / "cookiecutter.json").write_text(json.dumps(variables))
    return folder


@pytest.fixture
def bench(tmp_path: Path) -> StationBench:
    """An empty folder for the application, in a workspace of its own."""
    return StationBench(tmp_path / "work")


def scaffold(bench: StationBench, template: Path, answers: dict[str, str] | None = None, **more: Any) -> StationResult:
    given = {"app_slug": "app", **(answers or {})}
    return bench.run("scaffold", answers=given, template={"origin": str(template), "commit": "", "ref": ""}, **more)


def files(root: Path) -> list[str]:
    """What is in a folder, mity's own files and the repository aside."""
    return sorted(path.name for path in root.iterdir() if path.name not in (".mity", ".git"))


def test_every_file_is_evidence_with_its_digest(bench: StationBench, template: Path) -> None:
    """A secret answer reaches the template and no record; the folder is left alone by another run."""
    secret = "s3cret-value-of-mine"
    result = scaffold(bench, template, {"api_token": secret, "greeting": "moin"})
    assert result.status is Status.DONE, result.message
    assert list(result.evidence["sha256"]) == ["greeting.txt"]
    assert (result.evidence["files"], result.outputs["scaffolded_files"]) == (1, 1)
    assert (bench.root / "greeting.txt").read_text() == "moin\n"
    assert [path.name for path in bench.root.parent.iterdir()] == ["app"], "nothing is left beside it"
    assert read_app(bench.root)["answers"] == {"app_slug": "app", "greeting": "moin"}
    records = [path.read_text() for path in (bench.root / ".mity").rglob("*") if path.is_file()]
    assert records and secret not in "".join(records)
    check_repository(bench.root)
    bench.context.run_id = "0002-bench-abcd"
    assert "is not empty and not of this run" in scaffold(bench, template).message


def check_repository(root: Path) -> None:
    """A build that takes the version of a package from git, as hatch-vcs and setuptools-scm do, asks it."""
    asked = subprocess.run(["git", "rev-parse", "--show-toplevel"], cwd=root, capture_output=True, check=True)
    assert Path(asked.stdout.decode().strip()) == root.resolve()


def test_a_folder_with_somebodys_files_is_left_alone(bench: StationBench, template: Path) -> None:
    bench.write("mine.txt", "mine")
    result = scaffold(bench, template)
    assert (result.status, files(bench.root)) == (Status.FAILED, ["mine.txt"])
    assert "is not empty and not of this run" in result.message


@pytest.mark.slow
@pytest.mark.rotation("stories", of=3)
def test_a_folder_that_this_very_run_filled_is_taken_as_it_is(bench: StationBench, template: Path) -> None:
    first = scaffold(bench, template)
    bench.write("mine.txt", "mine")
    again = scaffold(bench, template)
    assert again.evidence == first.evidence
    assert files(bench.root) == ["greeting.txt", "mine.txt"]


def test_nothing_is_written_outside_the_workspace(bench: StationBench, template: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    bench.context.output_path = outside
    assert "is not inside the workspace" in scaffold(bench, template).message
    assert not outside.exists()
    bench.root.rmdir()
    bench.root.symlink_to(tmp_path / "elsewhere")
    bench.context.output_path = bench.root
    assert "is not inside the workspace" in scaffold(bench, template).message
    assert not (tmp_path / "elsewhere").exists()


@pytest.mark.parametrize("code", ["hook", pytest.param("extension", marks=pytest.mark.slow)])
def test_a_templates_own_code_runs_only_with_trust(bench: StationBench, template: Path, code: str) -> None:
    if code == "hook":
        (template / "hooks").mkdir()
        (template / "hooks" / "post_gen_project.py").write_text(HOOK)
    else:
        (template / "local_extensions.py").write_text(EXTENSION)
        data = {"app_slug": "app", "greeting": "hello", "_extensions": ["local_extensions.Plain"]}
        (template / "cookiecutter.json").write_text(json.dumps(data))
    result = scaffold(bench, template)
    assert (result.status, files(bench.root)) == (Status.FAILED, [])
    assert "brings code that would run and was not trusted" in result.message
    Consents().give([template_consent(Source(template, str(template)))])
    trusted = scaffold(bench, template)
    assert trusted.success, trusted.message
    assert ("made-by-hook" in files(bench.root)) is (code == "hook")


@pytest.mark.slow
@pytest.mark.rotation("stories", of=3)
def test_a_template_that_cannot_be_rendered_leaves_nothing(bench: StationBench, template: Path) -> None:
    (template / "{{cookiecutter.app_slug}}" / "bad.txt").write_text("{{cookiecutter.nothing}}")
    result = scaffold(bench, template)
    assert (result.status, files(bench.root)) == (Status.FAILED, [])
    assert "cookiecutter could not render" in result.message
    assert [path.name for path in bench.root.parent.iterdir()] == ["app"]


@pytest.mark.slow
@pytest.mark.rotation("stories", of=3)
def test_the_words_of_a_hook_that_fails_are_shown(bench: StationBench, template: Path) -> None:
    (template / "hooks").mkdir()
    said = "import sys\n\nprint('the planet is not aligned', file=sys.stderr)\nsys.exit(3)\n"
    (template / "hooks" / "post_gen_project.py").write_text(said)
    Consents().give([template_consent(Source(template, str(template)))])
    result = scaffold(bench, template)
    assert (result.status, files(bench.root)) == (Status.FAILED, [])
    assert "the planet is not aligned" in result.message
    assert "Traceback" not in result.message and "Exception" not in result.message


def hook(template: Path, text: str) -> None:
    """Gives the template a trusted hook that runs before it is rendered."""
    (template / "hooks").mkdir()
    (template / "hooks" / "pre_gen_project.py").write_text(text)
    Consents().give([template_consent(Source(template, str(template)))])


@pytest.mark.slow
@pytest.mark.rotation("stories", of=3)
def test_an_answer_that_a_hook_refuses_is_named_with_what_to_do(bench: StationBench, template: Path) -> None:
    hook(template, "import sys\n\nprint('\\x1b[93mno:\\x1b[0m not-me is no module')\nsys.exit(1)\n")
    result = scaffold(bench, template, {"greeting": "not-me"})
    assert "no: not-me is no module" in result.message, "without colours"
    assert result.message.endswith("It may be about the answer greeting=not-me: `--set greeting=…` gives another")


@pytest.mark.slow
@pytest.mark.rotation("stories", of=3)
def test_a_program_that_a_hook_lacks_is_named(bench: StationBench, template: Path) -> None:
    hook(template, "import subprocess\n\nsubprocess.run(['no-such-packager', 'add'], check=True)\n")
    result = scaffold(bench, template)
    assert result.message.endswith("runs the program no-such-packager, which is not on PATH: install it first")
