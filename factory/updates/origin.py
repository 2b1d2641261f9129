"""Which template an application was made from, in which version, and by which answers."""

from __future__ import annotations

import re
from pathlib import Path

from mity.errors import UsageError
from mity.projects.app_record import APP_FILE, read_app
from mity.reading import read_bytes
from mity.stacks.catalog import Catalogue
from mity.text.data import parse_json
from mity.text.records import dataclass, field

CRUFT_FILE = ".cruft.json"
_COMMIT = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")


@dataclass(frozen=True, slots=True)
class Origin:
    """What `.mity/app.json` tells: `template` is a stack's id, a folder or an address, `commit` and `ref` are git's.

    `digest` is that of all files of the template; an older mity did not record it, nor the answers by default.
    """

    template: str
    stack: str = ""
    commit: str = ""
    ref: str = ""
    version: str = ""
    digest: str = ""
    answers: dict[str, str] = field(default_factory=dict)

    @property
    def complete(self) -> bool:
        """Whether all answers were recorded, those that nobody gave too."""
        return bool(self.digest)

    @property
    def label(self) -> str:
        """The version in words."""
        return self.version or self.ref or self.commit[:12] or "an unnamed version"

    def shipped(self, catalogue: Catalogue) -> bool:
        """Whether the template is one that comes with mity."""
        return not self.commit and self.template == self.stack and self.template in catalogue.ids("cookiecutter.json")


def read_origin(project: Path) -> Origin:
    """The origin of an application that mity made, or cruft keeps. Raises UsageError for any other."""
    app = read_app(project)
    if not app.get("template"):
        if (kept := _kept_by_cruft(project)) is not None:
            return kept
        raise UsageError(
            f"{project} was not made from a template by mity ({APP_FILE} does not name one): there is nothing to "
            "update from. Name the folder of an application"
        )
    template, _, commit = str(app["template"]).rpartition("@")
    if not template or not _COMMIT.fullmatch(commit):
        template, commit = str(app["template"]), ""
    texts = {name: str(app.get(f"template_{name}") or "") for name in ("ref", "version", "digest")}
    answers = {str(name): str(value) for name, value in app["answers"].items()}
    return Origin(template, str(app.get("stack") or ""), commit, answers=answers, **texts)


def _kept_by_cruft(project: Path) -> Origin | None:
    """What `.cruft.json` tells of a project that cookiecutter made; None without a usable one."""
    try:
        data = parse_json(read_bytes(project / CRUFT_FILE))
        answers = data["context"]["cookiecutter"]
        given = {str(name): str(value) for name, value in answers.items() if _is_answer(name, value)}
        return Origin(
            str(data["template"]), commit=str(data["commit"]), ref=str(data.get("checkout") or ""), answers=given
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def _is_answer(name: str, value: object) -> bool:
    return not name.startswith("_") and isinstance(value, str | int | float)
