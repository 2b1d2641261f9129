"""Passwords: kept as hashes of argon2, and compared in the same time whether or not there is such a person."""

import functools
import secrets

from pwdlib import PasswordHash

_hashes = PasswordHash.recommended()


def hashed(password: str) -> str:
    """The hash to keep."""
    return _hashes.hash(password)


def fits(password: str, kept: str | None) -> bool:
    """Whether it is the password of this hash; without one it is not, after as much work."""
    return _hashes.verify(password, kept or _nobodys()) and kept is not None


@functools.cache
def _nobodys() -> str:
    return _hashes.hash(secrets.token_urlsafe())
