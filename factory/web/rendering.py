"""Templates to HTML: whatever a run, a project or a person said stays text, without secrets and hidden signs."""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from starlette.responses import Response

from mity import __version__
from mity.redaction import Redactor
from mity.text.visible import uncoloured, visible_lines
from mity.web.asked import Asked
from mity.web.sessions import Sessions
from mity.web.workspaces import Workspaces

HERE = Path(__file__).parent
_LONGEST = 20_000
"""Signs of one text that are shown."""


class Rendering:
    """The templates of the page. `sessions` gives the token of forms, `workspaces` where their addresses begin."""

    def __init__(self, sessions: Sessions, workspaces: Workspaces) -> None:
        self._sessions = sessions
        self.workspaces = workspaces
        self.redactor = Redactor(os.environ)
        self.token_mark = secrets.token_hex(16)
        """Stands for the form token in what is rendered once for many sessions; nobody else can know it."""
        self._environment = Environment(
            loader=FileSystemLoader(HERE / "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            finalize=self._shown,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._environment.filters |= {"path": path, "seconds": seconds, "json": as_json, "when": when}
        self._environment.globals["version"] = __version__

    def load(self) -> None:
        """Compiles every template, which the first page that needs it would do else."""
        for name in self._environment.list_templates():
            self._environment.get_template(name)

    def fragment(self, template: str, block: Mapping[str, Any]) -> str:
        """The HTML of a template that is a part of a page."""
        return self._environment.get_template(template).render(block)

    def page(self, asked: Asked, template: str, values: Mapping[str, Any], status: int = 200) -> Response:
        """A page for a user."""
        about = {"user": asked.user, "form_token": self.form_token(asked.cookie), "leaves": self._sessions.by_password}
        text = self.fragment(template, {**about, **self.workspaces.about(asked.places), **values})
        return html(text, status)

    def form_token(self, cookie: str) -> Markup:
        """What the forms of a session send back; it looks like a secret, which is why it is no text."""
        return Markup(self._sessions.form_token(cookie))

    def _shown(self, value: Any) -> Any:
        """Every text on its way into a page, but for what is HTML already."""
        if isinstance(value, str) and not isinstance(value, Markup):
            cut = value if len(value) <= _LONGEST else f"{value[:_LONGEST]} …"
            return self.redactor.text(visible_lines(uncoloured(cut)))
        return "" if value is None else value


def html(text: str, status: int = 200) -> Response:
    """An answer that is HTML; a letter that is none becomes a question mark."""
    return Response(text.encode("utf-8", "replace"), status, media_type="text/html; charset=utf-8")


def path(word: object) -> Markup:
    """A word as a part of an address."""
    return Markup(quote(str(word).encode("utf-8", "replace"), safe=""))


def seconds(value: float | None) -> str:
    """A time as a person reads it."""
    if value is None:
        return ""
    minutes, rest = divmod(float(value), 60)
    if minutes < 1:
        return f"{rest:.1f} s"
    hours, minutes = divmod(int(minutes), 60)
    return f"{hours} h {minutes} min" if hours else f"{minutes} min {int(rest)} s"


def as_json(value: Any) -> str:
    """Data as indented text."""
    return json.dumps(value, indent=1, ensure_ascii=False, default=str)


def when(text: str) -> str:
    """A time of a log without its fractions."""
    return text[:19].replace("T", " ")
