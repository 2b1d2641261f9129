"""What breaks in Node projects and is a person's to decide: one sentence each, with the command if there is one."""

from __future__ import annotations

import re

from mity.agents.fixes.node.misspelled_name import near
from mity.agents.node.messages import said
from mity.agents.node.packages import declared, known_packages, locked
from mity.healing.model import Advice, Proposal
from mity.healing.rules import FailureContext, Rule

_NO_PACKAGE = re.compile(
    r"404  ?(?:The requested resource )?'(?P<name>@?[^'@\s]+)(?:@[^']*)?' (?:is not in|could not be)"
)
_ROWS: tuple[tuple[str, str, str], ...] = (
    (
        r"^npm (?:ERR!|error) peer(?:Optional| optional)? (?P<peer>\S+)@\"(?P<wanted>[^\"]*)\" "
        r"from (?P<owner>@?[^@\s]+)@\S+",
        "{owner} requires {peer} {wanted}: choose compatible releases of the two; do not use --force",
        "npm view {owner} versions peerDependencies",
    ),
    (
        r"Unsupported platform for (?P<name>\S+?):",
        "{name} does not support this platform: make it an optional dependency, or remove it",
        "",
    ),
    (
        r"Not compatible with your version of (?:node|npm)[^:]*: (?P<name>\S+)",
        "{name} requires another version of Node: install that version",
        "node --version",
    ),
    (
        r"requires a minimum Node\.js version of (?P<version>\S+)",
        "the tool requires Node {version}: install that version",
        "node --version",
    ),
    (
        r"ERR_OSSL_EVP_UNSUPPORTED|error:0308010C",
        "the bundler uses a hash that this Node's OpenSSL does not support: upgrade the bundler",
        "npm outdated",
    ),
    (
        r"(?P<what>[\w. -]+?) exceeded maximum budget\. Budget (?P<most>[\d.]+ \w+) was not met by (?P<by>[\d.]+ \w+)",
        "{what} is {by} larger than its budget of {most}: make it smaller, or raise the budget in angular.json",
        "",
    ),
    (
        r"The '(?P<route>[^']+)' route uses prerendering and includes parameters, but 'getPrerenderParams' is missing",
        "the route {route} has parameters: give it getPrerenderParams, or renderMode: RenderMode.Server",
        "",
    ),
    (
        r"(?P<word>require|module|exports|__dirname|__filename) is not defined in ES module scope",
        "{word} belongs to CommonJS, and this file is an ES module: use import, or name the file .cjs",
        "",
    ),
    (
        r"bad setting: (?P<name>[A-Za-z][\w-]*): (?P<why>[^\n]+)",
        "{name} has a value that the application rejects ({why}): correct it in .env or in the environment",
        "",
    ),
    (
        r"Data path \"(?P<path>[^\"]*)\" (?P<why>must [^\n]+)",
        "angular.json does not match its schema at {path}: it {why}",
        "",
    ),
    (
        r"[`\"']?(?P<file>[^\s`\"']+)[`\"']?: EINTEGRITY|code EINTEGRITY|integrity checksum failed",
        "a package does not match the checksum in the lock file: find out who changed that file before you update it",
        "git log -p -- package-lock.json",
    ),
)  # fmt: skip


class NodeReport(Rule):
    """A table, the first row that fits."""

    id = "node-report"
    title = "report what a person must decide"

    def propose(self, failure: FailureContext) -> Proposal | None:
        text = said(failure)
        if found := _NO_PACKAGE.search(text):
            return _no_package(failure, found["name"])
        return from_rows(_ROWS, text)


def from_rows(rows: tuple[tuple[str, str, str], ...], text: str) -> Advice | None:
    """The advice of the first row whose pattern is in the text; its groups fill the places."""
    for pattern, sentence, command in rows:
        if found := re.search(pattern, text, re.MULTILINE):
            names = {name: (value or "it").strip() for name, value in found.groupdict().items()}
            return Advice(sentence.format(**names), command.format(**names))
    return None


def _no_package(failure: FailureContext, name: str) -> Advice:
    others = {*(n for n in declared(failure) if locked(failure, n)), *known_packages()["known"]["names"]} - {name}
    meant = next((one for one in sorted(others) if near(name, one, shortest=3)), "")
    said_ = f": did you mean '{meant}'?" if meant else ": check the name and your access rights;"
    return Advice(
        f"the registry has no package '{name}'{said_} mity does not install similarly named packages",
        f"npm uninstall {name}",
    )
