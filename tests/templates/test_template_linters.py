"""What is no source code in a new application: Dockerfile, workflows, other YAML please the linters of the field."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from rendering import cookiecutter

TEMPLATES = Path(__file__).parents[2] / "templates"
STACKS = sorted(path.parent.name for path in TEMPLATES.glob("*/cookiecutter.json"))
PLACES = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
LENIENT = "{extends: default, rules: {line-length: disable, document-start: disable}}"


@pytest.fixture(scope="module", params=STACKS)
def app(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new application, as cookiecutter makes it."""
    target = tmp_path_factory.mktemp("linted")
    template = str(TEMPLATES / request.param)
    return Path(cookiecutter(template, no_input=True, output_dir=str(target), extra_context={"app_name": "shop"}))


@pytest.mark.parametrize("auth", ["none", "jwt"])
def test_linters_find_nothing_in_other_choices(tmp_path: Path, auth: str) -> None:
    answers = {"app_name": "shop", "database": "postgres", "auth": auth, "ci": "gitlab"}
    template = str(TEMPLATES / "python-fastapi")
    app = Path(cookiecutter(template, no_input=True, output_dir=str(tmp_path), extra_context=answers))
    assert not (app / ".github").exists()
    for words in (("hadolint", "Dockerfile"), ("yamllint", "--strict", "--config-data", LENIENT, ".")):
        program = shutil.which(words[0], path=PLACES)
        assert program, f"{words[0]} belongs to the extra 'test'"
        done = subprocess.run([program, *words[1:]], cwd=app, capture_output=True, text=True, timeout=60)
        assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(
    "words",
    [
        ("hadolint", "Dockerfile"),
        ("yamllint", "--strict", ".github"),
        ("yamllint", "--strict", "--config-data", LENIENT, "."),
        ("zizmor", "--offline", "--quiet", ".github"),
    ],
    ids=["hadolint", "yamllint", "yamllint-all", "zizmor"],
)
def test_linters_find_nothing(app: Path, words: tuple[str, ...]) -> None:
    if words[0] == "hadolint" and not (app / words[1]).exists():
        assert (app / "compose.yaml").exists(), "an application of parts has a Dockerfile in each part"
        return
    program = shutil.which(words[0], path=PLACES)
    assert program, f"{words[0]} belongs to the extra 'test'"
    done = subprocess.run([program, *words[1:]], cwd=app, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stdout + done.stderr
