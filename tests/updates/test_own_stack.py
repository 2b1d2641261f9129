"""What an application was made by counts, not what it looks like: a team's copy of a shipped stack is the team's."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from mity import templates
from mity.projects.detect import recognise
from mity.stacks.catalog import Catalogue

SHIPPED = Path(templates.__path__[0])


def test_the_stack_that_came_with_the_application_is_taken_before_the_one_it_resembles(tmp_path: Path) -> None:
    catalogue = Catalogue([SHIPPED])
    (tmp_path / ".mity").mkdir()
    (tmp_path / ".mity/app.json").write_text(json.dumps({"stack": "python-fastapi", "template": "somewhere"}))
    assert recognise(tmp_path, catalogue).path == SHIPPED / "python-fastapi"
    shutil.copyfile(SHIPPED / "python-fastapi/stack.yaml", tmp_path / ".mity/stack.yaml")
    assert recognise(tmp_path, catalogue).path == tmp_path / ".mity"
    assert recognise(tmp_path, catalogue, "python-fastapi").path == SHIPPED / "python-fastapi"
