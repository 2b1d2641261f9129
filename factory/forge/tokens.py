"""Which token belongs to which host: none is ever sent to a host that it was not given for."""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from urllib.parse import urlsplit

from mity.command import Run
from mity.forge.kept_tokens import kept_by_git, kept_by_tool
from mity.forge.model import Product
from mity.text.records import dataclass

# Variable, the variable that names its host, and the host where that one is not set; without both it is not used.
_VARIABLES: Mapping[Product, tuple[tuple[str, str, str], ...]] = {
    Product.GITHUB: (
        ("GH_TOKEN", "GITHUB_SERVER_URL", "github.com"),
        ("GITHUB_TOKEN", "GITHUB_SERVER_URL", "github.com"),
        ("GH_ENTERPRISE_TOKEN", "GH_HOST", ""),
        ("GITHUB_ENTERPRISE_TOKEN", "GH_HOST", ""),
    ),
    Product.GITEA: (
        ("GITEA_TOKEN", "GITEA_SERVER_URL", "gitea.com"),
        ("FORGEJO_TOKEN", "FORGEJO_SERVER_URL", "codeberg.org"),
        ("GITHUB_TOKEN", "GITHUB_SERVER_URL", ""),  # the runner of Gitea's own actions names it so
    ),
    Product.GITLAB: (("GITLAB_TOKEN", "GITLAB_HOST", "gitlab.com"), ("GITLAB_TOKEN", "CI_SERVER_URL", "gitlab.com")),
}
_ANY = ("MITY_FORGE_TOKEN", "MITY_FORGE_HOST", "")
VARIABLES = frozenset(name for rows in (*_VARIABLES.values(), (_ANY,)) for name, _, _ in rows)
"""The usual variables that hold tokens."""


@dataclass(frozen=True, slots=True)
class Token:
    """A token and where it came from, for messages; empty without one. `user` is whose password it may be as well."""

    value: str = ""
    source: str = ""
    user: str = ""


def find_token(base: str, product: Product, environment: Mapping[str, str], run: Run, named: str = "") -> Token:
    """The token for the forge at `base`: of the variable `named`, of a usual one, or of a helper on this machine.

    A usual variable counts for the host that its companion names, else for the product's public host alone.
    """
    host = urlsplit(base).netloc
    if named:
        return Token(environment.get(named, "").strip(), named)
    for variable, companion, public in (_ANY, *_VARIABLES[product]):
        value = environment.get(variable, "").strip()
        if value and host == (_host(environment.get(companion, "")) or public):
            return Token(value, variable)
    return _of_helper(base, product, run)


def hint(base: str, product: Product, token: Token) -> str:
    """What a person can do about a token that is missing or not enough."""
    host = urlsplit(base).netloc
    if token.value:
        return f"the token comes from {token.source}: does it hold for {host} and have the rights for this?"
    if token.source:
        return f"the variable {token.source}, which the settings name for {host}, is empty: set it"
    variables = " or ".join(
        variable if public == host else f"{variable} with {companion}={host}"
        for variable, companion, public in (_VARIABLES[product][0], _ANY)
    )
    return f"no token for {host} was found: set {variables}"


def _host(text: str) -> str:
    """The host of an address, or of one that was written without a scheme."""
    return (urlsplit(text).netloc if "://" in text else text.strip("/")).lower()


def is_private(base: str) -> bool:
    """Whether nobody on the way can read what an address is sent: by TLS, or because it stays on this machine."""
    parts = urlsplit(base)
    host = parts.hostname or ""
    try:
        return parts.scheme == "https" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _of_helper(base: str, product: Product, run: Run) -> Token:
    """The token that the forge's own tool keeps, or git's credential helper; none where it could not be sent."""
    if not is_private(base):
        return Token()
    value, source = kept_by_tool(base, product, run)
    if value:
        return Token(value, source)
    user, value = kept_by_git(base, run)
    return Token(value, "git credential", user) if value else Token()
