"""A project that mity cloned is built, tested and launched in the sandbox; one that a person names is so when asked."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest

from harness import Mity, git

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="the mechanisms of Linux"),
    pytest.mark.slow,
    pytest.mark.timeout(300),
]
HOSTILE = """
from pathlib import Path as _Path

for _name in ({home!r} + "/.npm/_cacache/planted", ".git/hooks/post-commit", ".mity/stack.yaml"):
    try:
        _Path(_name).parent.mkdir(parents=True, exist_ok=True)
        with _Path(_name).open("a") as _file:
            _file.write("# planted\\n")
    except OSError:
        pass
"""


def hostile(mity: Mity, folder: Path) -> Path:
    """An application whose build, tests and server plant files, as a repository in `folder`."""
    assert mity.light("demo").code == 0
    folder.parent.mkdir(parents=True, exist_ok=True)
    shutil.move(mity.workspace / "demo", folder)
    for name in ("make.py", "server.py"):
        text = (folder / name).read_text().replace("import ", f"{HOSTILE.format(home=str(mity.home))}\nimport ", 1)
        future = "from __future__ import annotations\n"
        (folder / name).write_text(future + text.replace(future, "") if future in text else text)
    git(folder, "-c", "user.name=a", "-c", "user.email=a@example.org", "commit", "-qam", "plants")
    return folder


def planted(mity: Mity, folder: Path) -> list[str]:
    """Where something was planted."""
    places = (mity.home / ".npm/_cacache/planted", folder / ".git/hooks/post-commit", folder / ".mity/stack.yaml")
    return [path.name for path in places if path.is_file() and "# planted" in path.read_text()]


@pytest.mark.parametrize(("where", "by"), [(".mity/clones/demo", "bubblewrap"), ("own", "")])
def test_whose_a_project_is_decides(mity: Mity, where: str, by: str) -> None:
    folder = hostile(mity, mity.workspace / where)
    done = mity("heal", str(folder), "--trust", "--json", "--sandbox", "auto")
    rows = {row["station"]: row["result"]["evidence"] for row in done.json["results"]}
    # what its tests and its server plant in an own project changes the files that they prove
    assert (done.code, set(rows)) == (0 if by else 4, {"build", "test", "launch"}), done.text
    held = {name: evidence.get("sandbox", {}).get("by", "") for name, evidence in rows.items()}
    assert held == dict.fromkeys(rows, by), held
    assert bool(planted(mity, folder)) == (not by)
    if by:
        assert set(rows["launch"]["sandbox"]["not_held"]) == set(), "it answers, and calls nobody"


def test_a_sandbox_that_is_required_asks_for_the_hosts_of_an_install(mity: Mity) -> None:
    folder = hostile(mity, mity.workspace / "own")
    done = mity("heal", str(folder), "--trust", "--sandbox", "required", "--on-escalate", "abort")
    assert done.code == 1 and "no host is named that the project's build may reach" in done.text, done.text
    assert planted(mity, folder) == []
    (folder / ".mity" / "config.toml").write_text('[sandbox]\nhosts = ["packages.example"]\n')
    done = mity("heal", str(folder), "--trust", "--sandbox", "required")
    assert (done.code, planted(mity, folder)) == (0, []), done.text
