"""Whether a program went on behind what it complained of: a complaint that was outlived is no failure.

Only where no exit code is known. What a program says and goes on is told from what it ends with by what stands behind:
nothing but the rest of the complaint, words of its end or advice, or the usual output of a program at work.
"""

from __future__ import annotations

import re

from mity.agents.ending import ends_well, goes_on, is_advice, is_bad, is_bare, is_notice, is_work, last_lines
from mity.agents.traces import is_frame

WENT_ON = 20  # lines behind it; a program that such a line ends says less than that afterwards
_LAST = 4  # lines at the end, none of which may tell of a failure
_LONGEST = 400  # characters of a line that are looked at
_ABOVE = 12_000  # characters above an exception in which the head of its trace is looked for
_TRACE = "Traceback (most recent call last):"
_CAUGHT = re.compile(  # what stands above the trace of an exception that did not end the process
    r"\b(?:DEBUG|INFO|WARN(?:ING)?|ERROR|CRITICAL|EXCEPTION)\b|\[[DIWEC]\] |\blevel=|\bwas never retrieved\b|^future: <"
    r"|\b(?:[Ee]rror|[Ww]arn(?:ing)?|[Ee]xception|[Ff]ailed|[Cc]aught)\b"
)
_REST = re.compile(  # what still belongs to an exception or a panic
    r"^\s|^$|^[}\])^~]|^\[(?:SQL|parameters): |^\(Background on this error at|^Caused by\b"
    r"|^(?:Traceback|During handling of|The above exception|Suppressed:)|^Is the "
    r"|^Emitted 'error' event"
    r"|^(?:[\w.$]{1,200})?[A-Z]\w{0,80}(?:Error|Exception|Interrupt|Exit)\b|^goroutine \d|^created by "
    r"|^\S{1,300}\(.*\)$"
    r"|^(?:note: |stack backtrace:|exit status \d)|^\[cause\]|^- \S|^(?:LINE \d+:|DETAIL:|HINT:|CONTEXT:|STATEMENT:)"
)
_END = re.compile(
    r"\b(?:err(?:or|no)?s?|exceptions?|fail\w*|cannot|can't|could not|couldn't|unable|abort\w*|exit\w*|stop\w*|shut\w*"
    r"|terminat\w*|clos(?:e|ed|ing)|kill\w*|halt\w*|roll(?:ed|ing)? ?back|giv(?:e|ing|en) up|disconnect\w*|quit\w*"
    r"|cancel\w*|crash\w*|died|unhealthy|refused|denied|not (?:found|exist|set|valid|supported|allowed)|invalid|missing"
    r"|must|required|no such|unknown|expected|see|visit|consult|report|bug|issue|documentation|docs)\b|https?://"
    r"|^(?:Node\.js|Bun) v\d",
    re.IGNORECASE,
)
_FILE = re.compile(
    r"(?<!\S)(?!https?:|Node\.js )(?:[\w.@~-]{0,80}/){0,20}[\w.@-]{1,120}\.[a-z]{1,5}(?=[,;.)]?(?:\s|$))"
)  # its name tells nothing
_AS_WISHED = re.compile(  # an end that was wanted
    r"\b(?:shut ?down|stopp(?:ed|ing)|clos(?:ed|ing)|disconnected) (?:complete|cleanly|gracefully|normally)\b"
    r"|\bshutdown complete\b",
    re.IGNORECASE,
)
_STOPPED = re.compile(
    r"\W{0,4}(?:(?:the )?(?:http )?server )?(?:is |was )?"
    r"(?:closed|stopped|stopping|closing|shutting down|shut down)\W{0,4}$",
    re.IGNORECASE,
)
_EXCEPTION = re.compile(r"(?:[\w.$]{1,200})?[A-Z]\w{0,80}(?:Error|Exception)\b(?: \[\w+\])?(?::|$)")
_STEP = re.compile(r"\bfailed to solve: |\bdid not complete successfully: ")  # which CI's own last words hold
_WORD = re.compile(r"\w")
_OF_NONE = re.compile(
    r"\b(?:0|no|without|any) (?:\w+ )?(?:errors?|failures?|failed|exceptions?)\b|\"errors?\": ?(?:null|0|\[\]|false)",
    re.IGNORECASE,
)


def outlived(text: str, start: int, end: int, *, said: bool, up: bool = False) -> int:
    """Where the program that printed `text[start:end]`, the last of its kind, went on as one does that is well, else 0.

    `said` is for a mere sentence of an error: what stands behind it may explain it, so that only a long output, or a
    last line of work that was done, tells of a program that went on. Behind an exception of Python that nobody caught
    only a logger's notice does where nothing stands ahead of it: what was printed before may be written behind it. Of
    a server that had come `up`
    notices tell of no failure, whatever their words: so it is stopped.
    """
    place = _end_of_block(text, end)
    behind = text[place:]
    lines = [line for line in last_lines(behind, _LAST) if _WORD.search(line)]
    if _STEP.search(behind):
        return 0
    if said and not lines and goes_on(line_of(text, start)):
        return place
    if not lines or is_frame(lines[-1]) or any(_of_the_end(line, up) for line in lines):
        return 0
    at_work = is_work(lines[-1]) or ends_well(text)
    head = _head_of_uncaught(text, start)
    if head is not None:
        return place if is_notice(lines[-1]) or (at_work and text[:head].strip()) else 0
    if not said or _has_frames(text, end) or goes_on(line_of(text, start)):
        return place
    return place if behind.count("\n") > WENT_ON or at_work else 0


def _of_the_end(line: str, up: bool) -> bool:
    """Whether a line may be one of a failure or of a program's end, or advice on either."""
    text = _FILE.sub("file", _OF_NONE.sub("", line.strip()[:_LONGEST]))
    if goes_on(text) or _AS_WISHED.search(text) or (up and _STOPPED.match(text)):
        return False
    if is_bad(text) or is_bare(text):
        return True
    return not (up and is_notice(text)) and (is_advice(text) or bool(_END.search(text)))


def _has_frames(text: str, end: int) -> bool:
    """Whether the sentence that ends at `end` is the head of a stack trace."""
    place = text.find("\n", end) + 1
    line = text[place : place + _LONGEST].partition("\n")[0]
    return place > 0 and (is_frame(line) or line.startswith('  File "'))


def _end_of_block(text: str, end: int) -> int:
    """The offset of the first line behind `end` that is not of the exception, its causes or its trace."""
    place = text.find("\n", end) + 1 or len(text)
    while place < len(text):
        stop = text.find("\n", place)
        stop = len(text) if stop < 0 else stop
        line = text[place : min(stop, place + _LONGEST)]
        if not (_REST.match(line) or is_frame(line)):
            return place
        place = stop + 1
    return len(text)


def _head_of_uncaught(text: str, start: int) -> int | None:
    """Where the trace of the exception of Python at `start` begins, if nobody caught that; else None."""
    head = text.rfind(_TRACE, max(0, start - _ABOVE), start + len(_TRACE))
    if head < 0:
        return None
    above = text[:head].rstrip().rpartition("\n")[2]
    return None if _CAUGHT.search(above[:_LONGEST]) else head


def is_exception(text: str, start: int) -> bool:
    """Whether the line of `start` is that of an exception with its trace, which somebody has caught."""
    return bool(_EXCEPTION.match(line_of(text, start))) and _head_of_uncaught(text, start) is None


def line_of(text: str, place: int) -> str:
    """The line that the offset `place` is in, as far as it is looked at."""
    begin, stop = text.rfind("\n", 0, place) + 1, text.find("\n", place)
    return text[begin : stop if stop >= 0 else len(text)][:_LONGEST]
