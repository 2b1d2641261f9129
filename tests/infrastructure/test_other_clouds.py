"""Azure and Google Cloud: every resource, block and argument that mity writes is one of the provider's schema."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from provider_schemas import schema

from harness import Mity

pytestmark = [pytest.mark.forge, pytest.mark.timeout(300)]


@pytest.mark.parametrize(("cloud", "least"), [("azure", 120), ("gcp", 100)])
def test_names_are_those_of_the_providers_schema(mity: Mity, cloud: str, least: int) -> None:
    folder = infrastructure(mity, cloud)
    count, wrong = schema(cloud).misfits(folder)
    assert wrong == []
    assert count >= least
    changed = next(
        path for path in folder.rglob("*.tf") if "location" in path.read_text() and "resource " in path.read_text()
    )
    changed.write_text(changed.read_text().replace("location ", "place ").replace("location=", "place="))
    _, wrong = schema(cloud).misfits(folder)
    assert any("there is no argument place" in one for one in wrong), wrong


def infrastructure(mity: Mity, cloud: str) -> Path:
    """The files that mity writes for an application with a database."""
    app = mity.workspace / "shop"
    (app / ".mity").mkdir(parents=True)
    (app / "Dockerfile").write_text("FROM scratch\nEXPOSE 8000\n", encoding="utf-8")
    record = {"name": "shop", "stack": "python-fastapi", "answers": {}}
    (app / ".mity" / "app.json").write_text(json.dumps(record), encoding="utf-8")
    done = mity("iac", "shop", "--cloud", cloud)
    assert done.code in (0, 4), done.text
    return app / "infrastructure"
