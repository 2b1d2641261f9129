"""Requirements that a project declared until lately: in earlier commits of its manifests, and in its lock."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from difflib import SequenceMatcher

from mity.agents.python.manifest import LOCKS, declared, declared_in, locked, manifests
from mity.agents.python.names import canonical
from mity.changes.edit import Edit
from mity.changes.protected import PROTECTED, matches
from mity.healing.rules import FailureContext
from mity.stacks.python.manifests import table, toml
from mity.system.git_history import earlier_versions

_COMMENT = re.compile(r"^\s+#")


def put_back(failure: FailureContext, names: Collection[str]) -> tuple[Edit, ...]:
    """The edits that put the lines back by which earlier commits declared one of the distributions `names`."""
    found: list[Edit] = []
    for path in manifests(failure.root):
        text = failure.read(path)
        if text is None or matches(path, PROTECTED) or declared_in(path, text) & set(names):
            continue
        for version in earlier_versions(failure.root, path):
            old = version.decode("utf-8", "replace")
            made = _with_lines(old, text, names) if declared_in(path, old) & set(names) else text
            if declared_in(path, made) & set(names):
                found.append(Edit(path, made.encode()))
                break
    return tuple(found)


def dropped(failure: FailureContext) -> set[str]:
    """The distributions that the project declared in an earlier commit, or when it was locked, and declares no more."""
    before: set[str] = {canonical(name) for name, _, _ in locked_as_declared(failure)}
    for path in manifests(failure.root):
        for version in earlier_versions(failure.root, path, 2):
            before |= declared_in(path, version.decode("utf-8", "replace"))
    return before - {one.name for one in declared(failure)}


def locked_as_declared(failure: FailureContext) -> Iterator[tuple[str, str, str]]:
    """Name, requirement and group ("" run time) of what the project declared when uv.lock was written."""
    data = toml(failure.root, "uv.lock")
    for package in data.get("package", ()) if isinstance(data.get("package"), list) else ():
        if table(package, "source").keys() & {"editable", "virtual"}:
            metadata = table(package, "metadata")
            groups = {"": metadata.get("requires-dist"), **table(metadata, "requires-dev")}
            for group, items in groups.items():
                for item in items if isinstance(items, list) else ():
                    if isinstance(item, dict) and isinstance(item.get("name"), str):
                        extra = re.search(r"extra == '([^']+)'", str(item.get("marker", "")))
                        yield item["name"], _requirement(item), extra[1] if extra else str(group)


def known_to_lock(failure: FailureContext, names: Collection[str]) -> str:
    """The first of the distributions that a lock of a manager has, "" for none."""
    there = {name for lock in LOCKS if (failure.root / lock).is_file() for name in locked(failure, lock)}
    return next((name for name in sorted(names) if name in there), "")


def _requirement(item: dict[str, object]) -> str:
    extras = item.get("extras")
    inner = f"[{','.join(map(str, extras))}]" if isinstance(extras, list) and extras else ""
    return f"{item['name']}{inner}{item.get('specifier', '')}"


def _with_lines(old: str, new: str, names: Collection[str]) -> str:
    """The text `new` with those lines of `old` that name one of the distributions, where they stood."""
    before, after = old.splitlines(keepends=True), new.splitlines(keepends=True)
    made: list[str] = []
    for what, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        gone = list(_naming(before[a:b], names)) if what in ("delete", "replace") else []
        if what == "replace" and gone and b - a == d - c == 1:
            made += gone  # one line that has lost a part
        else:
            made += [*gone, *after[c:d]] if what != "replace" or not gone else [*after[c:d], *gone]
    return "".join(made)


def _naming(lines: list[str], names: Collection[str]) -> Iterator[str]:
    """The lines that name one of the distributions, with the comments below each of them."""
    inside = False
    for line in lines:
        words = {canonical(word) for word in re.findall(r"[A-Za-z0-9][\w.-]*", line.partition("#")[0])}
        inside = bool(words & set(names)) or (inside and _COMMENT.match(line) is not None)
        if inside:
            yield line
