"""Runs of a text that are something encoded, read as often as they are that: what is in them can be looked for."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable, Iterator

from mity.text.patterns import regex

_RUN = regex(r"(?<![A-Za-z0-9+/_\-])[A-Za-z0-9+/_\-]{24,}+={0,6}")
_WORDS = regex(r"[a-z/_\-]+")
"""Paths and names: whatever is encoded has a capital letter or a digit among so many."""
_LONGEST_RUN = 20_000
_ONE = r"(?:0x|0o|U\+|\\|chr\(|&#x?)?[0-9A-Fa-f]{2,8}(?:[ui](?:8|16|32)|[uUlL])?"
_NUMBERS = regex(rf"(?<![\w.]){_ONE}(?:\)?[ \t;,+]{{1,4}}|;)(?:{_ONE}(?:\)?[ \t;,+]{{1,4}}|;|\)|(?![\w]))){{5,2000}}")
_NUMBER = regex(r"[0-9A-Fa-f]{2,8}(?![0-9A-Fa-f])")
_SPELLED = regex(r"(?<![^\W_])[!-~](?P<s>[^A-Za-z0-9\n]{1,4}|\r?\n)[!-~](?:(?P=s)[!-~]){6,2000}(?![^\W_])")
"""Signs one at a time, with the same between each two of them."""
_UU = regex(r"^(?=[^a-z\n]{13,62}$)[!-M][ -`]{12,61}$", re.MULTILINE)
_DEEPEST = 4
_MOST_UNPACKED = 1 << 18
_MOST_MEMORY = 64 << 20
_HIGHEST = 0x10FFFF
_HEX = regex(r"(?:[0-9A-Fa-f]{2}){12,}")
_BASE32 = regex(r"[A-Za-z2-7]{16,}={0,6}")
_BASE32HEX = regex(r"[0-9A-Va-v]{16,}={0,6}")
Layer = tuple[int, int, str]

_PACKED = (b"BZh", b"\xfd7zXZ\0", b"\x1f\x8b", b"x")
"""How data begins that bzip2, xz, gzip or zlib compressed."""


def layers(text: str) -> Iterator[Layer]:
    """Each run of letters or numbers that stands for a text: from, to, and that text."""
    for run in _RUN.finditer(text):
        if _WORDS.fullmatch(run[0]):
            continue
        for at in range(run.start(), run.end(), _LONGEST_RUN):
            end = min(at + _LONGEST_RUN, run.end())
            yield from ((at, end, shown) for shown in _read(text[at:end], _DEEPEST))
    for run in _SPELLED.finditer(text):
        yield run.start(), run.end(), run[0][:: 1 + len(run["s"])]
    for run in _UU.finditer(text):
        yield from ((run.start(), run.end(), shown) for shown in _uuencoded(run[0]))
    for run in _NUMBERS.finditer(text):
        words = _NUMBER.findall(run[0])
        for base in (10, 8, 16, 2):
            if shown := _of_numbers(words, base):
                yield run.start(), run.end(), shown


def _read(run: str, depth: int) -> Iterator[str]:
    for packed in _decoded(run):
        data = _unpacked(packed)
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


def _unpacked(data: bytes) -> bytes:
    """What was compressed by gzip, zlib, bzip2 or xz; all else as it is."""
    if not data.startswith(_PACKED):
        return data
    import bz2  # most texts hold nothing that is compressed
    import lzma
    import zlib

    try:
        if data[:3] == b"BZh":
            return bz2.BZ2Decompressor().decompress(data, _MOST_UNPACKED)
        if data[:6] == b"\xfd7zXZ\0":
            return lzma.LZMADecompressor(memlimit=_MOST_MEMORY).decompress(data, _MOST_UNPACKED)
        if data[:2] == b"\x1f\x8b" or (data[:1] == b"x" and int.from_bytes(data[:2], "big") % 31 == 0):
            return zlib.decompressobj(zlib.MAX_WBITS | 32).decompress(data, _MOST_UNPACKED)
    except (zlib.error, lzma.LZMAError, OSError, EOFError, ValueError):
        pass
    return data


def _uuencoded(line: str) -> Iterator[str]:
    """What a line of uuencode holds."""
    try:
        yield binascii.a2b_uu(line).decode("utf-8", "replace")
    except (binascii.Error, ValueError):
        return


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
