"""What commands may reach that work on a project which is not the user's own."""

from __future__ import annotations

import dataclasses
import hashlib
import os
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import platformdirs

from mity.command import Command
from mity.confinement import Confinement, Mode, Network
from mity.reading import read_text
from mity.services.config import SandboxConfig
from mity.system.clone_places import is_clone
from mity.system.files import private_folder, storage_error
from mity.text.records import dataclass

SCANNERS, ADVISORIES, LICENCES, BILL = "scanners", "look for advisories", "licences", "bill of materials"
COMMANDS, INFRASTRUCTURE, LOCAL_INFRASTRUCTURE = "commands", "infrastructure", "infrastructure, without a network"
FETCHES, SERVES = ("install", "build", ADVISORIES, BILL, COMMANDS, INFRASTRUCTURE), ("launch",)
"""Verbs that fetch packages, advisories or providers, and those that answer connections; all others have a network of
their own."""
_STORE = "mity-foreign"
_CACHE = "cache"
_MITY = ".mity"
_VARIABLE = re.compile(
    r"(?:PIP|UV|NPM_CONFIG|YARN|CARGO|POETRY|PDM|BUN|COREPACK)_\w*(?:INDEX|REGISTRY|MIRROR|URL)\w*|GOPROXY|GOSUMDB"
    r"|npm_config_registry|RUSTUP_DIST_SERVER"
)
_SETTINGS = (
    *(".npmrc", ".yarnrc.yml", ".pip/pip.conf", ".config/pip/pip.conf", ".config/uv/uv.toml", ".m2/settings.xml"),
    *(".cargo/config.toml", ".config/go/env", ".gradle/init.gradle", ".bunfig.toml"),
)
"""Below the home: the user's own settings of package managers, of which only the addresses are read."""
_ADDRESS = re.compile(r"""(?:sparse\+)?https?://[^\s"'<>,;|]+""")


@dataclass(frozen=True, slots=True)
class Given:
    """What a command gets beside the project: files and folders of mity's and the user's, variables by name, hosts."""

    writable: tuple[Path, ...] = ()
    readable: tuple[Path, ...] = ()
    variables: frozenset[str] = frozenset()
    hosts: tuple[str, ...] = ()


NOTHING = Given()


@dataclass(frozen=True, slots=True)
class Ground:
    """The sandbox of one foreign project in `folder`: `home` takes the place of the user's, for all of its commands."""

    folder: Path
    home: Path
    settings: SandboxConfig

    def confined(self, command: Command, verb: str, given: Given = NOTHING) -> Command:
        """The command within its sandbox; one that has a sandbox of its own is left as it is."""
        if command.confinement is not None:
            return command
        made = self.confinement(verb, given.hosts)
        made = dataclasses.replace(
            made,
            writable=(*made.writable, *given.writable),
            readable=(*made.readable, *given.readable),
            variables=made.variables | given.variables,
        )
        return dataclasses.replace(command, confinement=made)

    def confinement(self, verb: str, others: tuple[str, ...] = ()) -> Confinement:
        """What the commands of a verb may reach, the hosts `others` among it.

        Whatever fetches reaches the hosts that the user's own settings name for packages; where they name none it
        reaches all, and a sandbox that is required refuses it.
        """
        hosts = self._hosts() if verb in FETCHES else tuple(sorted(self.settings.hosts))
        network = Network.NAMED if hosts else Network.OWN
        if verb in SERVES:
            network = Network.SERVES
        elif verb in FETCHES and not hosts:
            network = Network.OPEN
        elif others:
            network, hosts = Network.NAMED, (*hosts, *others)
        return Confinement(
            said_of(verb),
            writable=(self.folder,),
            readable=tuple(map(Path, self.settings.read)),
            kept=tuple(self._kept()),
            home=self.home,
            network=network,
            hosts=hosts,
            variables=frozenset(self.settings.variables),
        )

    def _kept(self) -> Iterator[Path]:
        """What mity, git and the user would run or believe later: history and hooks, logs, settings."""
        yield self.folder / ".git"
        own = self.folder / _MITY
        yield from (path for path in (own.iterdir() if own.is_dir() else ()) if path.name != _CACHE)

    def _hosts(self) -> tuple[str, ...]:
        texts = [value for name, value in os.environ.items() if _VARIABLE.fullmatch(name)]
        home = Path(os.path.expanduser("~"))  # noqa: PTH111 - Path.home raises without one
        for name in _SETTINGS:
            try:
                texts.append(read_text(home / name))
            except (OSError, ValueError):
                continue
        named = {host for text in texts for address in _ADDRESS.findall(text) if (host := _host(address))}
        return tuple(sorted({*named, *self.settings.hosts}))


def said_of(verb: str) -> str:
    """What messages and evidence call the commands of a verb."""
    return f"the project's {verb}"


def ground_of(folder: Path, settings: SandboxConfig) -> Ground | None:
    """The sandbox of a project that is not the user's own; None for one that is, and where no sandbox is wanted.

    A clone that mity made of a repository is nobody's own; where a sandbox is required, no project is.
    Raises StorageError.
    """
    if settings.mode is Mode.OFF or not (settings.mode is Mode.REQUIRED or is_clone(folder)):
        return None
    real = folder.resolve()
    home = platformdirs.user_cache_path(_STORE) / hashlib.sha256(os.fsencode(real)).hexdigest()[:16]
    try:
        private_folder(home)
    except OSError as error:
        raise storage_error("make", home, error) from error
    return Ground(real, home, settings)


def _host(address: str) -> str:
    """`host:port` of an address; empty for what is none."""
    try:
        parts = urlsplit(address.removeprefix("sparse+"))
        port = parts.port or {"https": 443, "http": 80}.get(parts.scheme, 0)
    except ValueError:
        return ""
    return f"{parts.hostname}:{port}" if parts.hostname and "*" not in parts.hostname else ""
