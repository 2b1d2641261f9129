"""Values that are spelled as numbers of HTML (`&#104;&#86;…`): what is found in the text that they stand for."""

from __future__ import annotations

import html
from collections.abc import Callable, Iterator

from mity.text.patterns import regex

Span = tuple[int, int]
_ENTITY = r"&#(?:\d{2,7}|[xX][0-9a-fA-F]{2,6});"
_RUN = regex(rf"(?:{_ENTITY}){{4,4000}}")
_ONE = regex(_ENTITY)


def spelled(text: str, look: Callable[[str], list[Span]]) -> Iterator[Span]:
    """Where `look` finds something in what `text` stands for, as places in `text` itself; nothing without such runs."""
    parts: list[str] = []
    places: list[Span] = []
    end = 0
    for run in _RUN.finditer(text):
        parts.append(text[end : run.start()])
        places += [(at, at + 1) for at in range(end, run.start())]
        for one in _ONE.finditer(text, *run.span()):
            sign = html.unescape(one[0])
            parts.append(sign)
            places += [one.span()] * len(sign)
        end = run.end()
    if not parts:
        return
    parts.append(text[end:])
    places += [(at, at + 1) for at in range(end, len(text))]
    plain = "".join(parts)
    for start, stop in look(plain) if not _RUN.search(plain) else ():
        if start < stop:
            yield places[start][0], places[stop - 1][1]
