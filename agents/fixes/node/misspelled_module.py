"""An import whose path or package is mistyped, lacks its suffix or is of another case: what is meant is written."""

from __future__ import annotations

import os
import re
from pathlib import PurePosixPath

from mity.agents.node.messages import messages
from mity.agents.node.modules import SUFFIXES, bare
from mity.agents.node.nearness import meant
from mity.agents.node.packages import declared, known_packages
from mity.agents.node.patch import Patch
from mity.agents.node.unresolved import unresolved_imports
from mity.agents.project_files import files
from mity.healing.model import Advice, Proposal
from mity.healing.rules import FailureContext, Rule

_SUFFIX = re.compile(r"\.[cm]?[jt]sx?$|\.json$")
_EXPLICIT = re.compile(r"Relative import paths need explicit file extensions.*Did you mean '(?P<right>[^']+)'\?")
_MODULES = re.compile(r"ERR_MODULE_NOT_FOUND|ERR_UNSUPPORTED_DIR_IMPORT|imported from ")


class MisspelledModule(Rule):
    """Only where exactly one file, declared package or module of Node's is meant; tests are told, never edited."""

    id = "misspelled-module"
    title = "correct what an import names"

    def propose(self, failure: FailureContext) -> Proposal | None:
        patch, done = Patch(failure), dict[str, None]()
        for file, wrong, right in _explicit(failure):
            _replace(patch, file, wrong, right, done)
        for file, wrong in unresolved_imports(failure):
            names = intended(failure, file, wrong)
            where = _place(failure, file, wrong)
            if len(names) > 1:
                return Advice(f"{where} imports '{wrong}', which does not exist: did you mean {' or '.join(names)}?")
            if names and patch.read(file) is None:
                text = f"{where} imports '{wrong}', which does not exist: did you mean '{names[0]}'?"
                return Advice(f"{text} mity does not edit tests")
            if names:
                _replace(patch, file, wrong, names[0], done)
        return patch.fix(self.id, f"import {', '.join(done)}")


def intended(failure: FailureContext, file: str, wrong: str) -> list[str]:
    """What a specifier of a file may be meant to be, nearest only; none where nothing is near or it is right."""
    if wrong.startswith("."):
        return _paths(failure, file, wrong)
    if wrong.startswith("node:"):
        return [f"node:{name}" for name in meant(wrong[5:], known_packages()["builtin"]["names"])]
    parts = wrong.split("/")
    length = 2 if wrong.startswith("@") else 1
    name, rest = "/".join(parts[:length]), parts[length:]
    builtin = set(known_packages()["builtin"]["names"])
    if name in declared(failure) or name in builtin:
        return []
    return ["/".join((one, *rest)) for one in meant(name, {*declared(failure), *builtin})]


def _paths(failure: FailureContext, file: str, wrong: str) -> list[str]:
    folder = PurePosixPath(file).parent
    path = os.path.normpath(folder / wrong).replace(os.sep, "/")
    own = [one for one in files(failure, *SUFFIXES) if one != file]
    modules = bool(_MODULES.search(failure.output))
    if path in own:
        return []
    same = [one for one in own if bare(one) == bare(path) and one != path]
    if same and not _SUFFIX.search(wrong):
        if not modules:
            return []  # whoever resolves without suffixes would have found it
        return [_specifier(folder, one) for one in same[:1]] if len(same) == 1 else []
    suffix = bool(_SUFFIX.search(wrong))
    by_name = {(_compiled(one, wrong) if suffix else _SUFFIX.sub("", one)): one for one in own}
    by_name |= (
        {} if suffix else {str(PurePosixPath(one).parent): one for one in own if bare(one) != _SUFFIX.sub("", one)}
    )
    alike = [by_name[name] for name in by_name if name.lower() == path.lower()]
    found = alike or [by_name[name] for name in meant(path, by_name) if _nearby(name, path)]
    keep = suffix or modules
    made = [
        _specifier(folder, _compiled(one, wrong)) if keep else _short(folder, one, wrong)
        for one in dict.fromkeys(found)
    ]
    return sorted(set(made))


def _compiled(path: str, wrong: str) -> str:
    """The path as imports name it: of a TypeScript source what it is compiled to, where the import was written so."""
    plain = re.search(r"\.[cm]?jsx?$", wrong)
    return re.sub(r"\.([cm]?)tsx?$", r".\1js", path) if plain else path


def _nearby(name: str, path: str) -> bool:
    """Whether two paths are as deep, and the part that differs is long enough to be meant."""
    one, other = name.split("/"), path.split("/")
    differ = [(a, b) for a, b in zip(one, other, strict=False) if a != b]
    return len(one) == len(other) and len(differ) == 1 and min(map(len, differ[0])) > 2


def _specifier(folder: PurePosixPath, path: str) -> str:
    text = os.path.relpath(path, folder).replace(os.sep, "/")
    return text if text.startswith("..") else f"./{text}"


def _short(folder: PurePosixPath, path: str, wrong: str) -> str:
    text = _SUFFIX.sub("", _specifier(folder, path))
    return text if wrong.endswith("/index") else text.removesuffix("/index")


def _explicit(failure: FailureContext) -> list[tuple[str, str, str]]:
    """File, wrong and right specifier where TypeScript wants a suffix and says which."""
    found = [(one.file, _EXPLICIT.search(one.text)) for one in messages(failure) if one.code in ("TS2834", "TS2835")]
    return [(file, _SUFFIX.sub("", match["right"]), match["right"]) for file, match in found if match]


def _replace(patch: Patch, file: str, wrong: str, right: str, done: dict[str, None]) -> None:
    text = patch.read(file)
    if text is None:
        return
    asked = r"\bfrom\s*|\bimport\s*\(?\s*|\brequire(?:\.resolve)?\s*\(\s*"
    pattern = re.compile(rf"(?P<before>{asked})(?P<sign>['\"`]){re.escape(wrong)}(?P=sign)")
    made = pattern.sub(lambda found: f"{found['before']}{found['sign']}{right}{found['sign']}", text)
    if made != text:
        patch.write(file, made)
        done[f"{right} instead of {wrong} in {file}"] = None


def _place(failure: FailureContext, file: str, wrong: str) -> str:
    lines = (failure.read(file) or "").splitlines()
    line = next((number for number, text in enumerate(lines, 1) if f"{wrong}" in text), 0)
    return f"{file}:{line}" if line else file
