"""A component that an Angular template uses and its class does not import: imported, when it is the only one."""

from __future__ import annotations

import re

from mity.agents.node.imports import statements, with_name
from mity.agents.node.messages import Message, messages
from mity.agents.node.modules import scripts, specifier
from mity.agents.node.patch import Patch
from mity.healing.model import Advice, Proposal
from mity.healing.rules import FailureContext, Rule

_ELEMENT = re.compile(r"'(?P<element>[\w-]+)' is not a known element")
_PIPE = re.compile(r"No pipe found with name '(?P<pipe>\w+)'")
_DECORATED = re.compile(
    r"@(?:Component|Pipe)\(\{(?P<body>(?:(?!@(?:Component|Pipe)\(\{).){0,8000}?)^\}\)\s*^export class (?P<name>\w+)",
    re.DOTALL | re.MULTILINE,
)
_LIST = re.compile(r"^(?P<indent>[ \t]*)imports:[ \t]*\[(?P<names>[^\[\]]*)\]", re.MULTILINE)
_START = re.compile(r"^@Component\(\{\r?\n", re.MULTILINE)


class ComponentImport(Rule):
    """Adds the class to the `imports` of the component at the place that the message names."""

    id = "component-import"
    title = "import what a template uses"

    def propose(self, failure: FailureContext) -> Proposal | None:
        patch, done = Patch(failure), list[str]()
        for message, key, value in _wanted(failure):
            homes = _homes(failure, key, value)
            text = patch.read(message.file)
            if len(homes) != 1:
                where = f"{message.file}:{message.line}"
                what = " or ".join(sorted(name for _, name in homes)) or "nothing in the project"
                return Advice(f"{where} uses '{value}', which {what} provides: add the one you need to `imports`")
            path, name = homes[0]
            if text is None or not message.file.endswith(".ts") or path == message.file:
                continue
            if all(name not in statement.bound for statement in statements(text)):
                text = with_name(text, specifier(failure, message.file, path), name, types=False)
            if (made := _listed(text, name)) is not None:
                patch.write(message.file, made)
                done.append(f"{name} in {message.file}")
        return patch.fix(self.id, f"import {', '.join(done)}, which the template uses")


def _wanted(failure: FailureContext) -> list[tuple[Message, str, str]]:
    """Message, and what is missing: an element by its selector or a pipe by its name."""
    found = []
    for message in messages(failure):
        if message.code == "NG8001" and (element := _ELEMENT.search(message.text)):
            found.append((message, "selector", element["element"]))
        elif message.code == "NG8004" and (pipe := _PIPE.search(message.text)):
            found.append((message, "name", pipe["pipe"]))
    return list({(m.file, value): (m, key, value) for m, key, value in found}.values())


def _homes(failure: FailureContext, key: str, value: str) -> list[tuple[str, str]]:
    """File and class of each component or pipe of the project that answers to the name."""
    said = re.compile(rf"\b{key}:\s*([\"'`]){re.escape(value)}\1")
    return [
        (path, found["name"])
        for path in scripts(failure)
        if path.endswith(".ts")
        for found in _DECORATED.finditer(failure.read(path) or "")
        if said.search(found["body"])
    ]


def _listed(text: str, name: str) -> str | None:
    """The text with the class in `imports`; None where it is there already or the file holds several components."""
    starts = list(_START.finditer(text))
    if len(starts) != 1:
        return None
    found = _LIST.search(text, starts[0].end())
    if found is None:
        place = starts[0].end()
        return f"{text[:place]}  imports: [{name}],\n{text[place:]}"
    names = [part.strip() for part in found["names"].split(",") if part.strip()]
    if name in names:
        return None
    made = f"{found['indent']}imports: [{', '.join((*names, name))}]"
    return text[: found.start()] + made + text[found.end() :]
