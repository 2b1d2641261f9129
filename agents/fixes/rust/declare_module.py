"""A Rust source file without a `mod` line: the line is added beside the others."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from mity.agents.project_files import editable
from mity.agents.rust.manifest import MANIFEST, crate_of, package, snake
from mity.agents.rust.messages import errors
from mity.changes.edit import Edit
from mity.healing.model import Fix, Proposal
from mity.healing.rules import FailureContext, Rule

_UNKNOWN = (
    re.compile(r"could not find `(?P<module>\w+)` in (?:the crate root|`(?P<parent>\w+)`)"),
    re.compile(r"no `(?P<module>\w+)` in (?:the root|`(?P<parent>[\w:]+)`)"),
    re.compile(r"cannot find `(?P<module>\w+)` in `(?P<parent>crate|[\w:]+)`"),
    re.compile(r"use of (?:unresolved module or unlinked crate|undeclared crate or module) `(?P<module>\w+)`"),
)
_MOD = re.compile(r"^(?P<head>(?:pub(?:\([\w: ]+\))? )?mod )(?P<name>\w+);[^\n]*\n", re.MULTILINE)
_OTHERS = re.compile(r"^(?!//|/\*|\*| |#!\[)\S", re.MULTILINE)


class DeclareModule(Rule):
    """Adds `mod NAME;` to the file that holds the other modules, if NAME.rs or NAME/mod.rs exists beside it."""

    id = "declare-module"
    title = "declare a module that exists in the project"

    def propose(self, failure: FailureContext) -> Proposal | None:
        if ".rs:" not in failure.output and any(pattern.search(failure.output) for pattern in _UNKNOWN):
            return None
        for message in errors(failure):
            found = next((m for pattern in _UNKNOWN if (m := pattern.search(message.body))), None)
            if found is None:
                continue
            groups = found.groupdict()
            parent = groups.get("parent") or ""
            for root in _roots(failure, parent, message.file):
                text = failure.read(root)
                if text is None or not editable(root) or not _lies_beside(failure, root, found["module"]):
                    continue
                made = _with_module(text, found["module"])
                if made is not None:
                    title = f"declare the module {found['module']} in {root}"
                    return Fix(self.id, title, (Edit(root, made.encode()),), scope=(root,))
        return None


def _roots(failure: FailureContext, parent: str, file: str) -> list[str]:
    """The files that may hold the module: the crate's root, or the parent module's file."""
    manifest = crate_of(failure, file)
    home = manifest.removesuffix(MANIFEST)
    roots = [f"{home}src/lib.rs", f"{home}src/main.rs"]
    parts = [part for part in parent.split("::") if part not in ("crate", snake(package(failure, manifest)), "")]
    if parts:
        inner = "/".join(parts)
        return [f"{home}src/{inner}/mod.rs", f"{home}src/{inner}.rs"]
    return roots if parent or (failure.root / roots[0]).is_file() else [file, *roots]


def _lies_beside(failure: FailureContext, root: str, module: str) -> bool:
    path = PurePosixPath(root)
    folder = path.parent if path.name in ("lib.rs", "main.rs", "mod.rs") else path.with_suffix("")
    return (failure.root / folder / f"{module}.rs").is_file() or (failure.root / folder / module / "mod.rs").is_file()


def _with_module(text: str, module: str) -> str | None:
    """The text with the module named as its neighbours are; None when it is named already."""
    known = list(_MOD.finditer(text))
    if any(found["name"] == module for found in known):
        return None
    heads = [found["head"] for found in known]
    head = max(set(heads), key=heads.count) if heads else "pub mod "
    after = next((found for found in known if found["name"] > module), None)
    first = _OTHERS.search(text)
    at = after.start() if after else known[-1].end() if known else first.start() if first else len(text)
    end = "\r\n" if "\r\n" in text else "\n"
    return f"{text[:at]}{head}{module};{end}{'' if known else end}{text[at:]}"
