"""A feature for an application of an earlier major version of its template is refused before anything is written."""

from __future__ import annotations

import json

import pytest

from harness import Mity


@pytest.mark.parametrize(
    ("made", "refused"), [pytest.param("1.0.0", True, marks=pytest.mark.slow), ("", True), ("2.0.0", False)]
)
def test_an_application_must_be_updated_first(mity: Mity, made: str, refused: bool) -> None:
    app = mity.workspace / "shop"
    (app / ".mity").mkdir(parents=True)
    record = {"name": "shop", "stack": "python-fastapi", "template": "python-fastapi", "answers": {}}
    (app / ".mity" / "app.json").write_text(json.dumps({**record, **({"template_version": made} if made else {})}))
    before = sorted(app.rglob("*"))
    done = mity("add-feature", "todo", "--field", "title:str", "--app", str(app), "--dry-run")
    assert ("run `mity update` in it first" in done.err) == refused, done.text
    assert not refused or (done.code, f"python-fastapi {made or '1.0.0'}" in done.err) == (2, True)
    assert sorted(app.rglob("*")) == before
