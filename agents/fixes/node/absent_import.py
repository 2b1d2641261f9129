"""A name that TypeScript does not find: it is imported when exactly one module is known to export it."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from mity.agents.node.imports import local, statements, with_name
from mity.agents.node.messages import Message, messages
from mity.agents.node.modules import bare, exports, imported, scripts, specifier, target
from mity.agents.node.packages import declared, known_packages, package_of
from mity.agents.node.patch import Patch
from mity.healing.model import Advice, Proposal
from mity.healing.rules import FailureContext, Rule

_SAID = re.compile(r"Cannot find name '([\w$]+)'")
_MEANT = re.compile(r"Did you mean '([\w$]+)'\?")
_CODES = ("TS2304", "TS2552", "TS18004")
Home = tuple[str, bool, bool]
"""A specifier, or the path of a project file; whether the name is a type there; whether it is the default export."""


class AbsentImport(Rule):
    """Adds one import for each such name; a name that two modules export is a person's to import."""

    id = "absent-import"
    title = "import a name that is used"

    def propose(self, failure: FailureContext) -> Proposal | None:
        patch, done, unclear = Patch(failure), list[str](), list[str]()
        for message, name in _wanted(failure):
            homes = _homes(failure, message.file, name)
            text = patch.read(message.file)
            where = f"{message.file}:{message.line}"
            if len(homes) == 1 and text is None:
                return Advice(f"{where} uses '{name}' without importing it: add the import; mity does not edit tests")
            if len(homes) > 1:
                unclear.append(f"{where} uses '{name}', which {' and '.join(sorted(home[0] for home in homes))} export")
            if len(homes) != 1 or text is None or _binds(text, name):
                continue
            path, types, default = homes[0]
            module = specifier(failure, message.file, path) if (failure.root / path).is_file() else path
            patch.write(message.file, with_name(text, module, name, types=types, default=default))
            done.append(f"{name} from {module} in {message.file}")
        if unclear and not done:
            return Advice(f"{unclear[0]}: import the one you mean")
        return patch.fix(self.id, f"import {', '.join(done)}")


def _wanted(failure: FailureContext) -> list[tuple[Message, str]]:
    """Each name that is not found, once a file; not one that an import of that file spells wrong."""
    found: dict[tuple[str, str], Message] = {}
    all_of_it = messages(failure)
    misspelt = {(one.file, name[1]) for one in all_of_it if one.code == "TS2724" and (name := _MEANT.search(one.text))}
    for message in all_of_it:
        name = _SAID.search(message.text) if message.code in _CODES else None
        if name and (message.file, name[1]) not in misspelt:
            found.setdefault((message.file, name[1]), message)
    return [(message, name) for (_, name), message in found.items()]


def _binds(text: str, name: str) -> bool:
    return any(name in statement.bound for statement in statements(text))


def _homes(failure: FailureContext, file: str, name: str) -> list[Home]:
    """Where the name can come from: the project's own exports, what other files import, what is known of packages."""
    own = [(path, exports(failure.read(path) or "").get(name)) for path in scripts(failure) if path != file]
    found: list[Home] = [(path, types, False) for path, types in own if types is not None]
    found += [(path, False, True) for path, _ in own if PurePosixPath(path).name == f"{name}.vue"]
    uses = [(p, s, _as_type(s.names, name) or s.types) for p, s in imported(failure) if name in map(local, s.names)]
    if len(found) > 1:  # one of them may only pass on what the other exports: the project's habit says which is meant
        habit = {bare(f"{target(failure, path, s.module)}.ts") for path, s, _ in uses if s.module.startswith(".")}
        meant = [home for home in found if bare(home[0]) in habit]
        found = meant if len(meant) == 1 else found
    usual = {
        s.module: types for _, s, types in uses if not s.module.startswith(".") and _usable(failure, file, s.module)
    }
    found += [(module, types, False) for module, types in usual.items()]
    known = [m for m, names in known_packages()["exports"].items() if name in names and m not in usual]
    return found + [(module, False, False) for module in known if not usual and _usable(failure, file, module)]


def _as_type(names: tuple[str, ...], name: str) -> bool:
    return f"type {name}" in names


def _usable(failure: FailureContext, file: str, module: str) -> bool:
    """Whether a file may import a module: a declared package, or Node's own where others of Node's are imported."""
    if module.startswith("node:"):
        return any(s.module.startswith("node:") for s in statements(failure.read(file) or ""))
    return package_of(module) in declared(failure)
