"""Ten kinds of owners' edits, on applications of each version, with a feature and without: merged, or one conflict."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass

import pytest

from features.conftest import AppFixture
from harness import git
from template_versions import VERSIONS
from updates.conftest import Make

pytestmark = pytest.mark.slow

PAIRS = (("1.0.0", "1.1.0"), ("1.1.0", "2.0.0"), ("1.0.0", "2.0.0"))
"""From which version to which."""


@dataclass(frozen=True)
class Kind:
    """An edit, and what must be true after the update: `conflict` names the path of a conflict, `then` looks at it.

    `since` is the first version that an update must pass for the conflict.
    """

    edit: Callable[[AppFixture], None]
    then: Callable[[AppFixture], bool] = lambda shop: True
    conflict: str = ""
    since: tuple[str, ...] = VERSIONS[1:]


def _guide(shop: AppFixture) -> str:
    return "help.md" if (shop.root / "help.md").exists() else "guide.md"


def _poll_slowly(shop: AppFixture) -> None:
    old = "serve_forever()" if "serve_forever()" in shop.text("server.py") else "serve_forever(0.25)"
    shop.edit("server.py", old, "serve_forever(2)")


def _by_hand(shop: AppFixture) -> None:
    """What the template does next, done by its owner first."""
    if "serve_forever()" in shop.text("server.py"):
        shop.edit("server.py", "serve_forever()", "serve_forever(0.25)")
    else:
        shop.edit("server.py", "Answers /health as JSON.", "Answers /health as JSON, quickly.")


def _move(shop: AppFixture) -> None:
    git(shop.root, "mv", "steady.md", "docs.md")
    shop.edit("docs.md", "This never", "This almost never")


def _crlf(shop: AppFixture) -> None:
    shop.write(".gitattributes", "*.md text=auto\n")
    git(shop.root, "config", "core.autocrlf", "false")
    (shop.root / "steady.md").write_bytes(b"This never changes, they say.\r\n")
    shop.commit()


def _remove(path: str) -> Callable[[AppFixture], None]:
    def remove(shop: AppFixture) -> None:
        (shop.root / path).unlink()
        shop.commit()

    return remove


KINDS = {
    "a line far from the template's": Kind(
        lambda shop: shop.edit("server.py", "import json", "import json  # mine"),
        lambda shop: "import json  # mine" in shop.text("server.py"),
    ),
    "a line that the template changes too": Kind(
        _poll_slowly,
        conflict="server.py",
        since=("1.1.0",),
    ),
    "the template's own change, made by hand": Kind(
        _by_hand, lambda shop: "serve_forever(0.25)" in shop.text("server.py")
    ),
    "a file removed that the template leaves alone": Kind(
        _remove("steady.md"), lambda shop: not (shop.root / "steady.md").exists()
    ),
    "a file removed that the template changes": Kind(_remove("logo.bin"), conflict="logo.bin", since=("2.0.0",)),
    "a file changed that the template removes": Kind(
        lambda shop: shop.edit("obsolete.md", "Not needed", "Needed") if (shop.root / "obsolete.md").exists() else None,
        conflict="obsolete.md",
        since=("1.1.0",),
    ),
    "a file moved and changed": Kind(
        _move, lambda shop: "almost" in shop.text("docs.md") and not (shop.root / "steady.md").exists()
    ),
    "a file changed that the template renames": Kind(
        lambda shop: shop.edit(_guide(shop), "Step 3: do it.", "Step 3: my way."),
        lambda shop: "my way" in shop.text("guide.md") and not (shop.root / "help.md").exists(),
    ),
    "a file of one's own, and another where the template has one": Kind(
        lambda shop: (shop.write("mine/own.md", "mine\n"), shop.write("fresh.md", "mine was first\n"))[0],
        lambda shop: shop.text("mine/own.md") == "mine\n",
        conflict="fresh.md",
        since=("1.1.0",),
    ),
    "other line ends, and attributes that would change them": Kind(
        _crlf, lambda shop: (shop.root / "steady.md").read_bytes() == b"This never changes, they say.\r\n"
    ),
}


def _due(kind: Kind, start: str, end: str) -> bool:
    """Whether the conflict is due on the way from one version to another."""
    passed = VERSIONS[VERSIONS.index(start) + 1 : VERSIONS.index(end) + 1]
    return bool(kind.conflict) and any(version in passed for version in kind.since)


@pytest.mark.timeout(240)
@pytest.mark.rotation("updates", of=6)
@pytest.mark.parametrize("name", KINDS)
@pytest.mark.parametrize(("pair", "feature"), list(itertools.product(PAIRS, (False, True))))
def test_an_owners_edit_is_kept_or_is_a_conflict(dated: Make, name: str, pair: tuple[str, str], feature: bool) -> None:
    kind, (start, end) = KINDS[name], pair
    shop = dated(start, feature=feature)
    kind.edit(shop)
    before, subjects = shop.state, shop.subjects
    done = shop("update", "--to", f"v{end}", "--trust", "--json")
    if _due(kind, start, end):
        assert done.code == 3, done.text
        assert any(line.startswith(f"{kind.conflict}: ") for line in done.json["needs_input"]["cause"]), done.text
        assert (shop.state, shop.subjects) == (before, subjects)
        return
    assert (done.code, done.json["verdict"]) == (0, "proven"), done.text
    assert kind.then(shop)
    assert f'"template_version": "{end}"' in shop.text(".mity/app.json")
    assert not feature or (shop.root / "features/notes.py").is_file()
    assert git(shop.root, "status", "--porcelain") == ""
