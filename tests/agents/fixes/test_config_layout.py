"""Rules for manifests, layout, generated files and leftovers."""

from __future__ import annotations

import hashlib
import tomllib
from pathlib import Path

import git
import pytest
from config_case import a_case, advice_of, edited, fix_of, nothing_of

from mity.agents.fixes.general.leftover_output import LeftoverOutput
from mity.agents.fixes.general.restore_generated import RestoreGenerated
from mity.agents.fixes.general.restore_named_file import RestoreNamedFile
from mity.agents.fixes.python.flat_layout import FlatLayout
from mity.agents.fixes.python.package_marker import PackageMarker
from mity.agents.fixes.python.project_table import ProjectTable
from mity.agents.fixes.python.source_path import SourcePath
from mity.agents.fixes.python.stale_app_answer import StaleAppAnswer
from mity.agents.fixes.python.stale_bytecode import StaleBytecode
from mity.agents.fixes.python.version_path import VersionPath
from mity.healing.model import ErrorType
from mity.system.git_history import last_committed
from rows import each

MISSING = "ModuleNotFoundError: No module named 'demo'"


def test_flat_layout_names_what_holds_python(tmp_path: Path) -> None:
    output = "error: Multiple top-level packages discovered in a flat-layout: ['app', 'data', 'static', 'tools_x']."
    files = {"pyproject.toml": '[project]\nname = "x"\n', "app/a.py": "", "tools_x/readme.md": "", "data/d.py": ""}
    made = edited(fix_of(FlatLayout(), a_case(tmp_path, output, files)), "pyproject.toml")
    assert tomllib.loads(made)["tool"]["setuptools"]["packages"]["find"] == {"include": ["app", "app.*"]}
    modules = output.replace("packages", "modules").replace("['app', 'data', 'static', 'tools_x']", "['a', 'b']")
    made = edited(fix_of(FlatLayout(), a_case(tmp_path, modules)), "pyproject.toml")
    assert tomllib.loads(made)["tool"]["setuptools"]["py-modules"] == ["a", "b"]


def test_packages_that_are_named_already_stay(tmp_path: Path) -> None:
    output = "Multiple top-level packages discovered in a flat-layout: ['app', 'lib']."
    case = a_case(tmp_path, output, {"pyproject.toml": '[tool.setuptools]\npackages = ["app"]\n', "app/a.py": ""})
    assert "list in [tool.setuptools]" in advice_of(FlatLayout(), case)


HATCH = '[tool.hatch.build.targets.wheel]\npackages = ["src/demo_app"] # ours\n'


def test_a_package_of_another_folder_is_named_right(tmp_path: Path) -> None:
    case = a_case(tmp_path, MISSING, {"pyproject.toml": HATCH, "src/demo/main.py": ""}, error=ErrorType.BUILD)
    assert edited(fix_of(SourcePath(), case), "pyproject.toml") == HATCH.replace("demo_app", "demo")


def test_pytest_is_told_where_the_sources_lie(tmp_path: Path) -> None:
    case = a_case(tmp_path, MISSING, {"pyproject.toml": "", "src/demo/main.py": ""}, error=ErrorType.BUILD)
    made = tomllib.loads(edited(fix_of(SourcePath(), case), "pyproject.toml"))
    assert made["tool"]["pytest"]["ini_options"]["pythonpath"] == ["src"]
    (tmp_path / "pytest.ini").touch()
    assert fix_of(SourcePath(), case).env == {"PYTHONPATH": str(tmp_path / "src")}


@pytest.mark.parametrize("output", ["No module named 'requests'", "No module named 'demo.gone'"])
def test_what_is_not_ours_or_half_there_is_no_matter_of_paths(tmp_path: Path, output: str) -> None:
    assert nothing_of(SourcePath(), a_case(tmp_path, output, {"src/demo/main.py": ""}, error=ErrorType.BUILD))
    assert fix_of(SourcePath(), a_case(tmp_path, "No module named 'demo'", error=ErrorType.BUILD)).env


def test_the_version_of_another_folder(tmp_path: Path) -> None:
    files = {"pyproject.toml": '[tool.hatch.version]\npath = "demo/__init__.py"\n', "src/demo/__init__.py": ""}
    case = a_case(
        tmp_path, "OSError: Error getting the version from source `regex`: file does not exist: demo/__init__.py", files
    )
    assert 'path = "src/demo/__init__.py"' in edited(fix_of(VersionPath(), case), "pyproject.toml")


def test_markers_of_packages(tmp_path: Path) -> None:
    output = "ValueError: Unable to determine which files to ship inside the wheel using the following heuristics"
    case = a_case(tmp_path, output, {"pyproject.toml": '[project]\nname = "My-App"\n', "src/my_app/a.py": ""})
    assert fix_of(PackageMarker(), case).edits[0].path == "src/my_app/__init__.py"
    typed = a_case(tmp_path, f"FileNotFoundError: Forced include not found: {tmp_path}/src/my_app/py.typed")
    assert fix_of(PackageMarker(), typed).edits[0].path == "src/my_app/py.typed"
    away = a_case(tmp_path, "FileNotFoundError: Forced include not found: /elsewhere/py.typed")
    assert nothing_of(PackageMarker(), away)


def test_a_readme_of_another_name(tmp_path: Path) -> None:
    files = {"pyproject.toml": '[project]\nreadme = "README.md"\n', "README.rst": ""}
    case = a_case(tmp_path, "OSError: Readme file does not exist: README.md", files)
    assert edited(fix_of(RestoreNamedFile(), case), "pyproject.toml") == '[project]\nreadme = "README.rst"\n'
    (tmp_path / "readme.txt").touch()
    assert "refers to README.md, which does not exist" in advice_of(RestoreNamedFile(), case)


BOTH = "ValueError: Metadata field `version` cannot be both statically defined and listed in field `project.dynamic`"
TABLE = '[project]\nname = "x"\nversion = "1.0"\ndynamic = ["version"]\n[tool.hatch.version]\npath = "v.py"\n'


def test_a_version_said_twice(tmp_path: Path) -> None:
    case = a_case(tmp_path, BOTH, {"pyproject.toml": TABLE, "v.py": '__version__ = "1.0"\n'})
    assert edited(fix_of(ProjectTable(), case), "pyproject.toml") == TABLE.replace('version = "1.0"\n', "", 1)
    (tmp_path / "v.py").write_text('__version__ = "2.0"\n')
    assert "remove one of the two" in advice_of(ProjectTable(), case)
    unknown = a_case(tmp_path, "configuration error: `project` must not contain {'licence'} properties")
    assert "license" in advice_of(ProjectTable(), unknown)


@each(
    ("output", "name"),
    [
        ("FileExistsError: [Errno 17] File exists: '{root}/reports'", "reports"),
        ("NotADirectoryError: [Errno 20] Not a directory: '{root}/dist/a/b.whl'", "dist"),
        ("PermissionError: [Errno 13] Permission denied: '{root}/reports/junit.xml'", "reports"),
        ("ERROR: --junitxml must be a filename, given: reports/junit.xml", "reports"),
    ],
)
def test_leftovers_are_moved(tmp_path: Path, output: str, name: str) -> None:
    (tmp_path / name).mkdir()
    assert fix_of(LeftoverOutput(), a_case(tmp_path, output.format(root=tmp_path))).move_aside == (name,)


@each("path", ["{root}/src/a.py", "{root}/app.db", "{root}/.venv/x", "/etc/passwd", "{root}/dist"])
def test_what_is_not_generated_or_not_there_stays(tmp_path: Path, path: str) -> None:
    files = {"src/a.py": "", "app.db": "", ".venv/x": ""}
    output = f"FileExistsError: [Errno 17] File exists: '{path.format(root=tmp_path)}'"
    assert nothing_of(LeftoverOutput(), a_case(tmp_path, output, files))
    there = a_case(tmp_path, output.replace(path.format(root=tmp_path), f"{tmp_path}/dist"), {"dist": ""})
    assert fix_of(LeftoverOutput(), there).move_aside == ("dist",)


def test_an_artefact_that_is_a_folder(tmp_path: Path) -> None:
    case = a_case(tmp_path, "", {"dist/a.whl/x": ""}, kind="evidence")
    assert fix_of(LeftoverOutput(), case).move_aside == ("dist",)


def test_compiled_code(tmp_path: Path) -> None:
    files = {"src/a/__pycache__/m.pyc": b"1234\1\0\0\0", "b/__pycache__/m.pyc": b"", ".venv/__pycache__/m.pyc": b""}
    broken = a_case(tmp_path, "EOFError: marshal data too short", files)
    assert fix_of(StaleBytecode(), broken).move_aside == ("b/__pycache__", "src/a/__pycache__")
    stale = a_case(tmp_path, "ImportError: cannot import name 'f' from 'a.m'")
    assert fix_of(StaleBytecode(), stale).move_aside == ("src/a/__pycache__",)


def test_compiled_code_without_source_is_for_a_person(tmp_path: Path) -> None:
    case = a_case(
        tmp_path, "ImportError: bad magic number in 'a.m': b''", {"src/a/m.pyc": b"", "a/__pycache__/x.pyc": b""}
    )
    assert "src/a/m.pyc was compiled" in advice_of(StaleBytecode(), case)


def test_the_command_names_another_package(tmp_path: Path) -> None:
    files = {".mity/app.json": '{"answers": {"package_name": "demo"}}', "src/orders/__init__.py": ""}
    output = 'ERROR: Error loading ASGI app. Could not import module "demo.main".'
    case = a_case(tmp_path, output, files, argv=("uvicorn", "demo.main:create_app"))
    assert "the project contains orders" in advice_of(StaleAppAnswer(), case)
    assert nothing_of(StaleAppAnswer(), a_case(tmp_path, output, argv=("uvicorn", "other:app")))


ANSWERS = '{"template": "python-fastapi", "answers": {"app_name": "demo"}}'


@pytest.mark.slow
@pytest.mark.rotation("stories", of=3)
def test_a_generated_file_comes_back_as_it_was(tmp_path: Path) -> None:
    digest = hashlib.sha256(
        b'"""The application\'s own routers: each module here has a `router`, and is found by itself."""\n'
    )
    owned = {"src/demo/routers/__init__.py": digest.hexdigest(), "src/demo/kept.py": "0" * 64}
    output = "OSError: file does not exist: src/demo/routers/__init__.py"
    case = a_case(tmp_path, output, {".mity/app.json": ANSWERS, "src/demo/kept.py": "edited"}, owned=owned)
    fix = fix_of(RestoreGenerated(), case)
    assert fix.scope == ("src/demo/routers/__init__.py",)
    assert "found by itself" in edited(fix, fix.scope[0])
    (tmp_path / "src/demo/routers").mkdir()
    (tmp_path / fix.scope[0]).touch()  # emptied by a crash
    assert fix_of(RestoreGenerated(), case).edits == fix.edits
    (tmp_path / fix.scope[0]).write_text("edited")
    assert nothing_of(RestoreGenerated(), case)


@pytest.mark.slow
@pytest.mark.rotation("stories", of=3)
def test_a_file_that_the_template_makes_otherwise_today_is_for_a_person(tmp_path: Path) -> None:
    owned = {"src/demo/db.py": "0" * 64}
    case = a_case(tmp_path, "No module named 'demo.db'", {".mity/app.json": ANSWERS}, owned=owned)
    assert "its template is no longer available" in advice_of(RestoreGenerated(), case)


@pytest.mark.slow
@pytest.mark.rotation("stories", of=3)
def test_generated_files_that_nobody_misses_stay_away(tmp_path: Path) -> None:
    owned = {"src/demo/db.py": "0"}
    case = a_case(tmp_path, "No module named 'requests'", {".mity/app.json": ANSWERS}, owned=owned)
    assert nothing_of(RestoreGenerated(), case)
    missed = a_case(tmp_path, "No module named 'demo.db'", owned=owned)
    assert "src/demo/db.py is missing" in advice_of(RestoreGenerated(), missed)


def test_tests_and_edited_files_are_for_a_person(tmp_path: Path) -> None:
    repo = git.Repo.init(tmp_path)
    (tmp_path / "src").mkdir()
    (tmp_path / "src/main.py").write_text("edited")
    repo.git.add("--all")
    repo.git.execute(["git", "-c", "user.name=U", "-c", "user.email=u@example.com", "commit", "-q", "-m", "x"])
    (tmp_path / "src/main.py").unlink()
    remembered = last_committed(tmp_path, "src/main.py")
    assert remembered is not None
    assert remembered[1] == b"edited"
    case = a_case(tmp_path, "can't open src/main.py", {".mity/app.json": ANSWERS}, owned={"src/main.py": "0" * 64})
    assert f"git checkout {remembered[0][:10]} -- src/main.py" in advice_of(RestoreGenerated(), case)
    case = a_case(tmp_path, "no tests/conftest.py", owned={"tests/conftest.py": "0"})
    assert "does not write tests" in advice_of(RestoreGenerated(), case)
    assert last_committed(tmp_path, "never.py") is None
