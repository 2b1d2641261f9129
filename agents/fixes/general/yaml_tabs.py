"""YAML that is indented with tabs, which YAML does not allow."""

from __future__ import annotations

import re

import yaml

from mity.agents.project_files import editable, files, named
from mity.changes.edit import Edit
from mity.healing.model import Advice, ErrorType, Fix, Proposal
from mity.healing.rules import FailureContext, Rule

_TRIGGER = re.compile(
    r"cannot start any token|found character '\\t'|found a tab character|tabs? (?:is|are) not allowed|ScannerError"
)
_SUFFIXES = (".yaml", ".yml")
_INDENT = re.compile(r"^([ -]*\t[\t ]*)", re.MULTILINE)


class YamlTabs(Rule):
    """Replaces the tabs of the indentation by spaces if every width gives the same data."""

    id = "yaml-tabs"
    title = "indent a YAML file with spaces"

    def propose(self, failure: FailureContext) -> Proposal | None:
        if not _TRIGGER.search(failure.output):
            return None
        for path in dict.fromkeys((*named(failure, *_SUFFIXES), *files(failure, *_SUFFIXES))):
            text = failure.read(path)
            if text is None or not _INDENT.search(text) or _data(text) is not None:
                continue
            versions = [_spaces(text, sign) for sign in ("  ", "    ", " " * 8)]
            good = [made for made in versions if _data(made) is not None]
            if not editable(path) or len({_data(made) for made in good}) != 1:
                return Advice(f"{path} is indented with tabs, which YAML does not allow: indent it with spaces")
            return Fix(
                self.id,
                f"indent {path} with spaces",
                (Edit(path, good[0].encode()),),
                scope=(path,),
                cause=ErrorType.CONFIG,
            )
        return None


def _spaces(text: str, sign: str) -> str:
    return _INDENT.sub(lambda found: found[1].replace("\t", sign), text)


def _data(text: str) -> str | None:
    """The data of a YAML text as one comparable string; None when it is not YAML."""
    try:
        return repr(list(yaml.safe_load_all(text)))
    except yaml.YAMLError:
        return None
