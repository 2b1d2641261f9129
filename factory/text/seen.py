"""What a person sees of a text in Markdown: comments and the like, which a forge does not show, are left out.

Whoever decides that an agent may work on an issue has read what its page shows. Words that are on no page would be an
order of somebody whom nobody has read.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

_FENCE = re.compile(r" {0,3}(?:[-*+>][ \t]+|\d{1,3}[.)][ \t]+){0,9}(?P<sign>`{3,}|~{3,})(?P<rest>[^\n]*)")
_ENDS = {"<!--": "-->", "<?": "?>", "<![CDATA[": "]]>", "<!": ">"}
"""What begins HTML that no browser shows, and its end; the longer ones first."""
_BEGIN = re.compile(r"<!--|<!\[CDATA\[|<[!?](?=[A-Za-z])")
_CODE = re.compile(r"(?<!`)(`+)(?!`)[^\n]*?(?<!`)\1(?!`)")
_LONGEST = 4_000
"""Characters of a line in which code between signs is looked for."""
_DEFINITION = re.compile(
    r"^ {0,3}\[(?P<label>[^\[\]\n]{1,200})\]:[ \t]*(?P<place><[^<>\n]*>|[^\s<]\S*)?[^\n]*$", re.MULTILINE
)
_LABEL = re.compile(r"\[([^\[\]\n]{1,200})\](?!:)")


def seen(text: str) -> str:
    """The text without what a page of Markdown does not show. Code stays as it is, comments in it too."""
    made: list[str] = []
    fence, until = "", ""
    lines = text.split("\n")
    last = {end: max((at for at, line in enumerate(lines) if end in line), default=-1) for end in _ENDS.values()}
    for at, line in enumerate(lines):
        found = None if until else _FENCE.match(line)
        if fence:
            closes = found is not None and found["sign"].startswith(fence) and not found["rest"].strip()
            fence = "" if closes else fence
            made.append(line)
        elif found and not (found["sign"][0] == "`" and "`" in found["rest"]):
            fence = found["sign"]
            made.append(line)
        else:
            ended_later = {end for end, where in last.items() if where > at}
            kept, until = _without(line, until, ended_later)
            made += [kept] if kept.strip() or kept == line else []
    return _without_definitions("\n".join(made))


def _without(line: str, until: str, ended_later: set[str]) -> tuple[str, str]:
    """A line without what is hidden in it, and the end of what is still open behind it."""
    kept = ""
    while line:
        if until:
            _, end, line = line.partition(until)
            if not end:
                return kept, until
            until = ""
        code = {found.start(): found.end() for found in _CODE.finditer(line)} if len(line) <= _LONGEST else {}
        begun = next((one for one in _BEGIN.finditer(line) if not _within(one.start(), code)), None)
        if begun is None:
            return kept + line, ""
        end = _ENDS[begun[0]]
        first = not (kept + line[: begun.start()]).strip()
        if not first and end not in line[begun.end() :] and end not in ended_later:
            return kept + line, ""  # it has no end, and so is text; at the head of a line it hides all that follows
        kept, line, until = kept + line[: begun.start()], line[begun.end() :], end
    return kept, until


def _within(at: int, code: Mapping[int, int]) -> bool:
    return any(start <= at < end for start, end in code.items())


def _without_definitions(text: str) -> str:
    """Definitions of links are on no page: those that no link uses go, of the others what stands behind the address."""
    used = {label.strip().casefold() for label in _LABEL.findall(text)} if "]:" in text else set()

    def kept(found: re.Match[str]) -> str:
        label = found["label"].strip()
        if label.startswith("^"):  # a footnote, which is shown
            return found[0]
        return f"[{label}]: {found['place']}" if found["place"] and label.casefold() in used else ""

    return _DEFINITION.sub(kept, text) if "]:" in text else text
