"""An @ in the password of a database URL, which makes the host name wrong."""

from __future__ import annotations

import re

from mity.agents.settings import assigned
from mity.healing.model import Advice, Proposal
from mity.healing.rules import FailureContext, Rule

_TRIGGER = re.compile(
    r"Can't connect to \S+ server on\s+'[^'\n]*@[^'\n]*'|could not translate host name \"[^\"\n]*@[^\"\n]*\""
    r"|(?:failed to resolve host|Unknown (?:server|MySQL server) host) '[^'\n]*@[^'\n]*'"
)
_URL = re.compile(r"^(?P<scheme>[a-z][\w+.-]*)://(?P<user>[^:/@]*):(?P<password>.+)@(?P<host>[^@]*)$")


class DatabaseUrl(Rule):
    """Shows how the URL has to be written, the password masked."""

    id = "database-url"
    title = "percent-encode the password of a database URL"

    def propose(self, failure: FailureContext) -> Proposal | None:
        if not _TRIGGER.search(failure.output):
            return None
        for path in (".env", ".env.local"):
            for name, value in assigned(failure.read(path) or "").items():
                found = _URL.match(value)
                if found and "@" in found["password"]:
                    form = f"{found['scheme']}://{found['user']}:{_masked(found['password'])}@{found['host']}"
                    return Advice(f"the password in {name} ({path}) contains an @: write it as %40, as in {form}")
        return Advice("the password in the database URL contains an @: write it as %40, as in user:***%40***@host")


def _masked(password: str) -> str:
    """The form of the password with each @ encoded and everything else hidden."""
    return "%40".join("***" if part else "" for part in password.split("@"))
