"""A real FastAPI application with a feature and its owner's changes takes over a newer version of its template."""

from __future__ import annotations

import contextlib
import json
import sqlite3
from pathlib import Path

import pytest

from harness import git
from mity.features.grammar import parse_fields
from mity.features.templates import FeatureTemplates
from mity.features.view import FeatureView
from mity.system.layered import copy_layered
from proven_apps import edit
from shared_apps import CATALOGUE, Proven, Shelf, grow

STACK = "python-fastapi"
FIELDS = ("--field", "title:str,min=1,max=200", "--field", "done:bool=false")
_APP = "{{cookiecutter.app_slug}}"
_PACKAGE = f"{_APP}/src/{{{{cookiecutter.package_name}}}}"

pytestmark = [pytest.mark.stacks, pytest.mark.timeout(900), pytest.mark.xdist_group(STACK)]


def _older(template: Path) -> None:
    """The template as a team keeps it, in its first version."""
    copy_layered(CATALOGUE.get(STACK).folders, template)
    text = (template / "stack.yaml").read_text(encoding="utf-8")
    head, _, rest = text.partition("version: ")
    rest = rest[rest.index("\nrequires:") :]
    (template / "stack.yaml").write_text(f"{head}version: 9.0.0\n{rest}", encoding="utf-8")


def _newer(template: Path) -> None:
    edit(
        template,
        "stack.yaml",
        "version: 9.0.0",
        "version: 9.1.0\nchanges:\n  - {version: 9.1.0, notes: [Shorter ids.]}",
    )
    edit(template, "cookiecutter.json", '"license"', '"region": ["north", "south"],\n  "license"')
    edit(template, f"{_PACKAGE}/middleware.py", "{1,64}", "{1,48}")
    edit(template, "feature/each/src/{package_name}/features/{many_snake}/router.py", "The routes of", "All routes of")
    (template / _APP / "Dockerfile").rename(template / _APP / "Containerfile")
    (template / _APP / "REGION.md").write_text("Runs in the {{ cookiecutter.region }}.\n", encoding="utf-8")


def test_a_newer_template_is_taken_over_with_a_feature_and_the_owners_changes(shelf: Shelf, tmp_path: Path) -> None:
    factory = shelf.factory(STACK, tmp_path / "team")
    template = tmp_path / "template"
    _older(template)
    factory("create-app", "shop", "--template", str(template), "--trust")
    app = factory.mity.workspace / "shop"
    factory("add-feature", "todo", "--app", str(app), *FIELDS)
    edit(app, "README.md", "# ", "# Our own ")
    edit(app, "Dockerfile", "WORKDIR /build", "WORKDIR /build\n# ours")
    edit(app, "src/shop/middleware.py", "logger = logging", "OURS = 1\nlogger = logging")
    edit(app, "src/shop/features/todos/router.py", "from fastapi import", "# ours\nfrom fastapi import")
    (app / "LICENSE").unlink()
    git(app, "commit", "--quiet", "--all", "-m", "ours")
    assert factory.mity("update", str(app), "--check").code == 0

    _newer(template)
    assert factory.mity("update", str(app), "--check").code == 1
    done = factory("update", str(app), "--set", "region=south", "--trust")
    assert done["verdict"] == "proven"
    evidence = {row["station"]: row["result"]["evidence"] for row in done["results"]}
    assert (evidence["update"]["from"], evidence["update"]["to"]) == ("9.0.0", "9.1.0")
    router = "src/shop/features/todos/router.py"
    assert {"src/shop/middleware.py", router} <= set(evidence["update"]["merged"])
    text = {path: (app / path).read_text(encoding="utf-8") for path in ("src/shop/middleware.py", router)}
    assert ("OURS = 1" in text["src/shop/middleware.py"], "{1,48}" in text["src/shop/middleware.py"]) == (True, True)
    assert ("# ours" in text[router], "All routes of" in text[router]) == (True, True)
    assert "# ours" in (app / "Containerfile").read_text(encoding="utf-8")
    assert not (app / "Dockerfile").exists()
    assert not (app / "LICENSE").exists()
    assert (app / "REGION.md").read_text(encoding="utf-8") == "Runs in the south.\n"
    assert json.loads((app / ".mity/app.json").read_text(encoding="utf-8"))["template_version"] == "9.1.0"
    assert git(app, "status", "--porcelain") == ""
    assert factory.mity("update", str(app), "--check").code == 0


def test_an_earlier_version_of_mitys_own_is_gone_back_to_and_on_from(proven: Proven, tmp_path: Path) -> None:
    app = grow(proven, tmp_path, todo=("title:str,min=1,max=200",))
    edit(app, "README.md", "# ", "# Our own ")
    git(app, "commit", "--quiet", "--all", "-m", "ours")
    for version in ("2.1.0", CATALOGUE.get(STACK).stack.version):
        done = proven.factory("update", str(app), "--to", version)
        assert done["verdict"] == "proven"
        assert json.loads((app / ".mity/app.json").read_text(encoding="utf-8"))["template_version"] == version
        assert "# Our own " in (app / "README.md").read_text(encoding="utf-8")
        assert git(app, "status", "--porcelain") == ""
    assert proven.factory.mity("update", str(app), "--check").code == 0


_CHILD = """
import importlib.util, sqlite3, sys
import sqlalchemy as sa
from alembic.migration import MigrationContext
from alembic.operations import Operations
spec = importlib.util.spec_from_file_location("migration", sys.argv[1])
migration = importlib.util.module_from_spec(spec)
spec.loader.exec_module(migration)
with sa.create_engine("sqlite:///rows.db").connect() as connection:
    connection.exec_driver_sql("PRAGMA foreign_keys = ON")
    with Operations.context(MigrationContext.configure(connection)):
        getattr(migration, sys.argv[2])()
    connection.commit()
print(sqlite3.connect("rows.db").execute("SELECT p.budget, p.id, t.project_id FROM projects p, todos t").fetchall())
"""
_TABLES = (
    "CREATE TABLE projects (id INTEGER NOT NULL PRIMARY KEY, budget BIGINT)",
    "CREATE TABLE todos (project_id INTEGER NOT NULL REFERENCES projects (id) ON DELETE CASCADE)",
    "INSERT INTO projects VALUES (7, 12345)",
    "INSERT INTO todos VALUES (7)",
)


def test_rows_that_refer_to_a_table_outlive_its_migration(proven: Proven, tmp_path: Path) -> None:
    stack = CATALOGUE.get(STACK)
    assert stack.stack.feature is not None
    spec = parse_fields("project", ("budget:decimal,optional",), "")
    view = FeatureView(spec, {"project": spec})
    made = FeatureTemplates(stack.folders, stack.stack.feature, {}).migration("since-2.0.0", view, 2, "0001")
    (tmp_path / "migration.py").write_text(made[1], encoding="utf-8")
    with contextlib.closing(sqlite3.connect(tmp_path / "rows.db")) as database, database:
        for statement in _TABLES:
            database.execute(statement)
    python = str(proven.app / ".venv/bin/python")
    said = [
        proven.factory.well(tmp_path, python, "-c", _CHILD, "migration.py", way) for way in ("upgrade", "downgrade")
    ]
    assert [one.strip() for one in said] == ["[(123.45, 7, 7)]", "[(12345, 7, 7)]"]
