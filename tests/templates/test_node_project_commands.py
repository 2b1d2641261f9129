"""Which commands any Node project gets: those of the manager that its lock or `packageManager` says."""

from __future__ import annotations

import json
from pathlib import Path

from mity.services.node_places import node_places
from mity.stacks.catalog import Catalogue, there
from mity.stacks.requirement import Requirement
from mity.stacks.resolve import resolve_commands
from mity.system.tools import Tool
from rows import each

TEMPLATES = Path(__file__).parents[2] / "templates"
NODE = Catalogue([TEMPLATES]).get("node-project").stack
HERE = {"npm": "10.8.2", "node": "20.1.0"}
PNPM = "npm exec --yes --prefer-offline --package=pnpm@10 -- pnpm"
YARN = "npm exec --yes --prefer-offline --package=yarn@1 -- yarn"
BERRY = "npm exec --yes --prefer-offline --package=@yarnpkg/cli-dist@4 -- yarn"
EACH = "--recursive --if-present run"
ROOT = json.dumps({"private": True, "scripts": {"build": "pnpm --filter a run build", "test": "pnpm -r test"}})
LOCK_9, LOCK_8 = "lockfileVersion: '9.0'\n", "__metadata:\n  version: 8\n"


def lines(root: Path, files: dict[str, str], here: dict[str, str]) -> list[str]:
    """The first command of install, build and test for a project with these files and programs."""
    scripts = {"build": "tsc", "test": "node --test"}
    (root / "package.json").write_text(json.dumps({"name": "a", "version": "1.0.0", "scripts": scripts}, indent=2))
    for name, text in files.items():
        (root / name).write_text(text)
    tools = {name: Tool(Requirement(tool=name), name, version) for name, version in here.items()}
    found = []
    for verb in ("install", "build", "test"):
        values = {"node_options": "", "node_reports": "", **node_places(tools, NODE, verb, root)}
        made = resolve_commands(NODE, verb, root, dict.fromkeys(here, ""), values, lambda one: there(root, one))
        found.append(" ".join(made.commands[0].argv).strip())
    return found


@each(
    ("files", "here", "wanted"),
    [
        ({"package-lock.json": "{}"}, {}, ["ci", "run build --if-present", "test"]),
        (
            {"pnpm-lock.yaml": LOCK_9},
            {},
            [f"{PNPM} install --frozen-lockfile", f"{PNPM} run --if-present build", f"{PNPM} run test"],
        ),
        (
            {"pnpm-lock.yaml": LOCK_9},
            {"pnpm": "9.15.9"},
            ["pnpm install --frozen-lockfile", "pnpm run --if-present build", "pnpm run test"],
        ),
        (
            {"yarn.lock": "# yarn lockfile v1\n"},
            {},
            [f"{YARN} install --frozen-lockfile --non-interactive", f"{YARN} run build", f"{YARN} run test"],
        ),
        (
            {"pnpm-lock.yaml": LOCK_9, "pnpm-workspace.yaml": "packages: [p/*]\n", "package.json": ROOT},
            {},
            [f"{PNPM} install --frozen-lockfile", f"{PNPM} run --if-present build", f"{PNPM} run test"],
        ),
        (
            {
                "pnpm-lock.yaml": LOCK_9,
                "pnpm-workspace.yaml": "packages: [p/*]\n",
                "package.json": '{"version": "1.0.0"}',
            },
            {},
            [f"{PNPM} install --frozen-lockfile", f"{PNPM} {EACH} build", f"{PNPM} {EACH} test"],
        ),
        ({"yarn.lock": LOCK_8}, {}, [f"{BERRY} install --immutable", f"{BERRY} run build", f"{BERRY} run test"]),
    ],
    ids=[
        "npm",
        "pnpm by npm",
        "pnpm that is here",
        "root of a workspace",
        "workspace without scripts",
        "Yarn 1 by npm",
        "Yarn 4 by npm",
    ],
)
def test_the_manager_of_the_lock_installs_builds_and_tests(
    tmp_path: Path, files: dict[str, str], here: dict[str, str], wanted: list[str]
) -> None:
    assert lines(tmp_path, files, {**HERE, **here}) == wanted
