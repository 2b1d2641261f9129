"""From an address to a forge that can be asked: which product serves it, with whose token."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from urllib.parse import quote, urlsplit

from urllib3.util import make_headers

from mity.command import Run
from mity.errors import UsageError
from mity.forge.errors import ForgeError, ForgeUnreachable
from mity.forge.gitea import Gitea
from mity.forge.github import VERSION, GitHub
from mity.forge.gitlab import GitLab
from mity.forge.http import Client, Patience
from mity.forge.model import Address, Owned, Product
from mity.forge.owned import owned, read_owner
from mity.forge.port import Forge
from mity.forge.tokens import Token, find_token, hint, is_private
from mity.system.remote import without_user
from mity.text.records import dataclass

_PUBLIC = {
    "github.com": Product.GITHUB,
    "gitlab.com": Product.GITLAB,
    "gitea.com": Product.GITEA,
    "codeberg.org": Product.GITEA,
}
_API = {Product.GITHUB: "/api/v3", Product.GITEA: "/api/v1", Product.GITLAB: "/api/v4"}
_USER = {Product.GITHUB: "x-access-token", Product.GITEA: "mity", Product.GITLAB: "oauth2"}
_PROBE_S = 10.0
_CLOUD = ".ghe.com"


@dataclass(frozen=True, slots=True)
class Host:
    """What the settings say of one host: its product, and the name of the variable that holds its token."""

    product: Product | None = None
    token_env: str = ""


@dataclass(frozen=True, slots=True)
class Connection:
    """A forge that can be asked. `git` is the environment by which git logs in there; `secret` is the token."""

    forge: Forge
    address: Address
    git: Mapping[str, str]
    secret: str


def connect(
    address: Address,
    environment: Mapping[str, str],
    run: Run,
    hosts: Mapping[str, Host] | None = None,
    patience: Patience | None = None,
) -> Connection:
    """The forge of an address; `run` runs a helper that may know the token, `hosts` are the settings.

    Raises UsageError for a token that would go over the network without TLS, ForgeError for a host that is no forge.
    """
    product, token, client = _client(address.base, environment, run, hosts or {}, patience)
    forges: Mapping[Product, Callable[[Client, Address], Forge]] = {
        Product.GITHUB: GitHub,
        Product.GITEA: Gitea,
        Product.GITLAB: GitLab,
    }
    return Connection(forges[product](client, address), address, _git(address.base, product, token), token.value)


def connect_owner(
    url: str,
    environment: Mapping[str, str],
    run: Run,
    hosts: Mapping[str, Host] | None = None,
    patience: Patience | None = None,
) -> list[Owned]:
    """The repositories of the organization or the person whose page `url` is. Raises UsageError, ForgeError."""
    base, owner = read_owner(url)
    product, _, client = _client(base, environment, run, hosts or {}, patience)
    return owned(client, product, owner)


def _client(
    base: str, environment: Mapping[str, str], run: Run, hosts: Mapping[str, Host], patience: Patience | None
) -> tuple[Product, Token, Client]:
    """What asks the forge at `base`, with the user's token for it. Raises UsageError, ForgeError."""
    host = urlsplit(base).netloc
    settings = hosts.get(host, Host())
    product = settings.product or _known(host) or _asked(base, patience)
    token = find_token(base, product, environment, run, settings.token_env)
    if token.value and not is_private(base):
        raise UsageError(f"{base} is asked without TLS, so its token could be read on the way: give an https URL")
    return product, token, Client(api_of(base, product), _headers(product, token), hint(base, product, token), patience)


def _known(host: str) -> Product | None:
    return Product.GITHUB if host.endswith(_CLOUD) else _PUBLIC.get(host)


def _asked(base: str, patience: Patience | None) -> Product:
    """The product that a host says it is. Raises ForgeError."""
    given = patience or Patience()
    short = Patience(min(given.seconds, _PROBE_S), given.pause, given.clock, given.chance, given.held)
    for product, path in ((Product.GITEA, "/version"), (Product.GITLAB, "/projects"), (Product.GITHUB, "/meta")):
        kind: type[object] = list if product is Product.GITLAB else dict
        client = Client(f"{base}{_API[product]}", {}, "", short)
        try:
            client.get(path, kind=kind)
        except ForgeUnreachable:
            raise
        except ForgeError:
            continue
        return product
    raise ForgeError(
        f"{base} is no forge that mity knows (GitHub, Gitea, Forgejo, GitLab): if it is one, say which by "
        f'`[forge."{urlsplit(base).netloc}"] product = "gitea"` in .mity/config.toml'
    )


def api_of(base: str, product: Product) -> str:
    """The address of the API of the forge at `base`; those in GitHub's own cloud have a host for it."""
    host = urlsplit(base).netloc
    in_cloud = base == "https://github.com" or (product is Product.GITHUB and host.endswith(_CLOUD))
    return f"https://api.{host}" if in_cloud else f"{base}{_API[product]}"


def _headers(product: Product, token: Token) -> Mapping[str, str]:
    shared = VERSION if product is Product.GITHUB else {}
    if not token.value:
        return shared
    if not token.value.isascii() or not token.value.isprintable():
        raise UsageError(f"the token of {token.source} holds characters that no token has: was it copied as a whole?")
    if token.user and product is Product.GITEA:  # which takes a password and a token as one
        return {**shared, **make_headers(basic_auth=f"{token.user}:{token.value}")}
    scheme = {Product.GITHUB: "Bearer", Product.GITEA: "token", Product.GITLAB: "Bearer"}[product]
    return {**shared, "Authorization": f"{scheme} {token.value}"}


def _git(base: str, product: Product, token: Token) -> Mapping[str, str]:
    if not token.value:
        return {}
    scheme, _, rest = base.partition("://")
    user = quote(token.user or _USER[product], safe="")
    return without_user(f"{scheme}://{user}:{quote(token.value, safe='')}@{rest}")[1]
