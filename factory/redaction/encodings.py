"""The forms in which a secret value turns up in a text: as it is, escaped, encoded, in another case, backwards."""

from __future__ import annotations

import base64
import codecs
import json
import unicodedata
from collections.abc import Iterator

from mity.text.patterns import regex

SHORTEST = 6
_HIGHEST = 0x10FFFF
_BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_ALNUM = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
_ESCAPE = regex(r"\\u([0-9a-f]{4})")
_RUNS = (  # each begins with a letter, so that what begins with none of them is passed over at once
    r"\\0000[0-9A-Fa-f]{2}[ ]?(?:\\0000[0-9A-Fa-f]{2}[ ]?){0,399}",
    r"%[0-9A-Fa-f]{2}(?:%[0-9A-Fa-f]{2}){0,399}",
    r"\\x[0-9A-Fa-f]{2}(?:\\x[0-9A-Fa-f]{2}){0,399}",
    r"\\0?[0-3][0-7]{2}(?:\\0?[0-3][0-7]{2}){0,399}",
    r"\\u[0-9A-Fa-f]{4}|%u[0-9A-Fa-f]{4}|\\u\{[0-9A-Fa-f]{1,6}\}|\\x\{[0-9A-Fa-f]{1,6}\}|\\o\{[0-7]{1,7}\}",
    r"\\U000[0-9A-Fa-f]{5}|&(?:amp;)?(?:#(?:\d{2,7}|x[0-9A-Fa-f]{2,8})|[A-Za-z]{2,8});",
    r"\\[!-/:-@\[-`{-~]|`[!-/:-@\[-`{-~]|\^[!-/:-@\[-`{-~]",
)
_READ_ASCII = regex("|".join(_RUNS))
_OTHER_LETTERS = "[\U0001d400-\U0001d7ff\u24b6-\u24e9\uff01-\uff5e\u2070-\u209c\xb2\xb3\xb9\U0001f130-\U0001f189]"
_READ = regex("|".join((*_RUNS, _OTHER_LETTERS)))
_PERCENT = regex(r"%[0-9A-F]{2}")


def forms(value: str) -> set[str]:
    """Every form of `value` that is looked for, each of six characters and more."""
    found = {value, *_escaped(value), *_encoded(value.encode("utf-8", "surrogatepass"))}
    for coding in ("utf-16-le", "utf-16-be"):  # as Windows prints and encodes
        wide = value.encode(coding, "surrogatepass")
        found |= {wide.hex(), wide.hex().upper(), *_base64(wide), repr(wide)[2:-1]}
    if not value.isalpha() or not (value.islower() or value.isupper() or value.istitle()):
        found |= {value.upper(), value.lower(), value.swapcase()}
    found |= {value.title(), value.capitalize(), "".join(map(_wide, value))}
    found |= {value[::-1], value[::-1].upper(), value[::-1].lower()} if len(value) >= 8 else set()
    found |= {codecs.encode(value, "rot13")} if len(value) >= 8 else set()
    return {form for form in found if len(form) >= SHORTEST}


def unescaped(text: str) -> str:
    """A text with its escapes read, whichever letters they stand for."""
    if not text.isascii() or any(mark in text for mark in "%\\&`^"):
        return (_READ_ASCII if text.isascii() else _READ).sub(lambda found: _read(found[0]), text)
    return text


def places_unescaped(text: str) -> list[tuple[int, int]]:
    """Where each letter of `unescaped(text)` was in the text: from and to."""
    places: list[tuple[int, int]] = []
    end = 0
    for found in _READ.finditer(text):
        places.extend((at, at + 1) for at in range(end, found.start()))
        end = found.end()
        places.extend((found.start(), end) for _ in _read(found[0]))
    places.extend((at, at + 1) for at in range(end, len(text)))
    return places


def _read(escape: str) -> str:
    """What one escape, or a run of those that stand for bytes, means."""
    if not escape.isascii():  # letters of another form
        return unicodedata.normalize("NFKC", escape)
    if escape.startswith("\\0000"):
        return "".join(chr(int(code, 16)) for code in escape.replace("\\", " ").split())
    kind = escape[1]
    if kind in "uUo" or escape[2:3] == "{":
        code = int(escape[2:].strip("{}"), 8 if kind == "o" else 16)
        return chr(code) if code <= _HIGHEST else escape
    if escape[0] == "%" or kind == "x":
        return bytes.fromhex(escape.replace("%", "").replace("\\x", "")).decode("utf-8", "replace")
    if escape[0] == "&":
        import html

        return html.unescape(escape.replace("&amp;", "&", 1) if len(escape) > len("&amp;") else escape)
    if kind.isdecimal():
        return bytes(int(part, 8) for part in escape[1:].split("\\")).decode("utf-8", "replace")
    return kind


def _escaped(value: str) -> Iterator[str]:
    """As texts of JSON, Python, shells, mail, HTML, XML and addresses."""
    import html
    import shlex
    import string

    data = value.encode("utf-8", "surrogatepass")
    yield from (json.dumps(value, ensure_ascii=ascii_only)[1:-1] for ascii_only in (True, False))
    yield _ESCAPE.sub(lambda found: f"\\u{found[1].upper()}", json.dumps(value)[1:-1])
    yield json.dumps(json.dumps(value, ensure_ascii=False)[1:-1], ensure_ascii=False)[1:-1]
    yield "".join(f"\\u{ord(sign):04x}" if ord(sign) < 0x10000 else f"\\U{ord(sign):08x}" for sign in value)
    yield from (repr(value)[1:-1], repr(data)[2:-1], ascii(value)[1:-1])
    yield "".join(chr(byte) if 31 < byte < 127 else f"\\{byte:03o}" for byte in data)
    yield from (html.escape(value), html.escape(value).replace("&#x27;", "&apos;"), html.escape(value, quote=False))
    yield shlex.quote(value)[1:-1] if "'" in value else value
    for kept in ("", string.punctuation.replace("=", ""), "!*+-/"):  # quoted-printable, and Q of mail headers
        yield "".join(chr(byte) if chr(byte) in _ALNUM + kept else f"={byte:02X}" for byte in data)
    yield from (unicodedata.normalize(form, value) for form in ("NFC", "NFD"))
    if not value.isascii():
        yield data.decode("latin-1")
        yield data.decode("ascii", "replace")
        yield value.encode("latin-1", "replace").decode("utf-8", "replace")
    for safe in ("", "/", "/:", "!'()*~", ";/?:@&=+$,#!'()*~"):
        percent = _percent(data, safe)
        yield from (percent, percent.replace("%20", "+"), _percent(percent.encode(), ""))
        yield _PERCENT.sub(lambda found: found[0].lower(), percent)
    yield from ("".join(f"%{byte:02{case}}" for byte in data) for case in "xX")


def _percent(data: bytes, safe: str) -> str:
    kept = f"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-~{safe}".encode()
    return "".join(chr(byte) if byte in kept else f"%{byte:02X}" for byte in data)


def _encoded(data: bytes) -> Iterator[str]:
    """In base64 at each alignment, as part of a longer text too, and in hexadecimal."""
    for core in _base64(data):
        yield from (core, core.replace("+", "-").replace("/", "_"))
        yield from (
            core.replace("/", "\\/"),
            core.replace("+", "%2B").replace("/", "%2F"),
            core.replace("+", "\\u002b"),
        )
    for text in (data.hex(), data.hex().upper()):
        pairs = [text[at : at + 2] for at in range(0, len(text), 2)]
        yield from (text, "".join(f"\\x{pair}" for pair in pairs), ":".join(pairs), " ".join(pairs))
        yield from ("-".join(pairs), *(sep.join(f"0x{pair}" for pair in pairs) for sep in (", ", ",", " ")))
        yield from (_fours(text), f"{text[:2]} {_fours(text[2:])}")
    yield from (sep.join(map(str, data)) for sep in (", ", ",", " "))
    yield base64.b32encode(data).decode().rstrip("=")
    yield _base58(data)
    yield from (base64.b85encode(data).decode(), base64.a85encode(data).decode())
    for inner in {*_base64(data), data.hex(), data.hex().upper()}:  # once more, as part of a longer text too
        yield from (*_base64(inner.encode()), inner.encode().hex())
    twice = base64.b64encode(base64.b64encode(data))
    yield from (twice.decode().rstrip("="), base64.b64encode(twice).decode().rstrip("="))


def _base58(data: bytes) -> str:
    """As wallets write it, without a checksum."""
    number, text = int.from_bytes(data, "big"), ""
    while number:
        number, at = divmod(number, len(_BASE58))
        text = _BASE58[at] + text
    return _BASE58[0] * (len(data) - len(data.lstrip(b"\0"))) + text


def _base64(data: bytes) -> Iterator[str]:
    """Base64 at each of its three alignments, without the letters that other bytes have a part in."""
    for before in range(3):
        text = base64.b64encode(b"\0" * before + data).decode()
        yield text[-(-before * 8 // 6) : (before + len(data)) * 8 // 6]


def _fours(digits: str) -> str:
    return " ".join(digits[at : at + 4] for at in range(0, len(digits), 4))


def _wide(sign: str) -> str:
    """A sign as wide as a Chinese one, as some terminals and forms write it."""
    return chr(ord(sign) + 0xFEE0) if "!" <= sign <= "~" else sign
