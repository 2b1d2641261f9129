"""Features of a real FastAPI application: two with a relation, random ones, and all that owners do in between."""

from __future__ import annotations

import json
import random
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings

from blackbox import Api, check_relation, check_resource
from features.test_spec import valid_specs
from harness import git
from mity.app import App
from mity.changes.changeset import ChangeSet
from mity.errors import MityError, UsageError
from mity.features.application import open_application
from mity.features.grammar import feature, parse_fields
from mity.features.writer import PlanWriter
from mity.system.trees import tree_digests
from proven_apps import Factory, edit
from shared_apps import Shelf, copy, grow

STACK = "python-fastapi"
PROJECT = ("name:str,max=80,unique", "budget:decimal,min=0,optional")
TODO = (
    *("title:str,min=1,max=200", "done:bool=false", "due:date,optional"),
    *("status:enum=open,values=open+closed", "size:int,min=1,max=10", "mail:email,optional", "project:ref,to=project"),
)
SEVERAL = {
    "entry": ("amount:decimal", "ledger:ref,to=ledger"),
    "project": (*PROJECT, "note:text,optional"),
    "ledger": ("title:str,max=40",),
}
"""Two new ones, of which the first refers to the second, and a field more of one that is there."""
_UNHURRIED = list(HealthCheck)
RANDOM, APPLICATIONS = 10, 5
"""Random features in one application, and applications. Each test migrates all tables, so cost grows by the square."""

pytestmark = [pytest.mark.stacks, pytest.mark.timeout(900), pytest.mark.xdist_group(STACK)]


@pytest.fixture(scope="module")
def grown(shelf: Shelf, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The proven application with two features that are related."""
    return grow(shelf.proven(STACK), tmp_path_factory.mktemp("grown"), project=PROJECT, todo=TODO)


@pytest.fixture
def own(grown: Path, tmp_path: Path) -> Path:
    """A copy of it for one test."""
    return copy(grown, tmp_path / "demo")


@contextmanager
def serving(factory: Factory, app: Path, database: Path) -> Iterator[str]:
    """The application at work; it must end by itself when it is told to."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    env = {**factory.mity.env, "PORT": str(port), "DATABASE_URL": f"sqlite:///{database}", "MIGRATE_ON_START": "true"}
    process = subprocess.Popen(
        [str(app / ".venv/bin/python"), "-m", "demo"], cwd=app, env=env, stdout=subprocess.DEVNULL
    )
    address = f"http://127.0.0.1:{port}"
    try:
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            try:
                socket.create_connection(("127.0.0.1", port), 1).close()
                break
            except OSError:
                time.sleep(0.1)
        yield address
    finally:
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) in (0, -signal.SIGTERM)  # uvicorn ends cleanly, then by the signal it was sent


def test_a_client_that_knows_only_the_document_is_content(factory: Factory, grown: Path, tmp_path: Path) -> None:
    database = tmp_path / "data.db"
    with serving(factory, grown, database) as address:
        api = Api(address)
        assert api.collections() == ["/api/projects", "/api/todos"]
        check_resource(api, "/api/projects", unique="name")
        check_resource(api, "/api/todos")
        check_relation(api, "/api/projects", "/api/todos", "project_id")
        kept = api.make("/api/todos", 5).body
    with serving(factory, grown, database) as address:
        assert Api(address).call("GET", f"/api/todos/{kept['id']}").body == kept


def test_it_is_committed_feature_by_feature(grown: Path) -> None:
    assert git(grown, "log", "--format=%s").splitlines()[:2] == ["Add the feature todo", "Add the feature project"]
    assert git(grown, "status", "--porcelain") == ""


@pytest.mark.rotation("several features", of=2)
def test_several_of_one_file_land_in_one_proof(factory: Factory, own: Path, tmp_path: Path) -> None:
    rows = [parse_fields(name, words).to_json() for name, words in SEVERAL.items()]
    file = tmp_path / "more.yaml"
    file.write_text(json.dumps({"features": rows}), encoding="utf-8")
    assert factory("add-feature", "--spec", str(file), "--app", str(own))["verdict"] == "proven"
    assert git(own, "log", "-1", "--format=%s").strip() == "Add and change the features ledger, entry and project"
    assert head_of(own) == "0005"


def moved(app: Path) -> None:
    """A function moved to another place of its file."""
    path = app / "src/demo/features/todos/router.py"
    text = path.read_text()
    start = text.index('@router.get("/{id}"')
    end = text.index("\n\n\n@router", start)
    path.write_text(text[:start].rstrip("\n") + text[end:] + "\n\n" + text[start:end] + "\n")


def renamed(app: Path) -> None:
    """A file under another name."""
    git(app, "mv", "src/demo/features/todos/service.py", "src/demo/features/todos/services.py")
    edit(app, "src/demo/features/todos/router.py", "from .service import", "from .services import")


def deleted(app: Path) -> None:
    """A test file away."""
    (app / "tests/features/test_todos.py").unlink()


def documented(app: Path) -> None:
    """A docstring in words of the owner's."""
    edit(app, "src/demo/features/todos/models.py", '"""One todo."""', '"""One todo, the smallest unit of work."""')


def reformatted(app: Path) -> None:
    """A list written over more lines."""
    edit(
        app,
        "src/demo/features/todos/router.py",
        'router = APIRouter(prefix="/api/todos", tags=["todos"], responses=problems(422, 503))',
        'router = APIRouter(\n    prefix="/api/todos",\n    tags=["todos"],\n    responses=problems(422, 503),\n)',
    )


def route_added(app: Path) -> None:
    """A route more, with a test."""
    path = app / "src/demo/features/todos/router.py"
    route = '\n\n@router.get("/count/all")\ndef count_todos(session: SessionDep) -> int:\n    """How many."""\n'
    path.write_text(path.read_text() + route + '    return int(todos.page(session, TodoQuery())["total"])\n')
    test = (
        "\n    def test_count(self, client: TestClient) -> None:\n"
        '        assert client.get(f"{self.path}/count/all").json() == 0\n'
    )
    tests = app / "tests/features/test_todos.py"
    text = tests.read_text().replace("from resource", "from starlette.testclient import TestClient\n\nfrom resource", 1)
    tests.write_text(text + test)


def model_edited(app: Path) -> None:
    """A property on the model."""
    path = app / "src/demo/features/todos/models.py"
    more = ("@property", "def open(self) -> bool:", '    """Whether work is left."""', "    return not self.done")
    path.write_text(path.read_text() + "\n" + "".join(f"    {line}\n" for line in more))


def same_line(app: Path) -> None:
    """The very line that the feature will change."""
    edit(
        app, "src/demo/features/todos/models.py", 'ForeignKey("projects.id")', 'ForeignKey("projects.id", name="mine")'
    )


def own_file(app: Path) -> None:
    """A file of the owner's beside the generated ones."""
    (app / "src/demo/features/todos/notes.py").write_text('"""Mine."""\n')


def own_migration(app: Path) -> None:
    """A migration of the owner's after mity's."""
    (app / "migrations/versions/20260101_mine.py").write_text(
        '"""Mine."""\n\nfrom collections.abc import Sequence\n\nrevision: str = "abc123"\n'
        'down_revision: str | Sequence[str] | None = "0002"\nbranch_labels: str | Sequence[str] | None = None\n'
        'depends_on: str | Sequence[str] | None = None\n\n\ndef upgrade() -> None:\n    """Nothing."""\n\n\n'
        'def downgrade() -> None:\n    """Nothing."""\n'
    )


OWNERS: list[tuple[Callable[[Path], None], bool]] = [
    (moved, True),
    (renamed, True),
    (deleted, False),
    (documented, True),
    (reformatted, True),
    (route_added, True),
    (model_edited, True),
    (same_line, False),
    (own_file, True),
    (own_migration, True),
]


@pytest.mark.rotation("changes of owners", of=2)
@pytest.mark.parametrize(("change", "lands"), OWNERS, ids=[change.__name__ for change, _ in OWNERS])
def test_what_the_owner_did_is_joined_or_refused_and_never_lost(
    factory: Factory, own: Path, change: Callable[[Path], None], lands: bool
) -> None:
    """The plan and its files only: the proofs that follow are the same for all of them."""
    change(own)
    git(own, "add", "--all")
    git(own, "-c", "user.name=U", "-c", "user.email=u@e.org", "commit", "--quiet", "-m", "mine")
    mine = {
        path: (own / path).read_text()
        for path in git(own, "show", "--name-only", "--format=", "HEAD").split()
        if (own / path).is_file()
    }
    before = tree_digests(own, (".venv", "heal.git", "aside", ".ruff_cache", ".pytest_cache"))
    said = apply(own, parse_fields("todo", [*TODO, "priority:int=3,min=1,max=5"]))
    after = tree_digests(own, (".venv", "heal.git", "aside", ".ruff_cache", ".pytest_cache"))
    if not lands:
        assert "todos" in said
        assert after == before
        return
    assert said == ""
    assert "priority" in (own / "src/demo/features/todos/schemas.py").read_text()
    for path, text in mine.items():
        lines = {line for line in text.splitlines() if line.strip()}
        lost = lines - set((own / path).read_text().splitlines())
        assert len(lost) <= 6, (path, lost)  # lines that the wider feature itself rewrites
    tests = ("tests/features", "tests/test_migrations.py")
    done = factory.run(own, ".venv/bin/python", "-m", "pytest", "-q", "-x", *tests)
    assert done.returncode == 0, done.stdout[-3000:]


def head_of(root: Path) -> str:
    """The newest migration, as alembic says it."""
    words = [".venv/bin/python", "-m", "alembic", "heads"]
    return (subprocess.run(words, cwd=root, capture_output=True, text=True, check=True).stdout.split() or [""])[0]


def newest_of(root: Path) -> str:
    """The newest migration where all are mity's, in a moment."""
    return max(path.stem[:4] for path in (root / "migrations/versions").glob("[0-9]*.py"))


def apply(root: Path, spec: Any, newest: Callable[[Path], str] = head_of) -> str:
    """Writes a feature as the station does, without the proofs; the reason when nothing was written."""
    app = App(root)
    application = open_application(root, app.catalogue, lambda: newest(root))
    try:
        plan = application.plan_add(spec)
    except UsageError as error:
        return str(error)
    works = PlanWriter(
        application, plan, ChangeSet.begin(root, application.folder.stack.ignore, "change", run_id="test")
    )
    works.declare()
    works.write(role_is_test=True)
    works.write(role_is_test=False)
    files = [action.path for action in plan.changes if action.writes and action.path.endswith(".py")]
    for words in (("check", "--fix", "--quiet"), ("format", "--quiet")):
        subprocess.run([".venv/bin/python", "-m", "ruff", *words, *files], cwd=root, check=True)
    try:
        works.record([spec], "test")
    except MityError as error:
        works.change.undo()
        return str(error)
    works.change.keep()
    return ""


@pytest.mark.rotation("random features", of=5)
@pytest.mark.parametrize("number", range(1, APPLICATIONS + 1))
def test_any_valid_feature_is_formatted_typed_and_passes_its_own_tests(
    factory: Factory, own: Path, number: int
) -> None:
    names = [f"{letter}thing" for letter in "abcdefghijklmnopqrstuvwxyz"[:RANDOM]]
    chooser = random.Random(number)
    for position, name in enumerate(names):
        parents = tuple(chooser.sample(names[:position], min(position, 2)))
        assert apply(own, feature(drawn(name, parents, number * 1000 + position)), newest_of) == "", name
    for words in (("ruff", "check", "."), ("ruff", "format", "--check", "."), ("mypy",), ("pytest", "-q", "-x")):
        done = factory.run(own, ".venv/bin/python", "-m", *words)
        assert done.returncode == 0, f"{words}\n{done.stdout[-5000:]}{done.stderr[-2000:]}"
    assert len(open_application(own, App(own).catalogue).features) == RANDOM + 2


def drawn(name: str, parents: tuple[str, ...], number: int) -> dict[str, Any]:
    """A random valid feature, the same for the same number."""
    found: list[dict[str, Any]] = []

    @seed(number)
    @settings(
        max_examples=8, database=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck), deadline=None
    )
    @given(valid_specs(name, parents))
    def draw(data: dict[str, Any]) -> None:
        found.append(data)

    draw()
    return max(found, key=lambda data: len(json.dumps(data)))
