"""What the tests of Node's stacks share: the stories that all of them tell."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path
from typing import Any

from harness import git
from proven_apps import Factory

CLOSED = "http://127.0.0.1:9/"
OFFLINE: dict[str, Any] = {
    "npm_config_offline": "true",
    "npm_config_proxy": CLOSED,
    "npm_config_https_proxy": CLOSED,
}


def node(factory: Factory, app: Path, *words: str, **env: str) -> subprocess.CompletedProcess[str]:
    """Runs a program of an application to its end."""
    return factory.run(app, "node", *words, **env)


def content(factory: Factory, app: Path, *checks: tuple[str, ...]) -> None:
    """Each check ends well and says nothing of a warning."""
    for words in checks:
        said = factory.well(app, "node", *words)
        assert "warn" not in said.lower().replace("found 0 warnings", ""), (words, said)


def check_pages(factory: Factory, app: Path, *artefacts: str) -> None:
    """The newest run proved a frontend: artefacts (patterns), tests, health from its own process, the commit."""
    evidence = factory.evidence()
    made = [item["path"] for item in evidence["build"]["artefacts"]]
    assert [name for name in artefacts if not any(re.fullmatch(name, path) for path in made)] == [], made
    assert evidence["test"]["passed"] > 100
    assert (evidence["test"]["failed"], evidence["test"]["skipped"]) == (0, 0)
    assert json.loads(evidence["launch"]["body"]) == {"status": "ok"}
    assert evidence["launch"]["listening_pid"] == evidence["launch"]["pid"], "no wrapper in between"
    assert git(app, "rev-parse", "HEAD") == evidence["commit"]["commit"]


def check_kill_without_network(factory: Factory, stack: str, cache: Path, *checks: tuple[str, ...]) -> None:
    """A second application, with mity's own `cache` empty and npm's warm: npm is killed, and goes on offline."""
    env = {**OFFLINE, "XDG_CACHE_HOME": str(cache)}
    second = factory.mity.workspace / "again-2"
    factory.kill_once(lambda: list(second.glob("node_modules/*")), "create-app", "Again_2", "--stack", stack, **env)
    late = [name for name in ("dist", "out") if (second / name).exists()]
    assert late == [], "the kill came too late to prove anything"
    assert git(second, "rev-list", "--all") == "", "the kill came too late to prove anything"
    factory("resume", **env)
    assert factory.mity.log()["verdict"] == "proven"
    assert factory.evidence()["test"]["passed"] > 100
    assert git(second, "status", "--porcelain") == ""
    content(factory, second, *checks)
