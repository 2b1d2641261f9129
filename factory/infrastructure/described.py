"""What the templates of infrastructure are told of an application."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Mapping
from pathlib import Path

from mity.reading import read_text
from mity.stacks.cloud import Cloud
from mity.stacks.model import Stack
from mity.system.file_templates import literal
from mity.text.records import dataclass, field

_EXPOSED = re.compile(r"^\s*EXPOSE\s+(\d+)", re.MULTILINE | re.IGNORECASE)
_SHORT = 20
_PORT = 8080


@dataclass(frozen=True, slots=True)
class Described:
    """An application as its infrastructure sees it. `memory` is in MiB; `image` says whether it has a Dockerfile."""

    name: str
    port: int
    health: str
    image: bool
    cloud: Cloud = field(default_factory=Cloud)

    @property
    def slug(self) -> str:
        """The name in lower-case letters, digits and hyphens."""
        return re.sub(r"[^a-z0-9]+", "-", self.name.lower()).strip("-") or "application"

    @property
    def short(self) -> str:
        """The slug as names of resources begin with it: a letter first, twenty characters at most."""
        slug = self.slug if self.slug[0].isalpha() else f"app-{self.slug}"
        return slug[:_SHORT].strip("-") if len(slug) > 1 else f"{slug}-app"

    @property
    def memory(self) -> int:
        """Memory of a container in MiB."""
        return self.cloud.memory

    @property
    def database(self) -> bool:
        """True when it keeps its data in a database."""
        return self.cloud.database is not None

    @property
    def database_name(self) -> str:
        """The slug as the name of a database."""
        return self.short.replace("-", "_")

    @property
    def build(self) -> str:
        """The arguments of `docker build`, each with a space behind it."""
        return "".join(f"--build-arg {name}={value} " for name, value in self.cloud.build.items())

    def settings(self, host: str, port: str, without: tuple[str, ...] = ()) -> list[str]:
        """The environment of the container as lines of HCL; `host` and `port` are references to the database's.

        Variables named in `without` are set by the cloud itself.
        """
        found = self.variables(host, port)
        return assignments({name: literal(value) for name, value in found.items() if name not in without})

    def variables(self, host: str, port: str) -> dict[str, str]:
        """The environment of the container, by name."""
        found = {"HOST": "0.0.0.0", "PORT": str(self.port), **self.cloud.settings}
        if (database := self.cloud.database) is not None:
            url = database.url.replace("{host}", host).replace("{port}", port)
            found[database.url_variable] = url.replace("{name}", self.database_name)
        return found

    def secrets(self, user: str, password: str) -> list[str]:
        """The secret variables of the container as lines of HCL, with what each refers to."""
        database = self.cloud.database
        return assignments({database.user_variable: user, database.password_variable: password}) if database else []


def assignments(values: Mapping[str, str]) -> list[str]:
    """Lines such as `NAME = value`, their signs below each other as `terraform fmt` puts them."""
    width = max(map(len, values), default=0)
    return [f"{name.ljust(width)} = {value}" for name, value in values.items()]


def described(project: Path, name: str, stack: Stack | None) -> Described:
    """An application with what its Dockerfile and its stack say: the port it listens on, the path of its health."""
    text = ""
    with contextlib.suppress(OSError, UnicodeDecodeError):
        text = read_text(project / "Dockerfile")
    ports = _EXPOSED.findall(text)
    port = int(ports[-1]) if ports else stack.port.preferred if stack else _PORT
    health = stack.health.path if stack and stack.health else "/"
    return Described(name, port, health, bool(text), (stack.cloud if stack else None) or Cloud())
