"""Finds the secret values that mity knows, in all their forms, and those whose form or place gives them away."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from mity.redaction.assigned import assigned
from mity.redaction.blocks import kept_apart
from mity.redaction.commands import commanded
from mity.redaction.dumps import dumps, letters, octals
from mity.redaction.encodings import SHORTEST, forms, places_unescaped, unescaped
from mity.redaction.entities import spelled
from mity.redaction.gaps import BETWEEN, CUT, FRAME, SINGLE, STRUCK
from mity.redaction.layers import layers
from mity.redaction.mixtures import mixed
from mity.redaction.names import MASK, is_secret
from mity.redaction.placed import placed
from mity.redaction.shapes import open_block, shaped, tokens
from mity.redaction.tables import tabled
from mity.redaction.withheld import withheld
from mity.text.patterns import regex

Span = tuple[int, int]

_SHORTEST_LINE = 12
_SHORTEST_SPLIT = 12
_LEAST = 4
_END = 200
_LONGEST_SINGLE = 20
_LONGEST_AGAIN = 400
# the letters of logs, the most frequent first
_COMMON = " eoatrni-sl.pdc/mu:h1gvf^b20Ry[_=Ej]3k()OFxw6,INA\"9847CTS5'M*`PLDBqU"
_RANK = {sign: rank for rank, sign in enumerate(_COMMON)}
_PARTS = regex(r"(?:password|pwd|accountkey|sharedaccesskey|secret|token)\s*=\s*([^;\s\"']{6,})", re.IGNORECASE)


class Redactor:
    """Replaces secret values in text.

    What counts: the values of variables with secret-looking names (six characters and more) and the tokens and
    passwords in other variables, in every form that `encodings` knows, also when lines or colours cut them up; the
    well-known forms of tokens, headers and key blocks; and values that a text gives to secret-looking names.
    """

    def __init__(self, *environments: Mapping[str, str]) -> None:
        self._values: set[str] = set()
        self._forms: dict[str, list[tuple[int, str]]] = {}
        self._beginning: dict[str, list[str]] = {}
        self._inner: set[str] = set()
        self._longest = 0
        self._anchors: re.Pattern[str] | None = None
        for environment in (*environments, withheld()):
            self.learn(environment)

    def learn(self, environment: Mapping[str, str]) -> None:
        """Adds the secret values among `environment`."""
        found = {value for name, value in environment.items() if is_secret(name, value)}
        found |= {part for value in found for part in _PARTS.findall(value)}
        found |= {token for value in environment.values() for token in tokens(value)}
        found |= {part.strip() for value in found for part in value.splitlines() if len(part) >= _SHORTEST_LINE}
        found = {value for value in found if len(value) >= SHORTEST and value != MASK} - self._values
        if found:
            self._values |= found
            self._anchors = None

    def text(self, text: str) -> str:
        """`text` with every secret replaced by three asterisks."""
        spans = [*self._known(text), *unnamed(text)]
        spans += _again(text, spans)
        return _masked(text, spans) if spans else text

    def known(self, text: str) -> str:
        """`text` with the known values replaced: for what was masked before, when fewer may have been known."""
        spans = list(self._known(text))
        return _masked(text, spans) if spans else text

    def pending(self, text: str) -> int:
        """How much of `text` is complete: what comes next may belong to a secret that begins behind that place."""
        place = open_block(text)
        if not self._values:
            return place
        self._prepare()
        if lines := _singles(text):
            return min(place, len(text) - lines)
        start = max(0, len(text) - 4 * self._longest)
        end = len(text) - len(found[0]) if (found := CUT.search(text, max(0, len(text) - 24))) else len(text)
        return min(place, self._begun(text, start, len(text), BETWEEN), self._begun(text, start, end, FRAME))

    def _begun(self, text: str, start: int, end: int, between: re.Pattern[str]) -> int:
        """Where a value begins in the text up to `end` that is not at its end there; else the length of the text."""
        if between.sub("", text[max(start, end - _END) : end])[-_LEAST:] not in self._inner:
            return len(text)
        tail, places = _compact(text[start:end], between)
        for at in range(max(0, len(tail) - self._longest), len(tail) - _LEAST + 1):
            rest = tail[at:]
            known = self._beginning.get(rest[:_LEAST], ())
            if any(len(form) > len(rest) and form.startswith(rest) for form in known):
                return start + places[at]
        return len(text)

    def data(self, value: Any, spared: Collection[str] = ()) -> Any:
        """JSON data with every secret in its texts replaced; texts under the keys `spared` stay as they are."""
        if isinstance(value, dict):
            return {k: v if k in spared and _flat(v) else self.data(v, spared) for k, v in value.items()}
        if isinstance(value, list | tuple):
            return [self.data(item, spared) for item in value]
        return self.text(value) if isinstance(value, str) else value

    def _known(self, text: str) -> Iterator[Span]:
        """Where known values stand in any form, in one piece or cut up."""
        if not self._values:
            return
        anchors = self._prepare()
        short = BETWEEN.sub("", text)
        found = list(self._found(anchors, short))
        read = unescaped(text)
        if read != text and (escaped := list(self._found(anchors, read))):
            spans = places_unescaped(text)
            yield from ((spans[start][0], spans[end - 1][1]) for start, end in escaped)
        yield from self._whole(found, text, BETWEEN) if short != text else found
        for between in (FRAME, STRUCK) if "\b" in text else (FRAME,):
            joined = between.sub("", text)
            if joined != short and (cut := list(self._found(anchors, joined))):
                yield from self._whole(cut, text, between)
        for start, end, shown in (*dumps(text), *letters(text), *octals(text), *layers(text)):
            if any(True for _ in self._found(anchors, shown)) or any(
                True for _ in self._found(anchors, unescaped(shown))
            ):
                yield start, end

    def _whole(self, found: Iterable[Span], text: str, between: re.Pattern[str]) -> Iterator[Span]:
        """Where those stand in the text that were found without what is `between` the parts of a value."""
        spans = list(found)
        places = _compact(text, between)[1] if spans else []
        for start, end in spans:
            whole = places[start], places[end - 1] + 1
            if end - start == whole[1] - whole[0] or end - start >= _SHORTEST_SPLIT:
                yield whole

    def _found(self, anchors: re.Pattern[str], text: str) -> Iterator[Span]:
        for match in anchors.finditer(text):
            place = match.start()
            for offset, form in self._forms.get(text[place : place + _LEAST], ()):
                if place >= offset and text.startswith(form, place - offset):
                    yield place - offset, place - offset + len(form)
                    break

    def _prepare(self) -> re.Pattern[str]:
        """The pattern that finds the rarest part of each form; made when it is first needed."""
        if self._anchors is None:
            every = {BETWEEN.sub("", form) for value in self._values for form in forms(value)}
            kept = sorted((form for form in every if len(form) >= SHORTEST), key=len, reverse=True)
            self._forms, self._beginning, self._inner = {}, {}, set()
            for form in kept:
                offset = _rarest(form)
                self._forms.setdefault(form[offset : offset + _LEAST], []).append((offset, form))
                self._beginning.setdefault(form[:_LEAST], []).append(form)
                self._inner.update(form[at : at + _LEAST] for at in range(len(form) - _LEAST))
            self._longest = len(kept[0]) if kept else 0
            self._anchors = _any_of(self._forms)
        return self._anchors


def unnamed(text: str) -> list[Span]:
    """Where a text holds something that has the form or the place of a secret, whoever's it is."""
    found = [*shaped(text), *assigned(text), *placed(text), *commanded(text), *tabled(text), *kept_apart(text)]
    return [*found, *spelled(text, unnamed)] if "&#" in text else found


def concealed(text: str) -> str:
    """`text` with an asterisk for each character of what has the form or the place of a secret."""
    for start, end in unnamed(text):
        text = text[:start] + "*" * (end - start) + text[end:]
    return text


def _again(text: str, spans: Iterable[Span]) -> Iterator[Span]:
    """Where else in the text a value stands that looks as if made by chance, and that a place gave away."""
    for value in {text[start:end] for start, end in spans if end - start <= _LONGEST_AGAIN}:
        place = text.find(value) if mixed(value) else -1
        while place >= 0:
            yield place, place + len(value)
            place = text.find(value, place + len(value))


def _singles(text: str) -> int:
    """How much of the end of a text is lines of one sign each, which may spell a value."""
    lines = text[-4000:].splitlines(keepends=True)
    count = 0
    for line in reversed(lines):
        if len(line) > _LONGEST_SINGLE or not SINGLE.fullmatch(line):
            break
        count += len(line)
    return count


def _rarest(form: str) -> int:
    """Where the four letters begin that a log holds least often: the first counts most, it is looked for alone."""
    weights = [_RANK.get(sign, len(_RANK)) for sign in form]
    scores = [
        4 * first + a + b + c for first, a, b, c in zip(weights, weights[1:], weights[2:], weights[3:], strict=False)
    ]
    return scores.index(max(scores))


def _any_of(starts: Iterable[str]) -> re.Pattern[str]:
    """A pattern that finds where one of several texts begins, and takes its first letter."""
    groups: dict[str, list[str]] = {}
    for start in starts:
        groups.setdefault(start[0], []).append(re.escape(start[1:]))
    ordered = sorted(groups.items())
    return re.compile("|".join(f"{re.escape(first)}(?={'|'.join(sorted(rest))})" for first, rest in ordered) or "(?!)")


def _compact(text: str, between: re.Pattern[str]) -> tuple[str, list[int]]:
    """A text without what may stand between two parts of a value, and where each of its letters was."""
    places: list[int] = []
    end = 0
    for gap in between.finditer(text):
        places.extend(range(end, gap.start()))
        end = gap.end()
    places.extend(range(end, len(text)))
    return "".join(text[place] for place in places), places


def _masked(text: str, spans: Iterable[Span]) -> str:
    """`text` with one mask in the place of spans that touch; the ends of lines within one are kept."""
    parts: list[str] = []
    end, last = 0, -1
    for start, stop in sorted(spans):
        if start >= last or last < 0:
            parts += [text[end:start], MASK]
        end = last = max(last, stop)
        parts[-1] = MASK
    return "".join([*parts, text[end:]])


def _flat(value: Any) -> bool:
    return isinstance(value, str) or (isinstance(value, list) and all(isinstance(item, str) for item in value))
