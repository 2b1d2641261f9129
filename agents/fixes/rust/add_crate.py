"""A crate that Rust code uses and nothing declares: taken from the lock, or added when its name is known."""

from __future__ import annotations

import re

from mity.agents.project_files import editable
from mity.agents.rust.crates import known
from mity.agents.rust.manifest import (
    LOCK,
    MANIFEST,
    adding,
    cargo,
    crate_of,
    declared,
    declaring,
    locked,
    relock,
    remembered,
    shared,
    snake,
)
from mity.agents.rust.messages import Message, errors
from mity.healing.model import Advice, Fix, Proposal
from mity.healing.rules import FailureContext, Rule

_UNLINKED = re.compile(
    r"unlinked crate `(?P<linked>\w+)`|undeclared crate or module `(?P<undeclared>\w+)`"
    r"|cannot find (?:module or )?crate `(?P<found>\w+)`|can't find crate for `(?P<extern>\w+)`"
)
_NAMED = re.compile(r"`cargo add ([\w-]+)`")
_OWN = ("std", "core", "alloc", "crate", "self", "super", "test", "proc_macro")


class AddCrate(Rule):
    """Declares what the lock holds already; adds another crate only when the compiler and the table name it."""

    id = "add-crate"
    title = "declare a crate that the code uses"

    def propose(self, failure: FailureContext) -> Proposal | None:
        if not _UNLINKED.search(failure.output):
            return None
        for message in errors(failure):
            found = _UNLINKED.search(message.body)
            name = next(filter(None, found.groups())) if found else ""
            if not name or name in _OWN or declared(failure, name, crate_of(failure, message.file)):
                continue
            return self._declaring(failure, name, message)
        return None

    def _declaring(self, failure: FailureContext, name: str, message: Message) -> Proposal:
        path = crate_of(failure, message.file)
        dev = failure.stage == "test" or not editable(message.file)  # what is built without tests was built before
        for known_by, (key, value) in (
            ("an earlier commit", remembered(failure, name, path)),
            ("the workspace", shared(failure, name, path)),
        ):
            if key:
                edit = declaring(failure, key, value, path, dev=dev)
                title = f"declare {key} in {path} as {known_by} has it"
                return Fix(self.id, title, (edit,), (relock(failure),), scope=(path, LOCK))
        crate = locked(failure, name)
        if crate is not None:
            version = crate.version.split("+")[0]
            edit = adding(failure, crate, path, dev=dev) or declaring(failure, crate.name, version, path, dev=dev)
            title = f"declare {crate.name} {crate.version}, which the lock file already contains"
            return Fix(self.id, title, (edit,), (relock(failure),), scope=(path, LOCK))
        member = ["--manifest-path", path] if path != MANIFEST else []
        words = ["add", *member, *(["--dev"] if dev else []), known(name) or name]
        named = _NAMED.search(message.body)
        if known(name) and (named is None or snake(named[1]) == snake(name)):
            title = f"add the crate {known(name)}, which {message.file} uses"
            return Fix(self.id, title, commands=(cargo(failure, *words), relock(failure)), scope=(path, LOCK))
        text = f"nothing declares '{name}', which {message.file}:{message.line} uses: if that is a crate, declare it"
        return Advice(text, "cargo " + " ".join(words))
