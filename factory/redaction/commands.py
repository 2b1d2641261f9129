"""Passwords and tokens among the words of well-known commands and protocols, where their place alone says so."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator

from mity.redaction.mixtures import mixed
from mity.redaction.names import is_secret_name
from mity.text.patterns import regex

Span = tuple[int, int]

_V = r"[\"']?(?P<v>[^\s\"'`|;&<>$%][^\s\"'`|;&<>]{5,400})"
# the program, and what stands before its secret
_OPTIONS = {
    "redis-cli": r"redis-cli\b[^\n|;]{0,120}?[ ](?:-a|--pass)[ =]",
    "htpasswd": r"htpasswd[ ](?:-\w{1,8}[ ]){1,4}(?:[^\s|;]{1,80}[ ]){1,2}",
    "ldap": r"ldap\w{3,12}\b[^\n|;]{0,200}?[ ]-w[ ]",
    "smbclient": r"smbclient\b[^\n|;]{0,120}?[ ]-U[ ]?[^\s%]{1,60}%",
    "ssh-keygen": r"ssh-keygen\b[^\n|;]{0,120}?[ ]-[NP][ ]",
    "rabbitmqctl": r"rabbitmqctl\b[^\n|;]{0,60}?(?:add_user|change_password)[ ]\S{1,60}[ ]",
    "mongo": r"mongo(?:sh|dump|restore|export|import)?\b[^\n|;]{0,200}?[ ](?:-p|--password)[ =]",
    "twine": r"twine[ ]upload\b[^\n|;]{0,200}?[ ](?:-p|--password)[ =]",
    "sqlplus": r"sqlplus\b[ ](?:-\w{1,4}[ ]){0,3}\w{1,60}/",
    "thin:": r"jdbc:oracle:thin:\w{1,60}/",
    "http": r"\bhttps?[ ][^\n|;]{0,200}?(?:-a|--auth)[ =][^\s:]{1,60}:",
    "login": (
        r"\b(?:cargo|vault|npm|heroku|snyk|cachix|fly|railway|wandb|huggingface-cli)\b[^\n|;]{0,40}?[ ]login[ ]"
        r"(?:--token[ =])?(?:token=)?"
    ),
    "pass:": r"-pass(?:in|out|word)?[ ]pass:",
    "pass": r"[ ]-(?:store|key|src|dest|deststore|new|old)?pass(?:wd|phrase)?[ =:]",
    "wpa_passphrase": r"\bwpa_passphrase[ ]\S{1,64}[ ]",
    "SETUSER": r"\bSETUSER[ ]\S{1,60}[ ][^\n|;]{0,60}?>",
    "7z": r"\b7z[ar]?[ ]\w[^\n|;]{0,120}?[ ]-p",
    "zip": r"\bzip\b[^\n|;]{0,120}?[ ](?:-P[ ]?|--password[ =])",
    "creds": r"[ ]--(?:src-|dest-)?creds[ =][^\s:]{1,80}:",
    "openssl": r"\bopenssl[ ]enc\b[^\n|;]{0,200}?[ ]-k[ ]",
    "-setcookie": r"(?<!\S)-setcookie[ ]",
    "SecureString": r"SecureString[ ](?:-String[ ])?",
    "IDENTIFIED BY": r"\bIDENTIFIED[ ]BY[ ]",
    "--body": r"\bsecret[ ]set[ ]\S{1,80}[ ](?:--body|-b)[ =]",
    "<<<": r"(?:token|passw(?:or)?d|secret|login)[\w\-]{0,12}\b[^\n|;]{0,80}<<<[ ]?",
    "oauth2": r"--oauth2-bearer[ =]",
    "imap": r"\b[a-z]\d{1,4}[ ]LOGIN[ ]\S{1,80}[ ]",
}
_LOOSE = frozenset({"7z", "zip", "creds", "openssl", "-setcookie", "SecureString", "IDENTIFIED BY"})
"""What may as well stand before a word: its value has a digit."""
_ANY = {word: regex(pattern + _V) for word, pattern in _OPTIONS.items()}
_IMAP = _ANY.pop("imap")
_SET = regex(
    r"\b(?:set|put|add|setenv|create)\b(?:[ ](?:--?[\w\-]{1,20}|-gx|-x)){0,4}[ ](?P<n>[\w.:/\-]{2,120})[ ]"
    + _V
    + r"[\"']?(?=\s|\Z)"
)
_PAIR = regex(
    r"\b(?:[Bb]asic|[Aa]uth\w{0,12}|credentials|login)\b[\"']?[ ]{0,2}[=:(][ ]{0,2}[(\[]?[ ]?[\"']"
    r"[^\"'\n]{1,80}[\"'][ ]{0,2},"
    r"[ ]{0,2}[\"'](?P<v>[^\"'\s]{6,400})[\"']"
)
_VERBS = regex(
    r"(?m:^)(?:[<>*CS:\-]{0,4}[ ]{0,4})(?:PASS|AUTH(?:[ ](?:PLAIN|LOGIN))?|IDENTIFY)[ ]"
    r"(?P<v>\S{8,400})[ \t\r]{0,4}(?m:$)"
)
_NULS = 2


def commanded(text: str) -> Iterator[Span]:
    """Where a text holds the secret of a command, as a shell's trace or a script shows it."""
    for word, pattern in _ANY.items():
        if word in text:
            loose = word in _LOOSE
            values = (found for found in pattern.finditer(text) if _value(found["v"]))
            yield from (one.span("v") for one in values if not loose or any(map(str.isdigit, one["v"])))
    if " LOGIN " in text:
        yield from (found.span("v") for found in _IMAP.finditer(text))
    if "set" in text or "put " in text or "add " in text or "create" in text:
        named = (found for found in _SET.finditer(text) if is_secret_name(found["n"].rpartition("/")[2].lstrip(":_")))
        yield from (found.span("v") for found in named if any(map(str.isdigit, found["v"])))
    if "asic" in text or "uth" in text or "credentials" in text or "login" in text:
        yield from (found.span("v") for found in _PAIR.finditer(text) if any(map(str.isdigit, found["v"])))
    if "PASS " in text or "AUTH " in text or "IDENTIFY " in text:
        yield from (one.span("v") for one in _VERBS.finditer(text) if mixed(one["v"]) or _of_sasl(one["v"]))


def _of_sasl(value: str) -> bool:
    """Whether a word is what PLAIN sends: a name and a password behind NULs, in base64."""
    try:
        return base64.b64decode(value, validate=True).count(b"\0") >= _NULS
    except (binascii.Error, ValueError):
        return False


def _value(value: str) -> bool:
    """Whether the word behind an option is a value, and not the next option, a file or a place to be filled in."""
    return not value.startswith(("-", "/", "./", "../", "$", "{", "<", "*")) and not value.endswith((".txt", ".json"))
