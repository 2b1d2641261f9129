"""`mity update` on a light application: it lands whole and proven, or nothing is changed."""

from __future__ import annotations

import json
import stat

import pytest

from features.conftest import AppFixture
from harness import git
from template_versions import commit
from updates.conftest import Make

_GONE = "features/notes.py was moved or deleted: put it back, or make this change by hand"


def _edit_cleanly(shop: AppFixture) -> None:
    """What an owner does to files, none of it where the template changes something."""
    shop.edit("server.py", "import json", "import json  # mine")
    shop.edit("help.md", "Step 3: do it.", "Step 3: do it my way.")
    (shop.root / "steady.md").unlink()
    shop.write("docs/mine.md", "mine\n")


@pytest.mark.slow
@pytest.mark.rotation("stories", of=3)
def test_an_update_keeps_features_and_the_owners_changes_and_lands_proven(dated: Make) -> None:
    shop = dated(feature=True)
    _edit_cleanly(shop)
    done = shop("update", "--trust", "--json")
    assert done.code == 0, done.text
    assert done.json["verdict"] == "proven"
    evidence = {row["station"]: row["result"]["evidence"] for row in done.json["results"]}
    assert (evidence["update"]["from"], evidence["update"]["to"]) == ("1.0.0", "2.0.0")
    assert evidence["update"]["notes"] == [
        "Settings are in settings.ini.",
        "It polls faster, and help.md is called guide.md.",
    ]
    assert evidence["test"]["tests"] == 2
    text = shop.text("server.py")
    assert ("# mine" in text, "serve_forever(0.25)" in text, "quickly" in text) == (True, True, True)
    guide = shop.text("guide.md")
    assert ("my way" in guide, "do it well" in guide, (shop.root / "help.md").exists()) == (True, True, False)
    assert not (shop.root / "steady.md").exists()
    assert not (shop.root / "obsolete.md").exists()
    assert (shop.root / "run.sh").stat().st_mode & stat.S_IXUSR
    assert shop.text("docs/mine.md") == "mine\n"
    assert shop.text("fresh.md") == "New in 1.1, for small applications.\n"
    assert shop.text("settings.ini").startswith("# rewritten from scratch")
    assert "for everybody" in shop.text("features/notes.py")
    migration = shop.text("migrations/002_update_to_2_0_0_notes.sql")
    assert migration == "-- after 001_create_notes\nALTER TABLE notes ADD COLUMN row_version INTEGER;\n"
    app = json.loads(shop.text(".mity/app.json"))
    assert (app["template_version"], app["template_ref"], app["answers"]["size"]) == ("2.0.0", "v2.0.0", "small")
    assert shop.subjects[0] == "Update to 2.0.0 of the template"
    assert git(shop.root, "status", "--porcelain") == ""
    again = shop("update")
    assert (again.code, "up to date" in again.out) == (0, True)


@pytest.mark.slow
@pytest.mark.rotation("stories", of=3)
def test_all_conflicts_are_one_report_with_both_sides_and_nothing_is_changed(dated: Make) -> None:
    shop = dated(feature=True)
    shop.edit("server.py", "serve_forever()", "serve_forever(1)")
    shop.edit("obsolete.md", "Not needed", "Needed by me, not needed")
    (shop.root / "guide.ini").unlink()
    shop.edit("features/notes.py", "for people", "for me")
    shop.write("fresh.md", "mine was first\n")
    before, subjects = shop.state, shop.subjects
    done = shop("update", "--trust", "--json")
    assert done.code == 3, done.text
    told = "\n".join(done.json["needs_input"]["cause"])
    assert "server.py: you and the template changed the same lines" in told
    assert "yours    |     HTTPServer((sys.argv[1], int(sys.argv[2])), Handler).serve_forever(1)" in told
    assert "template |     HTTPServer((sys.argv[1], int(sys.argv[2])), Handler).serve_forever(0.25)" in told
    assert "obsolete.md: you changed it, and the template has removed or moved it" in told
    assert "fresh.md: it is there on both sides" in told
    assert "feature note: features/notes.py, line" in told
    assert (shop.state, shop.subjects) == (before, subjects)
    check = shop("update", "--check", "--json")
    assert check.code == 3
    found = {row["path"]: row for row in check.json["conflicts"]}
    assert set(found) >= {"server.py", "obsolete.md", "fresh.md"}
    assert (found["server.py"]["hunks"][0]["line"], shop.state) == (18, before)
    assert "feature note" not in found, "a formatter changed that file, and a check runs none"
    (shop.root / "features/notes.py").unlink()
    commit(shop.root)
    gone = shop("update", "--check", "--json", "--mine", "server.py").json["conflicts"]
    assert {"path": "feature note", "why": _GONE, "hunks": []} in gone, gone


@pytest.mark.slow
@pytest.mark.rotation("stories", of=3)
def test_a_check_tells_of_lines_of_features_that_no_formatter_touches(dated: Make) -> None:
    shop = dated(feature=True)
    shop.edit("tests/features/test_notes.py", "are what their", "are just what their")
    before = shop.state
    check = shop("update", "--check", "--json")
    (told,) = check.json["conflicts"]
    assert (check.code, told["path"], shop.state) == (3, "feature note", before), check.text
    assert "tests/features/test_notes.py, line" in told["why"]


@pytest.mark.slow
@pytest.mark.rotation("stories", of=3)
def test_who_has_the_right_is_said_file_by_file_or_for_all(dated: Make) -> None:
    shop = dated()
    shop.edit("server.py", "serve_forever()", "serve_forever(1)")
    shop.edit("server.py", "import json", "import json  # mine")
    shop.edit("guide.ini", "level = 1", "level = 9")
    shop.edit("obsolete.md", "Not needed", "Needed by me, not needed")
    mine = ("--mine", "server.py", "--mine", "obsolete.md", "--theirs", "guide.ini")
    done = shop("update", "--to", "v1.1.0", "--trust", *mine)
    assert done.code == 0, done.text
    text = shop.text("server.py")
    assert ("serve_forever(1)" in text, "# mine" in text) == (True, True)
    assert shop.text("guide.ini") == "[guide]\nlevel = 2\ncolour = red\n"
    assert shop.text("obsolete.md").startswith("Needed by me")
    shop.edit("guide.md", "Step 20: do it.", "Step 20: leave it.")
    assert shop("update", "--trust").code == 3
    assert shop("resume", "--choose", "template").code == 0
    assert ("do it again" in shop.text("guide.md"), "serve_forever(1)" in shop.text("server.py")) == (True, True)


@pytest.mark.slow
@pytest.mark.rotation("stories", of=3)
def test_check_says_by_its_exit_code_whether_there_is_an_update(dated: Make) -> None:
    shop = dated("1.1.0")
    before = shop.state
    done = shop("update", "--check", "--json")
    assert done.code == 1, done.text
    assert (done.json["current"], done.json["newest"]) == ("1.1.0", "2.0.0")
    assert {"kind": "create", "path": "settings.ini"} in done.json["files"] or done.json["conflicts"] == []
    assert done.json["notes"] == ["2.0.0: Settings are in settings.ini."]
    current = shop("update", "--check", "--to", "v1.1.0", "--json")
    assert (current.code, current.json["update"]) == (0, False)
    other = shop("update", "--check", "--to", "v1.1.0", "--set", "colour=green", "--json")
    assert (other.code, [row["path"] for row in other.json["files"]]) == (1, ["guide.ini"])
    assert shop.state == before
    shop.edit("logo.bin", "\x02", "mine")
    assert shop("update", "--check").code == 3
    (shop.root / "scratch.txt").write_text("mine\n")
    refused = shop("update", "--trust")
    assert (refused.code, "(scratch.txt): commit them first" in refused.err) == (2, True)


@pytest.mark.slow
@pytest.mark.rotation("stories", of=3)
def test_an_option_that_was_added_is_asked_at_a_terminal_and_taken_from_set_elsewhere(dated: Make) -> None:
    shop = dated()
    done = shop("update", "--to", "v1.1.0", "--set", "size=large", "--trust")
    assert done.code == 0, done.text
    assert "for large applications" in shop.text("fresh.md")
    wrong = shop("update", "--set", "size=huge")
    assert (wrong.code, "'huge' is not one of small, large" in wrong.err) == (2, True)
    changed = shop("update", "--to", "v1.1.0", "--set", "size=small", "--set", "colour=green", "--trust")
    assert changed.code == 0, changed.text
    assert "for small applications" in shop.text("fresh.md")
    assert "colour = green" in shop.text("guide.ini")


@pytest.mark.slow
@pytest.mark.rotation("stories", of=3)
def test_an_update_that_breaks_the_application_is_put_back(dated: Make) -> None:
    shop = dated()
    shop.write("tests/features/test_mine.py", "assert 'serve_forever()' in open('server.py').read(), 'mine'\n")
    before, subjects = shop.state, shop.subjects
    done = shop("update", "--trust")
    assert done.code == 3, done.text
    assert (shop.state, shop.subjects) == (before, subjects)


@pytest.mark.slow
@pytest.mark.rotation("stories", of=3)
def test_an_update_whose_commit_a_hook_refuses_can_be_made_again(dated: Make) -> None:
    shop = dated()
    hook = shop.root / ".git/hooks/pre-commit"
    hook.write_text("#!/bin/sh\necho not today\nexit 1\n")
    hook.chmod(0o755)
    refused = shop("update", "--trust", "--json")
    assert (refused.code, "not today" in refused.text) == (3, True), refused.text
    assert git(shop.root, "status", "--porcelain") == ""
    hook.unlink()
    assert shop("update", "--trust", "--json").json["verdict"] == "proven"


@pytest.mark.slow
def test_new_code_of_a_template_is_shown_and_trusted_first(dated: Make) -> None:
    shop = dated()
    before = shop.state
    done = shop("update")
    assert (done.code, "runs only with --trust" in done.err) == (2, True)
    assert shop.state == before


def test_what_no_template_made_has_nothing_to_update_from(dated: Make) -> None:
    shop = dated()
    gone = json.loads(shop.text(".mity/app.json"))
    gone |= {"template": "/not/there/any/more", "template_ref": ""}
    shop.write(".mity/app.json", json.dumps(gone))
    done = shop("update", "--check")
    assert (done.code, "--template DIR|URL" in done.err) == (2, True)
    (shop.root / ".mity/app.json").unlink()
    commit(shop.root)
    done = shop("update")
    assert (done.code, "was not made from a template by mity" in done.err) == (2, True)
