"""Who may use the page: the person at this machine, or the users of a file with their roles and password hashes."""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
import re
import stat
from collections.abc import Mapping
from pathlib import Path

from mity.errors import UsageError
from mity.reading import read_text
from mity.system.files import write_atomic
from mity.text.records import dataclass
from mity.text.toml_data import parse_toml

ROLES = ("see", "approve", "run")
"""What a user may do; each role includes those before it."""
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._@-]{0,63}")
_HASH = re.compile(r"scrypt\$(\d{1,7})\$(\d{1,2})\$(\d{1,2})\$([A-Za-z0-9+/=]{16,64})\$([A-Za-z0-9+/=]{32,128})")
_N, _R, _P = 1 << 15, 8, 3
"""Parameters of scrypt: 32 MB of memory and about 0.2 s for each try, as OWASP recommends."""
_MEMORY = 256 << 20
_LEAST = 10
_MOST = 1024


@dataclass(frozen=True, slots=True)
class User:
    """Somebody who uses the page. `password` is the hash, empty for the person at this machine."""

    name: str
    role: str = "run"
    password: str = ""

    def may(self, role: str) -> bool:
        """Whether the user has a role, or one that includes it."""
        return ROLES.index(self.role) >= ROLES.index(role)


def hashed(password: str) -> str:
    """The hash of a password with its parameters and salt. Raises UsageError for one that is too short or too long."""
    if not _LEAST <= len(password) <= _MOST:
        raise UsageError(f"a password needs {_LEAST} to {_MOST} characters: choose another one")
    salt = os.urandom(16)
    parts = (str(_N), str(_R), str(_P), _text(salt), _text(_scrypt(password, salt, _N, _R, _P)))
    return "$".join(("scrypt", *parts))


def fits(password: str, wanted: str) -> bool:
    """Whether a password is the one of a hash; the time it takes does not depend on the password."""
    found = _HASH.fullmatch(wanted)
    if not found or len(password) > _MOST:
        return False
    n, r, p = (int(found[number]) for number in (1, 2, 3))
    salt, hash_ = base64.b64decode(found[4]), base64.b64decode(found[5])
    return hmac.compare_digest(_scrypt(password, salt, n, r, p), hash_)


def read_users(path: Path) -> dict[str, User]:
    """The users of a file: a TOML table for each with `role` and `password`. Raises UsageError."""
    try:
        info = path.stat()
        data = parse_toml(read_text(path))
    except FileNotFoundError as error:
        raise UsageError(
            f"there is no file of users {path}: `mity serve --users FILE --add-user NAME` makes it"
        ) from error
    except (OSError, ValueError) as error:
        raise UsageError(f"cannot read the users in {path}: {error}") from error
    if os.name != "nt" and stat.S_IMODE(info.st_mode) & 0o077:
        raise UsageError(f"{path} holds password hashes and others may read or write it: `chmod 600` it")
    return {name: _user(name, row, path) for name, row in data.items()}


def _user(name: str, row: object, path: Path) -> User:
    if not _NAME.fullmatch(name):
        raise UsageError(f"{path}: '{name}' is no name of a user: use letters, digits and . _ @ -")
    if not isinstance(row, Mapping) or set(row) - {"role", "password"}:
        raise UsageError(f"{path}: [{name}] needs `role` and `password`, or `role` alone for whom a proxy lets in")
    role, password = row.get("role"), row.get("password")
    if role in ROLES and "password" not in row:  # whom a proxy lets in; no password is theirs
        return User(name, str(role))
    if role not in ROLES:
        raise UsageError(f"{path}: the role of '{name}' must be one of {', '.join(ROLES)}, not {role!r}")
    found = _HASH.fullmatch(password) if isinstance(password, str) else None
    n, r, p = (int(found[number]) for number in (1, 2, 3)) if found else (0, 0, 0)
    if n < 1 << 14 or n & (n - 1) or not 1 <= r <= 16 or not 1 <= p <= 16 or 128 * n * r > _MEMORY // 2:
        raise UsageError(
            f"{path}: the password of '{name}' is no hash of mity's: `mity serve --add-user {name}` makes one"
        )
    return User(name, str(role), str(password))


def add_user(path: Path, name: str, role: str, password: str) -> None:
    """Writes a user into the file, in the place of one of that name. Raises UsageError, StorageError."""
    known = read_users(path) if path.exists() else {}
    if not _NAME.fullmatch(name):
        raise UsageError(f"'{name}' is no name of a user: use letters, digits and . _ @ -")
    known[name] = User(name, role, hashed(password))
    rows = [f'["{one.name}"]\nrole = "{one.role}"\npassword = "{one.password}"\n' for one in known.values()]
    write_atomic(path, "\n".join(rows).encode(), private=True)


def _scrypt(password: str, salt: bytes, n: int, r: int, p: int) -> bytes:
    data = password.encode("utf-8", "surrogatepass")
    return hashlib.scrypt(data, salt=salt, n=n, r=r, p=p, maxmem=_MEMORY, dklen=32)


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode()
