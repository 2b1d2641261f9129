"""A name that a module of the project does not export: the export that is meant is imported, where there is one."""

from __future__ import annotations

import re
from dataclasses import replace

from mity.agents.node.imports import Statement, changed, local, statements
from mity.agents.node.messages import messages, said
from mity.agents.node.modules import SCRIPTS, exports, target
from mity.agents.node.nearness import meant
from mity.agents.node.patch import Patch
from mity.agents.project_files import files
from mity.healing.model import Advice, Proposal
from mity.healing.rules import FailureContext, Rule

_NODE = re.compile(
    r"^file://(?P<file>\S+?):(?P<line>\d+)\n(?:[^\n]*\n){1,6}?SyntaxError: The requested module '(?P<module>[^'\n]+)' "
    r"does not provide an export named '(?P<name>[\w$]+)'",
    re.MULTILINE,
)
_TYPESCRIPT = (
    re.compile(r"Module '\"(?P<module>[^\"]+)\"' has no exported member '(?P<name>[\w$]+)'"),
    re.compile(r"Module '\"(?P<module>[^\"]+)\"' has no (?P<name>default) export"),
)
_CODES = ("TS2305", "TS2613", "TS2614", "TS1192")
_DEFAULT = re.compile(r"^export default\b|^export \{[^}]*\bas default\b", re.MULTILINE)


class MisspelledExport(Rule):
    """The only export, the only near one, or the default where there is no other; tests are told, never edited."""

    id = "misspelled-export"
    title = "import what a module exports"

    def propose(self, failure: FailureContext) -> Proposal | None:
        patch, done = Patch(failure), list[str]()
        for file, module, name in dict.fromkeys(_missing(failure)):
            where = f"{file} imports '{name}' from {module}"
            text = failure.read(file) or ""
            path = _own(failure, file, module)
            statement = next((one for one in statements(text) if one.module == module), None)
            if not path or statement is None:
                continue
            made = _corrected(statement, name, failure.read(path) or "", text)
            if made is None:
                return Advice(f"{where}, which does not export it: export it from {path}, or import another name")
            if patch.read(file) is None:
                return Advice(f"{where}, which exports {made.text.strip()}: mity does not edit tests")
            patch.write(file, changed(text, [(statement, made)]))
            done.append(f"{made.text.strip().rstrip(';')} in {file}")
        return patch.fix(self.id, f"write {', '.join(done)}")


def _missing(failure: FailureContext) -> list[tuple[str, str, str]]:
    """File, module as it is written there, and name."""
    found = [
        (file, one["module"], one["name"])
        for one in _NODE.finditer(said(failure))
        if (file := failure.inside(one["file"]))
    ]
    for message in messages(failure):
        for pattern in _TYPESCRIPT if message.code in _CODES else ():
            if match := pattern.search(message.text):
                found.append((message.file, match["module"], match["name"]))
    return found


def _own(failure: FailureContext, file: str, module: str) -> str:
    """The file of the project that a relative specifier leads to; "" for others."""
    if not module.startswith("."):
        return ""
    wanted = target(failure, file, module)
    fits = [path for path in files(failure, *SCRIPTS) if re.sub(r"(?:/index)?\.[cm]?[jt]sx?$", "", path) == wanted]
    return fits[0] if len(fits) == 1 else ""


def _corrected(statement: Statement, name: str, module: str, text: str) -> Statement | None:
    """The statement as it is meant; None where that is not sure."""
    named = exports(module)
    if name == "default":
        wanted = [one for one in named if one == statement.default] or (list(named) if len(named) == 1 else [])
        if len(wanted) != 1 or not statement.default:
            return None
        made = wanted[0] if wanted[0] == statement.default else f"{wanted[0]} as {statement.default}"
        return replace(statement, default="", names=(made, *statement.names))
    near = meant(name, named)
    place = next((number for number, one in enumerate(statement.names) if one.split()[0] == name), None)
    if place is None:
        return None
    if len(near) == 1:
        bound = local(statement.names[place])
        rest = text[: statement.start] + text[statement.end :]
        used = re.search(rf"(?<![\w$.]){re.escape(bound)}(?![\w$])", rest)
        made = near[0] if not used or bound == near[0] else f"{near[0]} as {bound}"
        return replace(statement, names=(*statement.names[:place], made, *statement.names[place + 1 :]))
    if not named and _DEFAULT.search(module) and not statement.default:
        bound = local(statement.names[place])
        return replace(statement, default=bound, names=(*statement.names[:place], *statement.names[place + 1 :]))
    return None
