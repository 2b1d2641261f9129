"""A scanner as a YAML file describes it: what it is for, how it is found and run, and how its report is read."""

from __future__ import annotations

import re
from string import Template
from typing import Annotated

from pydantic import BeforeValidator, Field, field_validator, model_validator

from mity.scanners.finding import Purpose, Severity
from mity.scanners.pins import Form
from mity.stacks.command_spec import Marker, Strict
from mity.stacks.requirement import Requirement

PLACES = frozenset({"report", "file", "files", "name"})
FORMATS = (
    *("sarif", "gitleaks", "detect-secrets", "bandit", "pip-audit", "eslint", "npm-audit", "cargo-audit"),
    *("govulncheck", "osv", "checkov", "lines"),
)
_MARKER = BeforeValidator(lambda value: {"file": value} if isinstance(value, str) else value)


class LockedFetch(Strict):
    """What mity brings a scanner from: a lock file of its own with a checksum for every package, of PyPI or of Go.

    The scanner is a Python `module` that is run, the `program` at a place in the packages (a glob), or a `package` of
    Go that is built; then the lock is NAME.sum, and NAME.mod beside it names the modules.
    """

    lock: Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]*\.(?:txt|sum)$")]
    module: Annotated[str, Field(pattern=r"^(?:[A-Za-z_][\w.]*)?$")] = ""
    program: str = ""
    package: Annotated[str, Field(pattern=r"^(?:[\w./-]+)?$")] = ""

    @model_validator(mode="after")
    def _one_of_them(self) -> LockedFetch:
        if len([one for one in (self.module, self.program, self.package) if one]) != 1:
            raise ValueError("fetch needs module, program or package, one of them")
        if bool(self.package) != self.lock.endswith(".sum"):
            raise ValueError("a package of Go is locked by a file NAME.sum, and no other is")
        return self


class Scanner(Strict):
    """One row of the table of scanners.

    `applies` are the files of a project for which the scanner is due, one of them is enough. `files` are globs of those
    that it is given where its command says `${files}`; `each` are those for each of which it runs, in their folder,
    where `${file}` is the path and `${name}` the name. With `pins` these are lock files that the scanner cannot read,
    and it gets what they pin in that form, in a folder of its own. When none is there, `lacks` says what could not be
    looked at, or it is not due where one of `unless` is there. `own` takes the program of the project and no other;
    `history` is for a scanner that is due only when the history is asked for; `silent` for a program that may tell no
    version. With `names_files` its report names each file of `applies` that it has read, and another one was not.

    `settings` are files of a project by which the scanner looks at less than it would, or asks somebody else;
    `comments` is a regular expression for words in a file that keep it from telling what is there. Both are told.
    `code` are files of a project by which the scanner would run code of it: where one is there, it does not look.

    `options` are added behind the command's first words where the user's environment has the variable of that name;
    `${value}` in them is its value.

    The report is what the command prints on stdout, or the file `${report}`. `clean` and `found` are the exit codes
    with which it has looked; any other is a failure. `no_data` are regular expressions for what it prints when it could
    not look although its exit code says nothing of it. `severities` maps the tool's words (or SARIF's levels) to ours,
    `rules` does it by globs of rules, `keep` are those that count (all when empty), and `gaps` those that say that a
    file could not be understood, `outside_tests` those that say nothing of a file of tests. `pattern` is for the format
    `lines`.
    """

    id: Annotated[str, Field(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$")]
    title: str
    purpose: Purpose
    applies: Annotated[tuple[Annotated[Marker, _MARKER], ...], Field(min_length=1)]
    files: tuple[str, ...] = ()
    each: tuple[Annotated[Marker, _MARKER], ...] = ()
    pins: Form | None = None
    lacks: str = ""
    unless: tuple[Annotated[Marker, _MARKER], ...] = ()
    history: bool = False
    own: bool = False
    silent: bool = False
    names_files: bool = False
    settings: tuple[Annotated[Marker, _MARKER], ...] = ()
    comments: str = ""
    code: tuple[Annotated[Marker, _MARKER], ...] = ()
    requires: Requirement
    fetch: LockedFetch | None = None
    argv: Annotated[tuple[str, ...], Field(min_length=1)]
    options: dict[str, tuple[str, ...]] = {}
    env: dict[str, str] = {}
    timeout: Annotated[float, Field(gt=0)] = 900.0
    format: str
    clean: tuple[int, ...] = (0,)
    found: tuple[int, ...] = ()
    no_data: tuple[str, ...] = ()
    severity: Severity = "medium"
    severities: dict[str, Severity] = {}
    rules: dict[str, Severity] = {}
    keep: tuple[str, ...] = ()
    gaps: tuple[str, ...] = ()
    outside_tests: tuple[str, ...] = ()
    pattern: str = ""

    @field_validator("no_data")
    @classmethod
    def _patterns(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for one in value:
            _compiled(one)
        return value

    @model_validator(mode="after")
    def _whole(self) -> Scanner:
        _compiled(self.comments)
        if self.format not in FORMATS:
            raise ValueError(f"format {self.format!r} is none of {', '.join(FORMATS)}")
        if (self.format == "lines") != bool(self.pattern):
            raise ValueError("the format `lines` needs `pattern`, and no other has one")
        if self.pattern and not {"file", "line", "message"} <= _compiled(self.pattern).groupindex.keys():
            raise ValueError("`pattern` needs the groups file, line and message")
        for word in (one for words in self.options.values() for one in words):
            if set(Template(word).get_identifiers()) - {"value"}:
                raise ValueError(f"options: {word!r} has a place other than ${{value}}")
        names = {name for word in self.argv for name in Template(word).get_identifiers()}
        if unknown := sorted(names - PLACES):
            raise ValueError(f"${{{unknown[0]}}} is none of the places {', '.join(sorted(PLACES))}")
        if "files" in names and not self.files:
            raise ValueError("`${files}` needs `files`")
        if (self.pins or names & {"file", "name"}) and not self.each:
            raise ValueError("`${file}`, `${name}` and `pins` need `each`")
        return self

    @property
    def writes_file(self) -> bool:
        """Whether the report is a file, and not what is printed."""
        return any("report" in Template(word).get_identifiers() for word in self.argv)


def _compiled(pattern: str) -> re.Pattern[str]:
    try:
        return re.compile(pattern, re.MULTILINE)
    except re.error as error:
        raise ValueError(f"{pattern!r} is not a regular expression: {error}") from error
