"""go.mod, go.sum and vendor that do not fit the imports: brought together by the go command itself."""

from __future__ import annotations

import re

from mity.agents.go.modules import LOCK, MANIFEST, SCOPE, go, locked, module, module_of, within
from mity.changes.edit import Edit
from mity.healing.model import Advice, Fix, Proposal
from mity.healing.rules import FailureContext, Rule
from mity.system.git_history import earlier_versions

_ABSENT = re.compile(r"(?:no required module provides|cannot find module providing) package (?P<package>[^\s;:]+)")
_UNSUMMED = re.compile(r"missing go\.sum entry for module providing package (?P<package>[^\s;:]+)")
_STALE = re.compile(
    r"missing go\.sum entry|updates to go\.mod needed|go: updating go\.mod: existing contents have changed"
)
_MALFORMED = re.compile(r"^malformed go\.sum:\n[^\n]*go\.sum:(?P<line>\d+): (?P<why>[^\n]+)", re.MULTILINE)
_VENDOR = re.compile(r"^go: inconsistent vendoring in ", re.MULTILINE)
_FORGED = re.compile(r"^verifying (?P<module>\S+): checksum mismatch", re.MULTILINE)
_GOOD = re.compile(r"\S+ \S+ h1:\S+")
_VENDORED = "vendor/**"


class GoModules(Rule):
    """Adds the module of an import in the version that go.sum knows, and lets `go mod tidy` complete go.sum.

    A checksum that differs is a person's: it may be an attack.
    """

    id = "go-modules"
    title = "bring go.mod and go.sum in step with the imports"

    def propose(self, failure: FailureContext) -> Proposal | None:
        if found := _FORGED.search(failure.output):
            text = f"{LOCK} has another checksum for {found['module']} than what was downloaded: restore its last good"
            return Advice(f"{text} version, or find out who changed the module", f"git log -p -- {LOCK}")
        if _VENDOR.search(failure.output):
            scope = (*SCOPE, _VENDORED)
            return Fix(
                self.id, "bring vendor in step with go.mod", commands=(go(failure, "mod", "vendor"),), scope=scope
            )
        if _MALFORMED.search(failure.output):
            return self._mended(failure)
        if (before := _former(failure)) and any(within(one, before) for one in _named(failure)):
            return _renamed_back(failure, self.id, before)
        if packages := list(dict.fromkeys(found["package"] for found in _ABSENT.finditer(failure.output))):
            return self._adding(failure, packages)
        if _STALE.search(failure.output):
            return Fix(self.id, f"complete {LOCK}", commands=(go(failure, "mod", "tidy"),), scope=SCOPE)
        return None

    def _adding(self, failure: FailureContext, packages: list[str]) -> Fix | None:
        own = module(failure)
        foreign = [one for one in packages if not within(one, own)]
        if not foreign or len(foreign) < len(packages):
            return None
        wanted = [_at_version(failure, one) for one in foreign]
        commands = (go(failure, "get", *wanted), go(failure, "mod", "tidy"))
        return Fix(self.id, f"require {', '.join(wanted)} in {MANIFEST}", commands=commands, scope=SCOPE)

    def _mended(self, failure: FailureContext) -> Fix:
        """A go.sum is a set of lines: those that are none, as the marks of a merge, say nothing."""
        lines = (failure.read(LOCK) or "").splitlines(keepends=True)
        made = "".join(dict.fromkeys(line for line in lines if _GOOD.fullmatch(line.strip())))
        title = f"drop the lines of {LOCK} that are no checksums, and complete it"
        return Fix(self.id, title, (Edit(LOCK, made.encode()),), (go(failure, "mod", "tidy"),), SCOPE)


def _named(failure: FailureContext) -> list[str]:
    """The packages that are missing, or that a module would have to be fetched for."""
    return [found["package"] for pattern in (_ABSENT, _UNSUMMED) for found in pattern.finditer(failure.output)]


def _former(failure: FailureContext) -> str:
    """The path that the module had in the newest commit that calls it otherwise; "" for none."""
    own = module(failure)
    texts = (data.decode("utf-8", "replace") for data in earlier_versions(failure.root, MANIFEST))
    return next((path for text in texts if (path := module_of(text)) and path != own), "")


def _renamed_back(failure: FailureContext, rule: str, before: str) -> Fix:
    """The module as it was called, where its own packages are still imported by that name."""
    text = failure.read(MANIFEST) or ""
    made = text.replace(module(failure), before, 1)
    title = f"call the module {before} in {MANIFEST}, as its packages import each other and an earlier commit has it"
    return Fix(rule, title, (Edit(MANIFEST, made.encode()),), scope=(MANIFEST,))


def _at_version(failure: FailureContext, package: str) -> str:
    """The package with the version of its module that go.sum knows, if it knows one."""
    homes = [path for path in locked(failure) if package == path or package.startswith(f"{path}/")]
    versions = locked(failure)[max(homes, key=len)] if homes else []
    return f"{package}@{versions[0]}" if len(versions) == 1 else package
