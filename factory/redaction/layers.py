"""Runs of a text that are something encoded, read as often as they are that: what is in them can be looked for."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable, Iterator

_RUN = re.compile(r"[A-Za-z0-9+/_\-]{24,20000}={0,6}")
_NUMBERS = re.compile(
    r"(?<![\w.])(?:(?:0x|0o|U\+|\\|chr\(|&#x?)?[0-9A-Fa-f]{2,8}(?:\)?[ \t;,+]{1,4}|;))(?:(?:0x|0o|U\+|\\|chr\(|&#x?)?"
    r"[0-9A-Fa-f]{2,8}(?:\)?[ \t;,+]{1,4}|;|\)|(?![\w]))){5,2000}"
)
_NUMBER = re.compile(r"[0-9A-Fa-f]{2,8}(?![0-9A-Fa-f])")
_DEEPEST = 4
_HIGHEST = 0x10FFFF
_HEX = re.compile(r"(?:[0-9A-Fa-f]{2}){12,}")
_BASE32 = re.compile(r"[A-Za-z2-7]{16,}={0,6}")
_BASE32HEX = re.compile(r"[0-9A-Va-v]{16,}={0,6}")
Layer = tuple[int, int, str]


def layers(text: str) -> Iterator[Layer]:
    """Each run of letters or numbers that stands for a text: from, to, and that text."""
    for run in _RUN.finditer(text):
        for shown in _read(run[0], _DEEPEST):
            yield run.start(), run.end(), shown
    for run in _NUMBERS.finditer(text):
        words = _NUMBER.findall(run[0])
        for base in (10, 8, 16):
            if shown := _of_numbers(words, base):
                yield run.start(), run.end(), shown


def _read(run: str, depth: int) -> Iterator[str]:
    for data in _decoded(run):
        shown = data.replace(b"\0", b"").decode("utf-8", "replace")
        if shown.isprintable() or "\ufffd" not in shown:
            yield shown
            for inner in _RUN.finditer(shown) if depth > 1 else ():
                yield from _read(inner[0], depth - 1)


def _decoded(run: str) -> Iterator[bytes]:
    """What a run may stand for, in each of the encodings whose letters it has."""
    plain = run.rstrip("=")
    if _HEX.fullmatch(plain):
        yield bytes.fromhex(plain)
    if _BASE32.fullmatch(plain):
        yield from _tried(base64.b32decode, plain.upper(), 8)
    if _BASE32HEX.fullmatch(plain):
        yield from _tried(base64.b32hexdecode, plain.upper(), 8)
    yield from _tried(base64.b64decode, plain.replace("-", "+").replace("_", "/"), 4)


def _tried(decode: Callable[[str], bytes], text: str, block: int) -> Iterator[bytes]:
    try:
        yield decode(text + "=" * (-len(text) % block))
    except (binascii.Error, ValueError):
        return


def _of_numbers(words: list[str], base: int) -> str:
    try:
        codes = [int(word, base) for word in words]
    except ValueError:
        return ""
    return "".join(map(chr, codes)) if all(0 < code <= _HIGHEST for code in codes) else ""
