"""A delivery of a web hook, judged: whose it is, whether it is signed, whether it came before. No I/O."""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Callable, Mapping
from urllib.parse import parse_qs

from mity.text.data import parse_json
from mity.text.records import dataclass
from mity.triggers.forge_words import occurrence
from mity.triggers.occurrence import Occurrence

MOST_BYTES = 5 << 20
"""Bytes of a delivery; forges send less but for pushes of thousands of commits."""
_ID = re.compile(r"[A-Za-z0-9._:{}-]{1,200}")
_NAMES = {
    "github": ("X-Hub-Signature-256", "X-GitHub-Delivery", "X-GitHub-Event"),
    "gitea": ("X-Gitea-Signature", "X-Gitea-Delivery", "X-Gitea-Event"),
    "gitlab": ("X-Gitlab-Token", "X-Gitlab-Event-UUID", "X-Gitlab-Event"),
}
_SIGNED = ("github", "gitea")
_FORM, _MOST_FIELDS = "application/x-www-form-urlencoded", 20
FORGES = tuple(_NAMES)


@dataclass(frozen=True, slots=True)
class Answer:
    """What the forge is told: a status of HTTP and one line. `taken` is what is to be served because of it."""

    status: int
    text: str
    taken: Occurrence | None = None


class Hooks:
    """Judges deliveries by the `secrets` of forges, by their names; a forge without one is not listened to.

    `known` tells whether something under a key was served or waits already.
    """

    def __init__(self, secrets: Mapping[str, str], known: Callable[[tuple[str, ...]], bool]) -> None:
        self._secrets = dict(secrets)
        self._known = known

    def judge(self, path: str, headers: Mapping[str, str], body: bytes) -> Answer:
        """What to do with a request to POST `body` to `path`. `headers` finds names in any case."""
        forge = path.partition("?")[0].removeprefix("/hooks/").strip("/")
        secret = self._secrets.get(forge, "")
        if not secret:
            return Answer(404, "nothing listens here")
        signature, delivery, kind = (str(headers.get(name) or "") for name in _NAMES[forge])
        if not _signed(forge, secret, signature or _of_github(forge, headers), body):
            return Answer(403, "the signature is not that of the secret")
        if forge == "gitlab":
            delivery = str(headers.get("Idempotency-Key") or "") or delivery
        if not _ID.fullmatch(delivery):
            return Answer(400, "the delivery has no id")
        try:
            payload = parse_json(_content(str(headers.get("Content-Type") or ""), body), finite=True)
        except ValueError:
            return Answer(400, "the body is not JSON: choose the content type application/json")
        if not isinstance(payload, dict):
            return Answer(400, "the body is no JSON object")
        keys = _keys(forge, delivery, body)
        as_another = [key for one in _SIGNED if forge in _SIGNED for key in _of_body(one, body)]  # of the same secret
        if self._known((*keys, *as_another)):
            return Answer(200, "served already")
        return Answer(202, "taken", occurrence(forge, kind, payload, keys))


def _content(kind: str, body: bytes) -> str:
    """The JSON of a delivery, which a form has as its one `payload`. Raises ValueError."""
    if kind.partition(";")[0].strip().lower() != _FORM:
        return body.decode()
    found = parse_qs(body.decode("ascii"), strict_parsing=True, errors="strict", max_num_fields=_MOST_FIELDS)
    if len(given := found.get("payload", [])) != 1:
        raise ValueError("it has no payload, or several")
    return given[0]


def _signed(forge: str, secret: str, given: str, body: bytes) -> bool:
    """Compares in a time that tells nothing of the secret."""
    if forge == "gitlab":
        return hmac.compare_digest(_digest(given), _digest(secret))
    expected = hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
    return hmac.compare_digest(given.removeprefix("sha256=").encode(errors="replace"), expected.encode())


def _of_github(forge: str, headers: Mapping[str, str]) -> str:
    """Gitea signs as GitHub does as well."""
    return str(headers.get("X-Hub-Signature-256") or "") if forge == "gitea" else ""


def _keys(forge: str, delivery: str, body: bytes) -> tuple[str, ...]:
    """The id of a delivery is not part of what is signed, so the same signed content counts as the same delivery."""
    return (f"{forge}:{delivery}", *(_of_body(forge, body) if forge in _SIGNED else ()))


def _of_body(forge: str, body: bytes) -> tuple[str]:
    return (f"{forge}-body:{hashlib.sha256(body).hexdigest()}",)


def _digest(text: str) -> bytes:
    return hashlib.sha256(text.encode(errors="replace")).digest()
