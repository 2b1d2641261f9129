"""Who is at the other end of a request: a link with a token, or a password, becomes a signed cookie."""

from __future__ import annotations

import base64
import hmac
import secrets
import threading
import time
from collections import deque
from collections.abc import Mapping
from pathlib import Path

from mity.web.state import LeftSessions
from mity.web.users import User, fits, read_users

_LASTS_S = 12 * 3600.0
_BY_PROXY, _EVER = "proxy", "9" * 12
"""In the sessions of users whom a proxy names: they are kept by nobody, but made anew for each request."""
_TRIES, _WITHIN_S = 10, 60.0
_ABSENT = "scrypt$32768$8$3$AAAAAAAAAAAAAAAAAAAAAA==$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="
"""A hash that is compared for a user who is not there, so that the time does not tell."""


class TooMany(Exception):
    """So many tries failed that nobody is let in for a while."""


class Sessions:
    """Sessions of one page. `key` signs the cookies, `left` keeps those that ended early; `local` is the person at this
    machine; `users` a file of users.

    A cookie is void when its time is over, its user is gone or has another password, or its user has left.
    """

    def __init__(self, key: bytes, left: LeftSessions, local: User | None, users: Path | None = None) -> None:
        self.token = secrets.token_urlsafe(32)
        self._key = key
        self._local = local
        self._users = users
        self._left = left
        self._failed: deque[float] = deque(maxlen=_TRIES)
        self._turn = threading.Lock()

    @property
    def by_password(self) -> bool:
        """Whether people come in by name and password."""
        return self._users is not None

    def enter(self, token: str) -> str | None:
        """The cookie for somebody who has the link; None for another token. Raises TooMany."""
        if self._local is None:
            return None
        with self._turn:
            self._check_tries()
            if not hmac.compare_digest(token.encode("utf-8", "replace"), self.token.encode()):
                self._failed.append(time.monotonic())
                return None
        return self._cookie(self._local)

    def log_in(self, name: str, password: str) -> str | None:
        """The cookie for a user with the right password; None for another one. Raises TooMany, UsageError."""
        with self._turn:  # one hash at a time: each takes 32 MB and a fifth of a second
            self._check_tries()
            user = self._known().get(name)
            if not fits(password, user.password if user else _ABSENT) or user is None:
                self._failed.append(time.monotonic())
                return None
        return self._cookie(user)

    def user(self, cookie: str) -> User | None:
        """Whose cookie it is; None for one that is not valid. Raises UsageError."""
        name, until, nonce, sign = (*cookie.split("|"), "", "", "", "")[:4]
        user = self._local if self._local and name == self._local.name else self._known().get(name)
        if user is None or not until.isdecimal() or len(until) > 12 or nonce in self._left:
            return None
        good = hmac.compare_digest(sign.encode("utf-8", "replace"), self._sign(user, until, nonce).encode())
        return user if good and time.time() < int(until) else None

    def named(self, name: str) -> str:
        """The session of a user whom a proxy let in, always the same one; empty for a user who is not known.

        Raises UsageError.
        """
        user = self._known().get(name)
        return self._cookie(user, _BY_PROXY, _EVER) if user else ""

    def leave(self, cookie: str) -> None:
        """Makes a valid cookie void, also for a page that is started later. Raises StorageError, UsageError."""
        with self._turn:
            if self.user(cookie) is not None:
                _, until, nonce, _ = cookie.split("|")
                if nonce != _BY_PROXY:
                    self._left.add(nonce, int(until))

    def form_token(self, cookie: str) -> str:
        """What a form must send back, so that it is known to be the page's own."""
        return _text(hmac.digest(self._key, b"form|" + cookie.encode("utf-8", "replace"), "sha256"))

    def _cookie(self, user: User, nonce: str = "", until: str = "") -> str:
        until = until or str(int(time.time() + _LASTS_S))
        nonce = nonce or secrets.token_urlsafe(12)
        return "|".join((user.name, until, nonce, self._sign(user, until, nonce)))

    def _sign(self, user: User, until: str, nonce: str) -> str:
        data = "|".join((user.name, user.password, until, nonce)).encode("utf-8", "replace")
        return _text(hmac.digest(self._key, data, "sha256"))

    def _known(self) -> Mapping[str, User]:
        return read_users(self._users) if self._users else {}

    def _check_tries(self) -> None:
        if len(self._failed) == _TRIES and time.monotonic() - self._failed[0] < _WITHIN_S:
            raise TooMany


def _text(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")
