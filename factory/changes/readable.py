"""Code as its compiler reads it: escapes read, comments and layout left out, texts that are put together in one piece.

A rule that looks for words is only as good as the text it sees: the same call can be written in as many ways as a
language has escapes, comments and line ends.
"""

from __future__ import annotations

import base64
import binascii
import re
import unicodedata

_SCRIPT = (".js", ".jsx", ".mjs", ".cjs", ".ts", ".tsx", ".mts", ".cts", ".vue", ".svelte", ".html")
_JVM = (".java", ".kt", ".kts", ".groovy", ".scala")
_DOTNET = (".cs", ".fs", ".vb", ".cshtml", ".razor")
_BRACES = (*_SCRIPT, *_JVM, *_DOTNET, ".rs", ".go")
_ESCAPE = re.compile(r"\\u+([0-9A-Fa-f]{4})|\\u\{([0-9A-Fa-f]{1,6})\}|\\x([0-9A-Fa-f]{2})|\\U([0-9A-Fa-f]{8})")
_COMMENT = re.compile(r"/\*[^*]{0,2000}(?:\*(?!/)[^*]{0,2000}){0,40}\*/")
_AROUND = re.compile(r"[ \t\r\n]{0,40}(\?\.|::|\.(?!\.)|\()[ \t\r\n]{0,40}")
_BEHIND = re.compile(r"[ \t\r\n]{1,40}(?=\))")
_MAYBE = re.compile(r"\?\.(\(?)")
_LIST = re.compile(r"\[([^\[\]]{2,400})\]\.join\(([\"'`])\2\)")
_QUOTED = re.compile(r"[\"'`]([^\"'`\\\n]{0,200})[\"'`]")
_IN_TEMPLATE = re.compile(r"\$\{[\"'`]([^\"'`\n]{0,100})[\"'`]\}")
_PLUS = re.compile(r"[\"'`][ \t]{0,8}\+[ \t]{0,8}[\"'`]")
_CODES = re.compile(r"fromCharCode\(((?:0x)?[0-9a-fA-F]{1,4}(?:,[ ]?(?:0x)?[0-9a-fA-F]{1,4}){1,60})\)")
_BASE64 = re.compile(
    r"(?:\batob|b64decode|[Ff]rom[Bb]ase64(?:String)?|decode)\([bB]?[\"'`]([A-Za-z0-9+/]{4,400}={0,2})[\"'`]"
)
_TURNED = re.compile(r"[\"'`]([^\"'`\n]{2,100})[\"'`]\.split\([\"'`]{2}\)\.reverse\(\)")
_COOKIE = re.compile(rb"^[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)")
_PLAIN = frozenset({b"utf-8", b"utf8", b"ascii", b"us-ascii", b"utf_8"})


def readable(path: str, text: str) -> str:
    """Added lines of code in the one form that rules about words are written for; other files as they are."""
    if path.endswith((".py", ".pyi")):
        return unicodedata.normalize("NFKC", _read_escapes(text))
    if not path.endswith(_BRACES):
        return text
    text = _COMMENT.sub("", _read_escapes(text))
    text = _MAYBE.sub(lambda found: found[1] or ".", _BEHIND.sub("", _AROUND.sub(r"\1", text)))
    text = _LIST.sub(lambda found: f'"{"".join(_QUOTED.findall(found[1]))}"', _PLUS.sub("", text))
    text = _TURNED.sub(lambda found: f'"{found[1][::-1]}"', _IN_TEMPLATE.sub(r"\1", text))
    return _BASE64.sub(_decoded, _CODES.sub(_letters, text))


def undecodable(path: str, before: bytes | None, after: bytes | None) -> str:
    """Why a file of code is read in another way by its compiler than by people, or an empty string."""
    data = after or b""
    if b"\0" in data and b"\0" not in (before or b""):
        return "a NUL byte"
    if path.endswith((".py", ".pyi")):
        found = next(filter(None, map(_COOKIE.match, data.split(b"\n", 2)[:2])), None)
        if found and found[1].lower() not in _PLAIN and found[0] not in (before or b""):
            return f"the encoding {found[1].decode('ascii', 'replace')}"
    return ""


def _read_escapes(text: str) -> str:
    return _ESCAPE.sub(_letter, text) if "\\" in text else text


def _letter(found: re.Match[str]) -> str:
    number = int(next(filter(None, found.groups())), 16)
    sign = chr(number) if number < 0x110000 else ""
    return sign if sign.isprintable() and sign not in "\"'`\\" else found[0]


def _letters(found: re.Match[str]) -> str:
    numbers = [int(one.strip(), 0) for one in found[1].split(",") if not one.strip().startswith("0") or "x" in one]
    return f'"{"".join(map(chr, numbers))}"'


def _decoded(found: re.Match[str]) -> str:
    try:
        text = base64.b64decode(found[1] + "=" * (-len(found[1]) % 4)).decode("ascii")
    except (binascii.Error, ValueError):
        return found[0]
    return f'("{text}"' if text.isprintable() else found[0]
