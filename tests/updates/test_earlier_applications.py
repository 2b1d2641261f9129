"""Applications that an older mity made, or whose history is gone: what was recorded is found by what fits."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from cookiecutter.main import cookiecutter  # type: ignore[import-untyped]

from features.conftest import AppFixture
from harness import git
from light_app import mity_at
from template_versions import commit
from updates.conftest import Make

pytestmark = pytest.mark.slow


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


@pytest.mark.rotation("stories", of=3)
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


@pytest.mark.rotation("stories", of=3)
def test_any_cookiecutter_template_can_be_updated_from(tmp_path: Path) -> None:
    """One without stack.yaml is told apart by its folder; of its hooks only the outcome counts."""
    template = tmp_path / "plain"
    app = template / "{{cookiecutter.project_slug}}"
    (template / "hooks").mkdir(parents=True)
    app.mkdir()
    (template / "cookiecutter.json").write_text('{"project_slug": "thing", "tone": ["calm", "loud"], "_private": 1}')
    (template / "hooks/post_gen_project.py").write_text("open('made.txt', 'w').write('by the hook\\n')\n")
    (app / "letter.md").write_text("Dear {{ cookiecutter.tone }} reader\n" + "\n" * 9 + "Yours\n")
    (app / ".gitignore").write_text(".env\n")
    (app / ".env").write_text("LEVEL=1\n")
    mity = mity_at(tmp_path, tmp_path / "home")
    made = mity("create-app", "thing", "--template", str(template), "--trust")
    assert made.code == 4, made.text
    root = tmp_path / "thing"
    (root / "letter.md").write_text((root / "letter.md").read_text().replace("Yours", "Yours, Ann"))
    (root / ".env").write_text("LEVEL=mine\n")
    commit(root)
    assert mity("update", str(root), "--check").code == 0
    (app / "letter.md").write_text("Dear {{ cookiecutter.tone }} friend\n" + "\n" * 9 + "Yours\n")
    (app / ".env").write_text("LEVEL=2\n")
    (template / "hooks/post_gen_project.py").write_text("open('made.txt', 'w').write('by the new hook\\n')\n")
    (template / "cookiecutter.json").write_text('{"project_slug": "thing", "tone": ["soft", "loud"], "size": "big"}')
    untrusted = mity("update", str(root), "--check")
    assert (untrusted.code, "cannot tell whether there is an update" in untrusted.err) == (2, True)
    done = mity("update", str(root), "--trust")
    assert done.code == 4, done.text
    assert (root / "letter.md").read_text() == "Dear soft friend\n" + "\n" * 9 + "Yours, Ann\n"
    assert (root / "made.txt").read_text() == "by the new hook\n"
    assert (root / ".env").read_text() == "LEVEL=mine\n"
    assert "LEVEL" not in (root / ".mity/bases.json").read_text()
    assert json.loads((root / ".mity/app.json").read_text())["answers"] == {
        "project_slug": "thing",
        "size": "big",
        "tone": "soft",
    }


@pytest.mark.rotation("stories", of=3)
def test_new_options_are_asked_at_a_terminal(dated: Make) -> None:
    shop = dated()
    shop.mity.workspace = shop.root
    done = shop.mity.on_terminal(
        "update", "--to", "v1.1.0", answers={"size (small, large) [small]": "large", "Run it?": "y"}
    )
    assert done.code == 0, done.text
    assert "for large applications" in shop.text("fresh.md")


@pytest.mark.rotation("stories", of=3)
def test_a_project_that_cruft_keeps_is_brought_in_by_its_recorded_answers(template: Path, tmp_path: Path) -> None:
    mity = mity_at(tmp_path, tmp_path / "home")
    tag = git(template, "rev-parse", "v1.0.0")
    shutil.copytree(template, tmp_path / "first")
    git(tmp_path / "first", "checkout", "--quiet", "v1.0.0")
    answers = {
        "app_name": "Corner",
        "app_slug": "corner",
        "package_name": "corner",
        "greeting": "ahoy",
        "colour": "red",
    }
    root = Path(cookiecutter(str(tmp_path / "first"), no_input=True, extra_context=answers, output_dir=str(tmp_path)))
    kept = {"template": str(template), "commit": tag, "checkout": None, "context": {"cookiecutter": answers}}
    (root / ".cruft.json").write_text(json.dumps(kept))
    (root / "server.py").write_text((root / "server.py").read_text().replace("import json", "import json  # mine"))
    git(root, "init", "--quiet", "--initial-branch=main")
    commit(root)
    done = mity("update", str(root), "--trust", "--json")
    assert (done.code, done.json["verdict"]) == (0, "proven"), done.text
    text = (root / "server.py").read_text()
    assert ("# mine" in text, "serve_forever(0.25)" in text, "ahoy" in text) == (True, True, True)
    assert not (root / "obsolete.md").exists()
    assert mity("update", str(root), "--check").code == 0
