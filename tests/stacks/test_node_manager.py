"""Which manager starts a Node project: its lock, the version that it asks for, what is here and what npm fetches."""

from __future__ import annotations

from pathlib import Path

import pytest

from mity.stacks.node_manager import manager_words, node_manager

NPM = {"npm": ("/bin/npm", "10.8.2")}
PNPM_9, PNPM_6 = "lockfileVersion: '9.0'\n", "lockfileVersion: '6.0'\n"
YARN_1 = "# yarn lockfile v1\n"
YARN_4 = "__metadata:\n  version: 8\n"


def fetched(package: str, name: str) -> list[str]:
    """The words by which npm fetches a manager and starts it."""
    return ["/bin/npm", "exec", "--yes", "--prefer-offline", f"--package={package}", "--", name]


def project(root: Path, pinned: str = "", **files: str) -> Path:
    (root / "package.json").write_text(f'{{"name": "a", "packageManager": "{pinned}"}}' if pinned else "{}")
    for name, text in files.items():
        (root / name.replace("__", "-").replace("_", ".")).write_text(text)
    return root


@pytest.mark.parametrize(
    ("pinned", "files", "here", "words"),
    [
        ("", {}, {}, ["/bin/npm"]),
        ("", {"package__lock_json": "{}"}, {"pnpm": ("/bin/pnpm", "9.1.0")}, ["/bin/npm"]),
        ("", {"pnpm__lock_yaml": PNPM_9}, {}, fetched("pnpm@10", "pnpm")),
        ("", {"pnpm__lock_yaml": "lockfileVersion: '6.0'\r\n"}, {}, fetched("pnpm@8", "pnpm")),
        ("", {"pnpm__lock_yaml": "lockfileVersion: 5.4\n"}, {}, fetched("pnpm@7", "pnpm")),
        ("", {"pnpm__lock_yaml": PNPM_9}, {"pnpm": ("/bin/pnpm", "9.1.0")}, ["/bin/pnpm"]),
        ("", {"pnpm__lock_yaml": PNPM_9}, {"pnpm": ("/bin/pnpm", "8.1.0")}, fetched("pnpm@10", "pnpm")),
        ("", {"pnpm__lock_yaml": PNPM_6}, {"pnpm": ("/bin/pnpm", "10.1.0")}, fetched("pnpm@8", "pnpm")),
        (
            "pnpm@10.14.0",
            {"pnpm__lock_yaml": PNPM_9},
            {"pnpm": ("/bin/pnpm", "9.15.9")},
            fetched("pnpm@10.14.0", "pnpm"),
        ),
        ("pnpm@10.14.0-0+sha512.2cd4", {"pnpm__lock_yaml": PNPM_9}, {}, fetched("pnpm@10.14.0-0", "pnpm")),
        ("pnpm@10.14.0", {}, {"pnpm": ("/bin/pnpm", "10.2.0")}, ["/bin/pnpm"]),
        ("", {"pnpm__workspace_yaml": "packages: []\n"}, {}, fetched("pnpm@10", "pnpm")),
        ("", {"yarn_lock": YARN_1}, {}, fetched("yarn@1", "yarn")),
        ("", {"yarn_lock": YARN_1}, {"yarn": ("/bin/yarn", "1.22.22")}, ["/bin/yarn"]),
        ("", {"yarn_lock": YARN_4}, {"yarn": ("/bin/yarn", "1.22.22")}, fetched("@yarnpkg/cli-dist@4", "yarn")),
        ("", {"yarn_lock": "__metadata:\n  version: 6\n"}, {}, fetched("@yarnpkg/cli-dist@3", "yarn")),
        (
            "yarn@4.4.1",
            {"yarn_lock": YARN_4},
            {"yarn": ("/bin/yarn", "1.22.22")},
            fetched("@yarnpkg/cli-dist@4.4.1", "yarn"),
        ),
        (
            "yarn@4.4.1",
            {"yarn_lock": YARN_4, "_yarnrc_yml": "yarnPath: .yarn/y.cjs\n"},
            {"yarn": ("/bin/yarn", "1.22.22")},
            ["/bin/yarn"],
        ),
        ("pnpm@9.0.0", {"yarn_lock": YARN_1}, {}, fetched("yarn@1", "yarn")),
        ("bun@1.1.0", {"bun_lock": "{}"}, {}, []),
    ],
)
def test_the_manager_is_that_of_the_lock_in_the_version_that_is_asked_for(
    tmp_path: Path, pinned: str, files: dict[str, str], here: dict[str, tuple[str, str]], words: list[str]
) -> None:
    assert manager_words(project(tmp_path, pinned, **files), {**NPM, **here}) == words


@pytest.mark.parametrize(
    "pinned", ["pnpm@latest", "pnpm@9.0.0;id", "evil@1.0.0", "pnpm@https://example.org/p.tgz", "pnpm@1.0.0+sha512.a b"]
)
def test_words_that_are_no_version_of_a_known_manager_choose_nothing(tmp_path: Path, pinned: str) -> None:
    assert node_manager(project(tmp_path, pinned)).name == "npm"


@pytest.mark.parametrize("text", ["", "[]", "{", '{"packageManager": 3}', "\ufeff{}"])
def test_a_manifest_that_is_none_names_no_manager(tmp_path: Path, text: str) -> None:
    (tmp_path / "package.json").write_text(text)
    assert manager_words(tmp_path, NPM) == ["/bin/npm"]


def test_a_manager_that_nobody_can_fetch_is_started_as_it_is_or_not_at_all(tmp_path: Path) -> None:
    root = project(tmp_path, "pnpm@10.14.0")
    assert manager_words(root, {"pnpm": ("/bin/pnpm", "9.1.0")}) == ["/bin/pnpm"]
    assert manager_words(root, {}) == []
