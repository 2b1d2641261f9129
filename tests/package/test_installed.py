"""mity installed as users install it: beside its namesakes, inside projects with folders of its names, editable."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tomllib
import zipfile
from hashlib import sha256
from pathlib import Path

import pytest
from building import ROOT, build_wheel, call, copy_source, once

from harness import LIGHT, Mity

pytestmark = [pytest.mark.stacks, pytest.mark.timeout(900)]
Words = list[str | Path]
NEIGHBOURS = ("factory_boy", "openai-agents")
USE_FACTORY = """
import factory
class Dog(factory.DictFactory):
    name = factory.Sequence(lambda n: f"dog {n}")
assert Dog()["name"] == "dog 0" and factory.__version__
"""
USE_AGENTS = """
import agents
agent = agents.Agent(name="one", instructions="be kind")
assert agent.name == "one" and callable(agents.function_tool)
"""
USE_MITY = """
import mity, mity.agents, mity.stations, mity.templates
from mity import Workflow, WorkflowContext
assert [s.id for s in Workflow("a", "A").station("b").steps()] == ["b"]
assert (WorkflowContext(".").templates_path / "python-fastapi" / "stack.yaml").is_file()
"""


class Installed(Mity):
    """mity of another environment."""

    def __init__(self, environment: Path, folder: Path) -> None:
        (folder / "home").mkdir(parents=True)
        (folder / "work").mkdir()
        super().__init__(folder / "work", folder / "home")
        del self.env["PYTHONSAFEPATH"]
        self.python = environment / "bin" / "python"

    def argv(self, *words: str) -> list[str]:
        """`python -m mity` of that environment."""
        return [str(self.python), "-m", "mity", *words]


def new_environment(folder: Path, *install: str | Path) -> Path:
    """A virtual environment with `install` in it, put there by pip."""
    call(sys.executable, "-m", "venv", folder)
    call(folder / "bin" / "python", "-m", "pip", "install", "--quiet", *install)
    return folder


@pytest.fixture(scope="session")
def environment(shared: Path, wheel: Path) -> Path:
    """An environment with the wheel, what its extras bring and the stubs of its libraries; tests only read it."""

    def make(folder: Path) -> None:
        extras = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"][
            "optional-dependencies"
        ]
        stubs = [one for one in extras.pop("test") if one.startswith("types-")]
        del extras["docs"], extras["release"]  # no module of mity uses them
        new_environment(folder / "env", f"{wheel}[{','.join(extras)}]", *stubs)

    # a virtual environment does not survive a rename, so its real place is where it is made
    home = once(shared / "mity-environment-home", lambda folder: None)
    once(shared / "mity-environment", lambda folder: make(home))
    return home / "env"


@pytest.fixture
def borrowed(environment: Path, tmp_path: Path) -> Path:
    """An empty environment that finds the libraries of the other one after its own, mity excepted."""
    folder = tmp_path / "borrowed"
    call(sys.executable, "-m", "venv", folder)
    libraries = packages(environment)
    links = tmp_path / "libraries"
    links.mkdir()
    for path in libraries.iterdir():
        if not path.name.startswith(("mity", "pip", "setuptools")):
            (links / path.name).symlink_to(path)
    (packages(folder) / "libraries.pth").write_text(f"{links}\n", encoding="utf-8")
    return folder


def packages(environment: Path) -> Path:
    (found,) = environment.glob("lib/python3*/site-packages")
    return found


def python(environment: Path, code: str, cwd: Path) -> str:
    return call(environment / "bin" / "python", "-c", code, cwd=cwd)


def make_light(mity: Mity) -> None:
    """A whole create-app of the light template, proven."""
    done = mity.light("demo", "--json")
    assert done.code == 0, done.text
    assert done.json["verdict"] == "proven"


def test_mity_and_its_namesakes_live_in_one_environment(wheel: Path, tmp_path: Path) -> None:
    environment = new_environment(tmp_path / "env", wheel, *NEIGHBOURS)
    for code in (USE_FACTORY, USE_AGENTS, USE_MITY, USE_MITY + USE_FACTORY + USE_AGENTS):
        python(environment, code, tmp_path)
    assert call(environment / "bin" / "mity", "--version").startswith("mity ")
    make_light(Installed(environment, tmp_path / "one"))
    call(environment / "bin" / "python", "-m", "pip", "uninstall", "--yes", "--quiet", "mity")
    assert not (packages(environment) / "mity").exists()
    assert not (environment / "bin" / "mity").exists()
    python(environment, USE_FACTORY + USE_AGENTS, tmp_path)
    gone = subprocess.run([environment / "bin" / "python", "-c", "import mity"], cwd=tmp_path, capture_output=True)
    assert b"ModuleNotFoundError" in gone.stderr


def test_mity_works_inside_a_project_with_folders_of_its_names(environment: Path, tmp_path: Path) -> None:
    mity = Installed(environment, tmp_path / "one")
    for name in ("agents", "factory", "stations", "templates", "system", "healing", "cli"):
        folder = mity.workspace / name
        folder.mkdir()
        (folder / "__init__.py").write_text(f"raise RuntimeError('{name} of the project was imported')\n")
    assert mity("--version").out.startswith("mity ")
    listed = mity("stations", "--json")
    assert listed.code == 0, listed.text
    assert "scaffold" in listed.out
    make_light(mity)


def test_nothing_compiled_from_the_templates_gets_into_an_application(environment: Path, tmp_path: Path) -> None:
    templates = packages(environment) / "mity" / "templates"
    compiled = list(templates.rglob("__pycache__"))
    assert compiled, "pip compiled no template: nothing is tested"
    mity = Installed(environment, tmp_path / "one")
    planned = mity("create-app", "demo", "--stack", "python-fastapi", "--dry-run", "--json")
    assert planned.code == 0, planned.text
    assert "main.py" in planned.out
    assert "__pycache__" not in planned.out
    code = (
        "from pathlib import Path; from mity import Workflow, WorkflowExecutor; from mity.app import App\n"
        "from mity.operations.create_app import CreateApp\n"
        "app = App(Path.cwd()); checked = app.prepare_create(CreateApp('demo', Path.cwd(), 'python-fastapi'))\n"
        "WorkflowExecutor(app.registry).execute(Workflow('one').station('scaffold'), checked.context)"
    )
    python(environment, code, mity.workspace)
    app = mity.workspace / "demo"
    assert (app / "pyproject.toml").is_file()
    assert [path for path in app.rglob("*") if path.name == "__pycache__" or path.suffix == ".pyc"] == []


def test_mypy_strict_passes_on_what_is_installed(environment: Path, tmp_path: Path) -> None:
    words: Words = [
        "-m",
        "mypy",
        "--strict",
        "-p",
        "mity",
        "--exclude",
        "/templates/[^/]+/feature/",  # templates of modules, not modules
        "--python-executable",
        environment / "bin" / "python",
    ]
    said = call(sys.executable, *words, "--cache-dir", tmp_path / "cache", cwd=tmp_path)
    assert "Success: no issues found" in said


def test_a_users_typed_program_passes_mypy_strict(environment: Path, tmp_path: Path) -> None:
    (tmp_path / "mine.py").write_text(
        "from mity import Station, StationResult, WorkflowContext\n\n"
        "class Mine(Station):\n    name = 'mine'\n\n"
        "    def execute(self, context: WorkflowContext) -> StationResult:\n"
        "        return StationResult.done('made', {'files': 1})\n",
        encoding="utf-8",
    )
    words: Words = [
        "-m",
        "mypy",
        "--strict",
        "mine.py",
        "--python-executable",
        environment / "bin" / "python",
    ]
    assert "Success" in call(sys.executable, *words, "--cache-dir", tmp_path / "cache", cwd=tmp_path)


@pytest.mark.parametrize("editable", [False, True], ids=["plain", "editable"])
def test_installs_from_a_path_with_spaces(borrowed: Path, tmp_path: Path, editable: bool) -> None:
    source = tmp_path / "it's a path"
    source.mkdir()
    copy_source(source)
    words: Words = [
        "-m",
        "pip",
        "install",
        "--quiet",
        "--no-deps",
        *(["--editable"] if editable else []),
        source,
    ]
    call(borrowed / "bin" / "python", *words)
    python(borrowed, USE_MITY, tmp_path)
    said = python(borrowed, "import mity; print(mity.__file__)", tmp_path).strip()
    assert (Path(said) == source / "factory" / "__init__.py") is editable
    make_light(Installed(borrowed, tmp_path / "one"))


def test_the_sdist_builds_the_same_wheel(wheel: Path, tmp_path: Path) -> None:
    leftovers = shutil.ignore_patterns("build", "*.egg-info")
    source = shutil.copytree(wheel.parent / "source", tmp_path / "source", ignore=leftovers)
    uv = shutil.which("uv") or shutil.which("uv", path=str(Path(sys.executable).parent))
    if uv is None:
        pytest.skip("uv is not there: pip cannot build an sdist")
    call(uv, "build", "--sdist", source, "--out-dir", tmp_path / "sdist")
    (sdist,) = (tmp_path / "sdist").glob("*.tar.gz")
    assert contents(build_wheel(sdist, tmp_path / "again")) == contents(wheel)


def contents(wheel: Path) -> dict[str, str]:
    """Name to digest of every file in a wheel."""
    with zipfile.ZipFile(wheel) as archive:
        return {name: sha256(archive.read(name)).hexdigest() for name in archive.namelist()}


def test_the_light_template_is_not_shipped(environment: Path) -> None:
    """The tests' own samples stay at home."""
    assert LIGHT.is_dir()
    assert not (packages(environment) / "tests").exists()
