"""Applications that an older mity made, or whose history is gone: what was recorded is found by what fits."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from features.conftest import AppFixture
from harness import git
from template_versions import commit
from updates.conftest import Make


def _as_before(shop: AppFixture, **changes: object) -> None:
    """Makes `.mity/app.json` what it was before all answers, and what they belong to, were recorded."""
    app = json.loads(shop.text(".mity/app.json"))
    app = {name: value for name, value in app.items() if name not in ("template_digest", "template_ref")}
    app["answers"] = {"app_name": "shop", "app_slug": "shop", "package_name": "shop"}
    shop.write(".mity/app.json", json.dumps({**app, "template_version": "", **changes}))


def _forget_history(shop: AppFixture) -> None:
    shutil.rmtree(shop.root / ".git")
    git(shop.root, "init", "--quiet", "--initial-branch=main")
    commit(shop.root)


def test_answers_by_default_come_from_the_version_that_was_recorded(dated: Make) -> None:
    shop = dated()
    _as_before(shop)
    shop.edit("server.py", "import json", "import json  # mine")
    _forget_history(shop)
    done = shop("update", "--check", "--to", "v1.1.0", "--json")
    assert done.code == 1, done.text
    assert done.json["questions"] == ["size"], "what the earlier version had by default is no question"
    assert {"kind": "merge", "path": "server.py"} in done.json["files"]
    assert done.json["conflicts"] == []


@pytest.mark.slow
@pytest.mark.rotation("stories", of=3)
def test_the_version_that_fits_best_is_found_where_none_is_recorded(
    dated: Make, template: Path, tmp_path: Path
) -> None:
    shop = dated("1.1.0")
    shutil.copytree(template, tmp_path / "moved")
    _as_before(shop, template=str(tmp_path / "moved"))
    shop.edit("guide.md", "Step 3: do it.", "Step 3: my way.")
    _forget_history(shop)
    (tmp_path / "moved" / "newer.txt").write_text("not committed\n")
    done = shop("update", "--to", "v2.0.0", "--trust", "--json")
    assert (done.code, done.json["verdict"]) == (0, "proven"), done.text
    assert ("my way" in shop.text("guide.md"), "do it again" in shop.text("guide.md")) == (True, True)
    assert json.loads(shop.text(".mity/app.json"))["answers"]["colour"] == "red"


@pytest.mark.slow
@pytest.mark.rotation("stories", of=3)
def test_what_nobody_knows_any_more_is_a_conflict_and_not_a_loss(dated: Make, tmp_path: Path, template: Path) -> None:
    shop = dated()
    plain = tmp_path / "plain"
    shutil.copytree(template, plain, ignore=shutil.ignore_patterns(".git"))
    _as_before(shop, template=str(plain))
    shop.edit("server.py", "import json", "import json  # mine")
    _forget_history(shop)
    before = shop.state
    done = shop("update", "--trust", "--json")
    assert done.code == 3, done.text
    [line] = [line for line in done.json["needs_input"]["cause"] if not line.startswith(" ")]
    assert line == "server.py: it is there on both sides, and what mity once wrote of it is not known"
    assert shop.state == before
