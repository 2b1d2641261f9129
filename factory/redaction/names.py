"""Names that say their value is a secret, and JSON data with such values masked."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from mity.text.patterns import regex

MASK = "***"

_WORD = regex(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")
_WORDS = frozenset(
    {"password", "passwords", "passwd", "pwd", "passphrase", "passcode", "secret", "secrets", "token", "tokens"}
    | {"credential", "credentials", "creds", "cookie", "cookies", "apikey", "auth", "authorization", "pat", "dsn"}
    | {"jwt", "bearer", "netrc", "pgpass", "psk", "pw", "sessionid", "sessid", "phpsessid", "jsessionid"}
)
_SUFFIX = regex(
    r"(?:passwords?|passwd|passphrase|secrets?|token|credentials?|apikey|cookie|(?:auth|access|secret|private|signing|encryption)key)$"
)
_PAIRS = frozenset({("connection", "string"), ("conn", "string"), ("conn", "str"), ("connection", "strings")})
_SESSIONS = frozenset({"id", "key", "data", "hash"})
# what stands before `key`, `pass` or `session` where the value is no secret
_OPEN_KEYS = frozenset(
    {"public", "primary", "foreign", "cache", "sort", "partition", "group", "unique", "index", "map", "object", "row"}
    | {
        "lookup",
        "natural",
        "surrogate",
        "hash",
        "range",
        "registry",
        "config",
        "setting",
        "translation",
        "i18n",
        "dict",
    }
    | {"json", "composite", "message", "query", "idempotency", "dedup", "hot", "arrow", "pressed", "host", "known"}
)
_OPEN_PASSES = frozenset({"test", "tests", "build", "first", "second", "render", "all", "must", "by", "will", "can"})
_OPEN_SESSIONS = frozenset(
    {"desktop", "gdm", "xdg", "gnome", "kde", "login", "tmux", "x", "wayland", "terminal", "test"}
)
# settings that say where a secret is, of which kind it is, or how it is treated
_ABOUT = frozenset(
    {"sock", "socket", "file", "path", "dir", "folder", "type", "method", "url", "uri", "host", "hostname", "port"}
    | {"ttl", "expiry", "expires", "expiration", "lifetime", "length", "enabled", "disabled", "name", "names", "count"}
    | {"limit", "size", "timeout", "provider", "domain", "realm", "scheme", "header", "headers", "class", "format"}
    | {"algorithm", "mode", "policy", "hint", "prompt", "backend", "version", "required", "samesite", "secure"}
    | {"httponly", "model", "user", "username", "manager", "issuer", "audience", "error", "errors", "validators"}
    | {"minutes", "seconds", "hours", "days", "hasher", "hashers", "field", "label", "store", "storage"}
)
_COUNT = regex(r"[0-9]{1,7}")
_KINDS_OF_AUTH = frozenset({"none", "session", "jwt", "oidc", "basic"})
_HARMLESS = regex(r"(?:OLD)?PWD|PUBLIC_?KEY_?TOKEN|TOKENS?_?(?:USED|LEFT|TOTAL)|MAX_?TOKENS?", re.IGNORECASE)


@lru_cache(maxsize=4096)
def is_secret_name(name: str) -> bool:
    """True when a variable of that name usually holds a secret."""
    words = [word.lower() for word in _WORD.findall(name)]
    while words and words[-1].isdigit():
        words.pop()
    if not words or words[-1] in _ABOUT or _HARMLESS.fullmatch(name) or words[0] == "xdg":
        return False
    if not _WORDS.isdisjoint(words) or _SUFFIX.search(words[-1]):
        return True
    return any(map(_secret_pair, words, words[1:])) or words == ["session"] or _last_word(words)


def tells_about_secret(name: str) -> bool:
    """True when a name speaks of where a secret is, of what kind or for how long: `secret_name`, `password_field`."""
    words = [word.lower() for word in _WORD.findall(name)]
    return bool(words) and words[-1] in _ABOUT


def is_secret(name: str, value: str) -> bool:
    """True when a variable of that name holds a secret with that value; how people sign in and a count are none."""
    harmless = (name.lower() == "auth" and value in _KINDS_OF_AUTH) or (_counts(name) and _COUNT.fullmatch(value))
    return is_secret_name(name) and not harmless


def _counts(name: str) -> bool:
    """Whether a name ends in `tokens`, of which there may be a number."""
    words = _WORD.findall(name)
    return bool(words) and words[-1].lower() == "tokens"


def _secret_pair(first: str, second: str) -> bool:
    if second in ("key", "keys"):
        return first in ("api", "private", "access", "secret", "signing", "encryption", "master", "auth")
    return (first, second) in _PAIRS or (first == "session" and second in _SESSIONS)


def _last_word(words: list[str]) -> bool:
    if len(words) < 2:
        return False
    before, last = words[-2:]
    if last == "key":
        return before not in _OPEN_KEYS
    if last == "pass":
        return before not in _OPEN_PASSES
    return last == "session" and before not in _OPEN_SESSIONS


def hide(value: Any) -> Any:
    """JSON data with every value masked that stands under a secret-looking name."""
    if isinstance(value, dict):
        return {k: MASK if v and isinstance(v, str) and is_secret(k, v) else hide(v) for k, v in value.items()}
    return [hide(item) for item in value] if isinstance(value, list) else value


def unmask(values: Any, environment: Mapping[str, str]) -> list[str]:
    """Fills masked values of a mapping in from `environment`; returns the names that are not there."""
    masked = [name for name, value in values.items() if value == MASK]
    values.update({name: environment[name] for name in masked if name in environment})
    return [name for name in masked if name not in environment]


def named_texts(value: Any) -> Iterator[dict[str, str]]:
    """Every text in JSON data that stands under a name, as a mapping of one."""
    for item in value if isinstance(value, list) else ():
        yield from named_texts(item)
    for name, inner in value.items() if isinstance(value, Mapping) else ():
        if isinstance(inner, str):
            yield {name: inner}
        yield from named_texts(inner)
