"""A name that Node finds undefined: imported where one module is meant, corrected where it is mistyped."""

from __future__ import annotations

import re

from mity.agents.node.built import source_of
from mity.agents.node.imports import statements, with_name
from mity.agents.node.messages import said
from mity.agents.node.modules import exports, scripts, specifier
from mity.agents.node.nearness import meant
from mity.agents.node.packages import known_packages
from mity.agents.node.patch import Patch
from mity.healing.model import Advice, Proposal
from mity.healing.rules import FailureContext, Rule

_SAID = re.compile(
    r"(?:ReferenceError(?: \[\w+\])?: |(?:error|message): ['\"]?)(?P<name>[A-Za-z_$][\w$]*) is not defined\b"
    r"(?P<trace>(?:[^\n]*\n){1,15})"
)
_PLACE = re.compile(
    r"(?<![^\s():])(?:file://)?(?P<file>(?:/|[A-Za-z]:|\.{0,2}/)?[^\s():]+\.[cm]?[jt]sx?):(?P<line>\d+)"
)
_REQUIRE = re.compile(
    r"^(?:const|let|var)[ \t]+(?P<name>[\w$]+)[ \t]*=[ \t]*require\([ \t]*(?P<sign>['\"])(?P<module>[^'\"\n]+)(?P=sign)"
    r"[ \t]*\)[ \t]*(?P<end>;?)[ \t]*\r?\n",
    re.MULTILINE,
)
_STRICT = re.compile(r"[ \t]*['\"]use strict['\"];?[ \t]*$")
_BOUND = re.compile(r"\b(?:const|let|var|function\*?|class)[ \t]+([A-Za-z_$][\w$]*)")
_PARAMETERS = re.compile(r"\(([^()\n]{1,200})\)[ \t]*(?:\{|=>)")
_NAME = re.compile(r"(?<![\w$.])[A-Za-z_$][\w$]*")
_COMMONJS = ("require", "module", "exports", "__dirname", "__filename")


class UndefinedName(Rule):
    """A module of Node's, one that other files require by that name, one export of the project, or one near name."""

    id = "undefined-name"
    title = "define a name that is used"

    def propose(self, failure: FailureContext) -> Proposal | None:
        for found in _SAID.finditer(said(failure)):
            name = found["name"]
            place = next(
                (
                    (file, int(one["line"]))
                    for one in _PLACE.finditer(found["trace"])
                    if (file := failure.inside(one["file"]))
                ),
                None,
            )
            place = source_of(failure, *place) if place else None
            if place is None or name in _COMMONJS:
                continue
            return self._defined(failure, name, *place)
        return None

    def _defined(self, failure: FailureContext, name: str, file: str, line: int) -> Proposal | None:
        patch = Patch(failure)
        text = patch.read(file)
        homes = _homes(failure, file, name)
        near = meant(name, _bound(failure.read(file) or "")) if not homes else []
        where = f"{file}:{line} uses '{name}', which nothing defines"
        if text is None:
            hint = f"did you mean '{near[0]}'?" if len(near) == 1 else "define or import it;"
            return Advice(f"{where}: {hint} mity does not edit tests")
        if len(homes) == 1:
            [(module, whole)] = homes
            patch.write(file, _imported(text, name, module, whole=whole))
            return patch.fix(self.id, f"import {name} from {module} in {file}")
        if len(near) == 1 and patch.replace_word(file, line, name, near[0]):
            return patch.fix(self.id, f"correct {name} to {near[0]} in {file}:{line}")
        choice = " or ".join(module for module, _ in homes) or " or ".join(near)
        return Advice(f"{where}: {f'did you mean {choice}?' if choice else 'define or import it'}")


def _homes(failure: FailureContext, file: str, name: str) -> list[tuple[str, bool]]:
    """The modules that the name may come from, each with whether it stands for the whole of it."""
    found: dict[tuple[str, bool], None] = {}
    for path in scripts(failure):
        text = failure.read(path) or ""
        for one in _REQUIRE.finditer(text):
            if one["name"] == name and path != file and not one["module"].startswith("."):
                found[(one["module"], True)] = None
        for statement in statements(text):
            if statement.default == name and path != file and not statement.module.startswith("."):
                found[(statement.module, True)] = None
        if path != file and (
            name in exports(text) or re.search(rf"^(?:module\.)?exports\.{re.escape(name)}\b", text, re.M)
        ):
            found[(specifier(failure, file, path), False)] = None
    if not found and name in known_packages()["builtin"]["names"]:
        prefix = "node:" if "node:" in (failure.read(file) or "") else ""
        return [(f"{prefix}{name}", True)]
    return list(found)


def _imported(text: str, name: str, module: str, *, whole: bool) -> str:
    """The text with the name imported in the way in which the file imports others."""
    if statements(text) and not _REQUIRE.search(text):
        return with_name(text, module, name, types=False, default=whole)
    others = list(_REQUIRE.finditer(text))
    like = others[-1] if others else None
    sign = like["sign"] if like else "'" if text.count("'") >= text.count('"') else '"'
    end = like["end"] if like else ";" if re.search(r";[ \t]*$", text, re.MULTILINE) else ""
    newline = "\r\n" if "\r\n" in text else "\n"
    word = "var" if others and all(one.group().startswith("var") for one in others) else "const"
    made = f"{word} {name if whole else f'{{ {name} }}'} = require({sign}{module}{sign}){end}{newline}"
    place = like.end() if like else _start(text)
    return text[:place] + made + text[place:]


def _start(text: str) -> int:
    """Where the code of a file begins: behind the line of its interpreter, the first comments and "use strict"."""
    place, within = 0, False
    for line in text.splitlines(keepends=True):
        bare = line.strip()
        comment = within or bare.startswith(("//", "/*", "#!"))
        within = (within or bare.startswith("/*")) and "*/" not in bare
        if bare and not (comment or _STRICT.match(line.rstrip())):
            break
        place += len(line)
    return place


def _bound(text: str) -> set[str]:
    """The names that a file binds, apart from its properties."""
    found = set(_BOUND.findall(text))
    found |= {name for listed in _PARAMETERS.findall(text) for name in _NAME.findall(listed)}
    return found | {name for statement in statements(text) for name in statement.bound}
