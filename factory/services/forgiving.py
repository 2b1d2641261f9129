"""Scripts of a package.json that end well whatever fails in them: that they did shows nothing."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from mity.reading import Unfit, read_bytes
from mity.system.files import inside
from mity.text.data import parse_json

_MANAGERS = frozenset({"npm", "pnpm", "yarn", "bun"})
_ENDS, _LINKS = frozenset({";", "&", "\n"}), frozenset({"&&", "||"})
_NOTHING = frozenset({"true", ":", "echo", "printf", "/bin/true"})
_EXIT_ZERO = "--exit-zero"
_HOUSEKEEPING = frozenset(
    {"rm", "rimraf", "del", "mkdir", "mkdirp", "cp", "mv", "ln", "cd", "ls", "test", "[", "which", "command", "kill"}
    | {"pkill", "git", "chmod", "touch", "husky", "is-ci", "shx", "echo", "printf", "true", ":", "exit"}
)
"""Programs that prove nothing, and so may fail."""
_LARGEST, _MOST = 1 << 20, 2_000


def forgiving(root: Path, commands: Iterable[Sequence[str]]) -> str:
    """Why the end of commands shows nothing: a script that they run, and what it forgives; empty where none does."""
    for argv in commands:
        for manifest in _manifests(root, argv):
            scripts = _scripts(manifest)
            for name in _reached(scripts, _asked(argv)):
                if found := forgiven(scripts[name]):
                    place = manifest.relative_to(root).as_posix()
                    return f"the script '{name}' of {place} ends well whatever `{found}` finds"
    return ""


def forgiven(script: str) -> str:
    """The command of a script whose failure makes no difference to how the script ends; empty where each does."""
    lists = list(_lists(script))
    for at, links in enumerate(lists):
        for number, (sign, words) in enumerate(links):
            ends = at == len(lists) - 1 and number == len(links) - 1
            forgives = sign == "||" and ((ends and _is_nothing(words)) or words[:2] == ["exit", "0"])
            if forgives and (found := _last(links[:number])):
                return found
        if asked := next((words for _, words in links if _EXIT_ZERO in words), []):
            return " ".join(asked)
    if len(lists) > 1 and len(lists[-1]) == 1 and _is_nothing(lists[-1][0][1]):
        return _last([link for links in lists[:-1] for link in links])
    return ""


def _last(links: Sequence[tuple[str, list[str]]]) -> str:
    """The last of some commands that proves something; empty where none does."""
    return next((" ".join(words) for _, words in reversed(links) if _proves(words)), "")


def _is_nothing(words: Sequence[str]) -> bool:
    return bool(words) and (words[0] in _NOTHING or list(words[:2]) == ["exit", "0"])


def _proves(words: Sequence[str]) -> bool:
    return bool(words) and words[0] not in _HOUSEKEEPING


def _lists(script: str) -> Iterator[list[tuple[str, list[str]]]]:
    """The lists of a script: commands, each with the sign before it (`&&`, `||`, or nothing)."""
    links: list[tuple[str, list[str]]] = [("", [])]
    comment = False
    for word in _words(script):
        comment = word != "\n" and (comment or word.startswith("#"))
        if comment:
            continue
        if word in _ENDS:
            if links[-1][1]:
                yield links
            links = [("", [])]
        elif word in _LINKS:
            links.append((word, []))
        elif word not in ("(", ")"):
            links[-1][1].append(word)
    if links[-1][1]:
        yield links


def _words(script: str) -> list[str]:
    lexer = shlex.shlex(script, posix=True, punctuation_chars="();&|\n")
    lexer.whitespace = " \t\r"
    lexer.commenters = ""
    try:
        return list(lexer)
    except ValueError:  # no text of a shell
        return []


def _asked(argv: Sequence[str]) -> list[str]:
    """The script that a command of a manager runs."""
    behind = list(argv[list(argv).index("run") + 1 :]) if "run" in argv else []
    return [word for word in behind if not word.startswith("-")][:1]


def _reached(scripts: Mapping[str, str], names: Sequence[str]) -> Iterator[str]:
    """Scripts that run when those of some names do, with those before and behind them and those that they run."""
    due, seen = list(names), set[str]()
    while due:
        name = due.pop(0)
        if name in seen or name not in scripts:
            continue
        seen.add(name)
        yield name
        due += [f"pre{name}", f"post{name}"]
        for links in _lists(scripts[name]):
            due += [one for _, words in links if words and words[0] in _MANAGERS for one in _asked(words)]


def _manifests(root: Path, argv: Sequence[str]) -> Iterator[Path]:
    """The package.json that a command of a manager reads, or those of the workspaces that it goes through."""
    own = root / "package.json"
    if not _asked(argv) or not own.is_file():
        return
    if not {"--workspaces", "--recursive", "-r"} & set(argv):
        yield own
        return
    named = _data(own).get("workspaces")
    globs = named.get("packages") if isinstance(named, dict) else named
    for glob in [one for one in globs if isinstance(one, str)][:_MOST] if isinstance(globs, list) else ():
        if glob and not glob.startswith(("/", "!")) and ".." not in glob:
            found = sorted(root.glob(f"{glob.rstrip('/')}/package.json"))[:_MOST]
            yield from (one for one in found if inside(root, one))


def _scripts(manifest: Path) -> dict[str, str]:
    found = _data(manifest).get("scripts")
    return {name: text for name, text in found.items() if isinstance(text, str)} if isinstance(found, dict) else {}


def _data(path: Path) -> Mapping[str, object]:
    try:
        found = parse_json(read_bytes(path, _LARGEST))
    except (OSError, ValueError, Unfit):
        return {}
    return found if isinstance(found, dict) else {}
