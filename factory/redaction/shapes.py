"""Secrets that are known by their form: tokens of well-known makers, passwords in addresses, headers, key blocks.

Every pattern is linear, and is only tried where its literal text is in the text at all.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache

from mity.redaction.makers import LONG_WORD, TOKENS
from mity.text.patterns import regex

Span = tuple[int, int]

TOKEN_PATTERNS = tuple(TOKENS)
"""The forms of well-known tokens, each after a word boundary."""

# The mask takes the place of the group `s`.
_OTHERS = {
    r"(?<=://)[^\s/:@\"']*:(?P<s>[^\s/@\"']+)(?=@)": ("://",),
    r"(?<=://)(?P<s>[A-Za-z0-9_\-.%]{20,})(?=@)": ("://",),
    r"(?P<s>-----BEGIN (?:[A-Z0-9]+ ){0,3}PRIVATE KEY(?: BLOCK)?-----.*?"
    r"(?:-----END (?:[A-Z0-9]+ ){0,3}PRIVATE KEY(?: BLOCK)?-----|\Z))": ("-----BEGIN",),
    r"PuTTY-User-Key-File-\d:(?P<s>.*?(?:Private-MAC: \w+|\Z))": ("PuTTY-User-Key-File-",),
    r"(?i:authorization)[\"']?[ \t]{0,4}[:=][ \t]{0,4}[\"']?(?i:basic|bearer|token|digest|negotiate|apikey|aws4-\w+)"
    r"(?:[ \t]{1,4}|[ \t]{0,4}\r?\n[ \t]{1,8})(?P<s>[^\r\n\"']{6,})": ("uthorization", "UTHORIZATION"),
    r"(?i:authorization)[\"']?[ \t]{0,4}[:=][ \t]{0,4}[\"']?(?P<s>(?=\S{0,200}[0-9])[^\s\"']{12,})": (
        *("uthorization", "UTHORIZATION"),
    ),
    r"\b(?i:bearer)[ \t]{1,4}(?P<s>(?=[^\s\"']{0,400}[0-9])[A-Za-z0-9\-._~+/]{16,}={0,2})": ("earer", "EARER"),
    r"\b(?i:basic)[ \t](?P<s>(?=[^\s\"']{0,400}[0-9A-Z])[A-Za-z0-9+/]{12,}={1,2})": ("asic",),
    r"\b(?i:cookie2?)[\"']?[ \t]{0,4}:[ \t]{0,4}(?:\r?\n[ \t]{1,8})?\[?[\"']?(?P<s>[^\s=;\"']{1,200}=[^\r\n\"']{4,})": (
        "ookie",
        "OOKIE",
    ),
    r"\blogin\s{1,8}\S{1,200}\s{1,8}password\s{1,8}(?P<s>\S+)": ("login",),
    r"(?m:^)[\w.\-*]{1,200}:(?:\d{4,5}|\*):(?:[A-Za-z][\w\-]{0,200}|\*):[A-Za-z*][\w\-]{0,200}"
    r":(?P<s>[^\s:]{4,})(?m:$)": (*(":5432:", ":*:", ":6432:", ":5433:"),),
    r"(?P<s>----[ -]{0,1}BEGIN SSH2 (?:ENCRYPTED )?PRIVATE KEY.*?(?:END SSH2 (?:ENCRYPTED )?PRIVATE KEY|\Z))": (
        "BEGIN SSH2 ",
    ),
    r"hooks\.slack\.com/(?:triggers|workflows)/(?P<s>[\w/\-]{10,})": ("hooks.slack.com",),
    r"maker\.ifttt\.com/trigger/[^\s/]{1,100}/(?:json/)?with/key/(?P<s>[\w\-]{10,})": ("maker.ifttt.com",),
    r"::add-mask::(?P<s>[^\r\n]{1,2000})": ("::add-mask::",),
    r"(?i:::(?:set-output|set-env|save-state) name=[\w\-]{0,60}(?:token|secret|password|passwd|key|credential)"
    r"[\w\-]{0,40}::)(?P<s>[^\r\n]{4,2000})": ("::set-", "::save-"),
    r"##vso\[task\.setvariable [^\]\r\n]{0,200}issecret=true[^\]\r\n]{0,200}\](?P<s>[^\r\n]{1,2000})": (
        "issecret=true",
    ),
    r"\bSignature=(?P<s>(?=[^\s,]{0,200}\d)[A-Za-z0-9+/=%]{16,600})": ("Signature=",),
    r"(?m:^)[ \t]{0,8}pass[ \t]{0,4}=[ \t]{0,4}(?P<s>(?=\S{0,200}\d)(?=\S{0,200}[A-Za-z])\S{8,400})": ("pass",),
    r"\becho[ ](?:-\w{1,3}[ ])?[\"']?(?P<s>[^\s\"'|$]{4,200})[\"']?[ ]{0,4}\|[ ]{0,4}"
    r"(?:sudo\b[^\n|]{0,60}-S|[^\n|]{0,120}--(?:password-stdin|with-token|token-stdin|stdin))": ("echo ",),
    r"\bBUNDLE_[A-Z0-9_]{1,120}:[ ]{0,4}[\"']?[\w.@\-]{1,100}:(?P<s>[^\s\"']{6,400})": ("BUNDLE_",),
    r"//[\w.:\-]{1,200}/t/(?P<s>(?=[^\s/]{0,200}\d)[\w.\-]{12,400})(?=/)": ("/t/",),
    r"\"(?:git(?:hub|lab|ea)-(?:oauth|token)|bitbucket-oauth|forgejo-token|bearer)\"[ ]{0,4}:"
    r"[ \t\r\n]{0,40}\{[ \t\r\n]{0,40}\"[\w.:\-]{1,200}\"[ ]{0,4}:[ ]{0,4}\"(?P<s>[^\"\s]{6,400})\"": (
        '-oauth"',
        '-token"',
        '"bearer"',
    ),
    r"<auth-user-pass>[ \t\r]{0,4}\n[^\n]{1,200}\n(?P<s>[^\s<][^\n]{0,400})": ("<auth-user-pass>",),
    r"\b(?i:signature|mac|response)=\"(?P<s>(?=[^\"]{0,400}\d)[A-Za-z0-9+/=_\-]{16,600})\"": (
        "ignature=",
        "mac=",
        "response=",
    ),
    r"(?:asswort|ennwort|ot de passe|ontraseña|ontrasena|enha|achtwoord|arola(?: d'ordine)?|asło"
    r"|ösenord|alasana|ifre|ароль|密码|密碼"
    r"|パスワード|비밀번호)"
    r"[ \t]{0,4}[:=：][ \t]{0,4}[\"'`]?(?P<s>(?=[^\s\"'`]{0,200}\d)[^\s\"'`]{6,400})": (
        *(
            "asswort",
            "ennwort",
            "ot de passe",
            "ontraseña",
            "ontrasena",
            "enha",
            "achtwoord",
            "arola",
            "asło",
            "ösenord",
        ),
        *("alasana", "ifre", "ароль", "密码", "密碼", "パスワード", "비밀번호"),
    ),
    r"\\(?:password|passwd|token|secret|apikey)\{(?P<s>[^\s{}]{6,400})\}": ("\\",),
    r"(?i:hooks\.slack\.com/services|discord(?:app)?\.com/api/webhooks)/(?P<s>[\w/\-]{10,})": (
        *("hooks.slack.com/services", "/api/webhooks/"),
    ),
    r"\b(?i:identified)\s+(?i:with\s+\w{1,40}\s+)?(?i:by|as)\s+[\"'](?P<s>[^\"'\n]{4,})": ("dentified", "DENTIFIED"),
    r"(?<=[Pp])assword\b[^\n]{0,80}:[ \t]{0,4}\r?\n[ \t]{0,8}\r?\n[ \t]{0,8}"
    r"(?P<s>(?=[^\s]{0,200}\d)[A-Za-z0-9+/=_\-]{16,200})[ \t\r]{0,4}(?m:$)": ("assword",),
    r"\"(?:mysql|mysqldump|mysqladmin|mariadb)\"[^\n]{0,200}?\"-p(?P<s>[^\s\"]{4,200})\"": ("mysql", "mariadb"),
    r"\bsshpass[ \t]{1,4}-p[ \t]?(?P<s>\S{4,})": ("sshpass",),
    r"\b(?:mysql|mysqldump|mysqladmin|mariadb)\b[^\n|;]{0,200}?[ \t]-p(?P<s>[^\s\-]\S{3,})": ("mysql", "mariadb"),
    r"\b(?i:login)\b[^\n|;]{0,200}?[ \t](?:-p|--password)[ =](?P<s>\S{6,})": ("login",),
    r"\bcurl\b[^\n]{0,400}?[ \t](?:-u|--user)[ =]?[\"']?[\w.@\-]{0,100}:(?P<s>[^\s\"'@]{4,})": ("curl",),
    r"<(?i:[\w.:\-]{0,40}(?:password|passwd|passphrase|secret|token|api[_\-]?key))"
    r"(?:[ \t][^<>\n]{0,100})?>(?P<s>[^<\s]{6,})</": ("</",),
    r"\b(?i:password|passwd)[ \t]{1,4}'(?P<s>(?=[^'\n]{0,200}\d)[^'\s]{6,})'": ("asswor", "ASSWOR", "asswd"),
    r"(?:\b[Pp]wd|;[ ]?PWD)=(?P<s>[^;\s\"'/][^;\s\"']{5,})": ("wd=", "PWD="),
    r"hooks\.zapier\.com/hooks/catch/(?P<s>\d+/\w{6,})": ("hooks.zapier.com",),
    r"\"kty\"[^{}]{0,200}\"[dk]\"[ ]?:[ ]?\"(?P<s>[A-Za-z0-9_\-]{20,})": ("kty",),
    r"/bot[0-9]{6,12}:(?P<s>[\w\-]{20,})": ("/bot",),
    r"webhook\.office\.com/webhookb2/(?P<s>\S{20,})": ("webhook.office.com",),
    r"[?&#;](?i:key|code|token|secret|password|passwd|pwd|auth|id_token|refresh_token|session|otp|assertion)="
    r"(?P<s>(?=[^\s&\"'#;]{0,200}\d)[^\s&\"'#;]{16,})": ("?", "&", "#"),
    r"[?&;](?i:sig|x-amz-signature|x-amz-security-token|x-goog-signature|access_token|api_key|apikey|client_secret)="
    r"(?P<s>[^\s&\"'#;]{6,})": ("?", "&"),
    r"\b(?:AccountKey|SharedAccessKey|SharedAccessSignature)=(?P<s>[^;\s\"']{6,})": ("Account", "SharedAccess"),
}
_HINTS = {rf"\b(?P<s>{pattern})": hints for pattern, hints in TOKENS.items()} | _OTHERS
_FREQUENT = "eatoinsrlcdpmu.:/-_hgbykfwv0123456789"


def _rare(hint: str) -> str:
    """The letter of a hint that fewest texts have."""
    return max(hint, key=lambda sign: _FREQUENT.find(sign) % (len(_FREQUENT) + 1))


def _by_letter() -> dict[str, list[tuple[str, str]]]:
    """Hints and their patterns under the rarest letter of the hint."""
    rows: dict[str, list[tuple[str, str]]] = {}
    for pattern, hints in _HINTS.items():
        for hint in hints if LONG_WORD not in hints else ():
            rows.setdefault(_rare(hint), []).append((hint, pattern))
    return rows


_BY_LETTER = _by_letter()
_OF_LONG_WORDS = tuple(pattern for pattern, hints in _HINTS.items() if LONG_WORD in hints)
_LONG_WORD = regex(r"(?<![A-Za-z\d_\-])[A-Za-z\d_\-]{24}")
_OPEN_BLOCK = regex(r"-----BEGIN (?:[A-Z0-9]+ ){0,3}PRIVATE KEY|PuTTY-User-Key-File-\d:")
_END = regex(r"-----END (?:[A-Z0-9]+ ){0,3}PRIVATE KEY|Private-MAC: ")


def shaped(text: str) -> Iterator[Span]:
    """Where a text holds something that has the form of a secret."""
    letters = _BY_LETTER.keys() & set(text)
    due = {pattern: 0 for letter in letters for hint, pattern in _BY_LETTER[letter] if hint in text}
    for pattern in (*due, *(_OF_LONG_WORDS if _LONG_WORD.search(text) else ())):
        yield from (found.span("s") for found in _compiled(pattern).finditer(text))


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    """Compiled when it is first needed: most runs need few of them, and all take longer than mity to start."""
    return re.compile(pattern, re.DOTALL)


@lru_cache(maxsize=1_000)
def tokens(text: str) -> tuple[str, ...]:
    """The well-known tokens in a text, and passwords in its addresses.

    Remembered, as every step of a run asks for those in the same variables.
    """
    return tuple(text[start:end] for start, end in shaped(text))


def open_block(text: str) -> int:
    """Where a key block begins that the text does not end; the length of the text when there is none."""
    if "-----BEGIN" not in text and "PuTTY-" not in text:
        return len(text)
    begins = [found.start() for found in _OPEN_BLOCK.finditer(text)]
    if not begins or _END.search(text, begins[-1]):
        return len(text)
    return begins[-1]
