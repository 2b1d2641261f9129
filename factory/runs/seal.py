"""Digests by which a log shows that it is as mity wrote it.

A document has the SHA-256 of what it says, fields that mity does not know left out; each line of a journal ends with
one of itself and of the line before. They tell an edit by hand, not a forger who computes them anew.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from typing import Any

from mity.runs.json_text import encode, utf8
from mity.runs.log_members import KNOWN
from mity.runs.result import KNOWN as KNOWN_OF_RESULT
from mity.runs.result import MASKED

Json = dict[str, Any]
SEAL = "seal"
_DEFINITIONS = ("workflow", "workflows")
_TIMES = ("started_at", "completed_at")
"""When a run began and ended proves nothing."""
_HEAD = KNOWN - {SEAL, "results", "history", *_DEFINITIONS, *_TIMES}
_KEPT_BESIDE = frozenset({"begun", "forked_from"})
_KEPT_BESIDE_RESULTS = frozenset({MASKED, "reused", "traceback"})
"""What mity writes among the members that a log or a result does not know: who began the run, what a replay took over,
which outputs are hidden."""
_CHAIN, _END = b',"chain":"', b'"}'
_SHORT = 32


def seal(head: str, definitions: str, rows: Iterable[str], history: Iterable[str]) -> str:
    """The seal of a document: its known head and definitions are JSON texts, its results are digests of such."""
    return digest("\n".join((head, definitions, *rows, "", *history)))


def sealed(document: Mapping[str, Any]) -> bool:
    """Whether a document has its seal, or that of an older mity, which left out what is kept beside known members.

    Raises KeyError, TypeError or AttributeError when it is none.
    """
    return document.get(SEAL) in (seal_of(document), seal_of(document, older=True))


def seal_of(document: Mapping[str, Any], *, older: bool = False) -> str:
    """The seal that a document must have. Raises KeyError, TypeError or AttributeError when it is none."""
    head = encode(known_head(document, older=older))
    definitions = encode({name: document[name] for name in _DEFINITIONS if name in document})
    rows, history = document["results"], document.get("history") or []
    return seal(
        head,
        definitions,
        (digest(known_row(row, older=older)) for row in rows),
        (digest(known_row(row, older=older)) for row in history),
    )


def known_head(document: Mapping[str, Any], *, older: bool = False) -> Json:
    """What mity knows of the members of a document, but for results and definitions."""
    names = _HEAD if older else _HEAD | _KEPT_BESIDE
    return {name: value for name, value in document.items() if name in names}


def known_row(row: Mapping[str, Any], *, older: bool = False) -> str:
    """A result with its station, as JSON text of what mity knows of it."""
    names = KNOWN_OF_RESULT if older else KNOWN_OF_RESULT | _KEPT_BESIDE_RESULTS
    result = {name: value for name, value in row["result"].items() if name in names}
    return encode({"station": row["station"], "result": result})


def digest(text: str) -> str:
    """SHA-256 of a text, in hexadecimal."""
    return hashlib.sha256(utf8(text)).hexdigest()


def chained(line: bytes, before: bytes) -> tuple[bytes, bytes]:
    """A line of a journal, a JSON object, with its digest as the last member; and that digest, for the next line."""
    link = _link(line, before)
    return line.removesuffix(b"}") + _CHAIN + link + _END, link


def unchained(line: bytes, before: bytes) -> bytes | None:
    """The digest of a line of a journal that is as it was written behind `before`; None for any other."""
    body, mark, rest = line.rpartition(_CHAIN)
    link = _link(body + b"}", before)
    return link if mark and rest == link + _END else None


def _link(line: bytes, before: bytes) -> bytes:
    return hashlib.sha256(before + line).hexdigest()[:_SHORT].encode()
