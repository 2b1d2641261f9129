"""What a runner puts around the output of the commands it runs: labels before lines, and its own last words.

A label is told by its share: what stands before most lines of a log, in a few wordings, was put there by whoever ran
the commands side by side (compose, Turborepo, Nx, concurrently, Jenkins), and no tool's own words go that way.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

SHARE = 0.6  # of the lines that are not blank
LABELS = 12  # different ones
MANY = 3  # lines for each of them, in the mean
_TAIL = 2_000  # characters in which a service says how its job ended
_LEVELS = r"(?:INFO|WARN(?:ING)?|ERROR|DEBUG|TRACE|FATAL|NOTICE|SEVERE|notice|info|warn|error)"
_LABEL = re.compile(
    rf"""(?P<label>
      \[(?!{_LEVELS}\])[A-Za-z@][\w@./:\#-]{{0,40}}\]                  # [api], concurrently and Foreman's kin
    | @?[\w.-]{{1,40}}(?:/[\w.-]{{1,40}})?[:\#][\w:.-]{{1,40}}:        # @acme/app:build:, Turborepo
    | (?:\d\d:\d\d:\d\d\s+)?[A-Za-z@][\w@./-]{{0,40}}\s{{0,20}}\|      # web | , compose and Foreman
    )(?:\s|$)""",
    re.VERBOSE,
)
_STREAM = re.compile(
    r"(?:\x1b\[[0-9;]*m)*([a-z][\w.-]{0,80}?[-_]\d{1,6}(?=\s{1,60}(?:\x1b\[[0-9;]*m)*\|)"
    r"|@[\w.-]{1,40}/[\w.-]{1,40}[:#][\w:.-]{1,40}(?=:))"
)
_CLOCK = re.compile(r"(?:\[?\d\d:\d\d:\d\d(?:[.,]\d{1,6})?\]?|\d{1,5}\.\d{1,3}(?= ))(?: {1,2}|$)")
_JOB = re.compile(r"[^\t\n]{1,200}\t[^\t\n]{1,400}\t\ufeff?\d{4}-\d\d-\d\dT")  # gh run view --log
_FAILED_STEP = re.compile(r"##\[error\](?!The operation was canceled)")
_ENDED_STEP = re.compile(
    r"^\d{4}-\d\d-\d\dT[\d:.]{8,20}Z ##\[error\]Process completed with exit code [1-9]\d*\.$", re.MULTILINE
)
_GREEN = re.compile(
    r"^(?:\S+ {1,2})?(?:\x1b\[[\d;]*[mK])*(?:Cleaning up orphan processes|Job succeeded|Finished: SUCCESS"
    r"|##\[section\]Finishing: [^\n]{1,200})(?:\x1b\[[\d;]*[mK])*\r?$|^#\d{1,4} DONE [\d.]+s\s*\Z",
    re.MULTILINE,
)
_RED = re.compile(r"##\[error\]|^(?:\x1b\[[\d;]*[mK])*ERROR: Job failed|^#\d{1,4} ERROR", re.MULTILINE)
_CLOSING = re.compile(
    r"^(?:Post job cleanup\.|Cleaning up orphan processes|\[command\]\S*git\b.*|git version [\d.]+"
    r"|Temporarily overriding HOME=.*|Adding repository directory to the temporary git global config.*"
    r"|Terminate orphan process: .*|(?:##\[section\])?(?:Finishing|Async Command End): .*|\[Pipeline\] .*"
    r"|(?:Stage|Stages) \".*\" skipped .*|section_(?:end|start):.*|Uploading artifacts.*"
    r"|#\d{1,4} (?:ERROR|DONE|CACHED|CANCELED)\b.*|> \[.*:|Dockerfile\S*:\d+|(?:\d+ \| )(?:>>> )?\s*[A-Z]{3,11} .*"
    r"|(?:ERROR: )?failed to (?:build: failed to )?solve: .*|exporting to image|View build details: .*"
    r"|Cleaning up project directory.*|Running after[_ ]script.*"
    r"|Saving cache .*|Not uploading cache .*|Creating cache .*|Entering \w+ context.*)$"
)


def unframed(lines: Sequence[str]) -> list[str]:
    """The lines without the labels that most of them bear; as many lines as came in, in their order."""
    filled = [line for line in lines if line.strip()]
    clocked = sum(1 for line in filled if _CLOCK.match(line))
    if clocked > MANY and clocked >= len(filled) * SHARE:
        lines = [_CLOCK.sub("", line, count=1) for line in lines]
    labels = Counter(found.group("label") for line in lines if (found := _LABEL.match(line)))
    borne = sum(labels.values())
    if len(labels) == 1 and next(iter(labels)).startswith("["):  # a tool's own name, as nodemon and Vite put it
        return list(lines)
    if borne < len(filled) * SHARE or not 0 < len(labels) <= LABELS or borne < MANY * len(labels):
        return list(lines)
    return [line[found.end() :] if (found := _LABEL.match(line)) else line for line in lines]


def first_failed_job(text: str) -> str:
    """Of the jobs of GitHub Actions that `text` has one behind the other the first that failed; else all of it.

    Of steps without the names of their jobs what ends with the first that failed.
    Each failed of its own, and which of their causes weighs most says nothing.
    """
    if not _JOB.match(text):
        step = _ENDED_STEP.search(text)
        return text[: step.end()] if step and _ENDED_STEP.search(text, step.end()) else text
    jobs: dict[str, list[str]] = {}
    name = ""
    for line in text.split("\n"):
        name = line.split("\t", 1)[0] if _JOB.match(line) else name
        jobs.setdefault(name, []).append(line)
    failed = (lines for lines in jobs.values() if any(_FAILED_STEP.search(line) for line in lines))
    return "\n".join(next(failed, [])) or text


def streams(lines: Sequence[str]) -> list[int]:
    """The numbers of the lines, those of one stream together, where several write between each other; else nothing.

    Streams follow each other by their last line. A line without a label goes with the one before it.
    """
    names = [found.group(1) if (found := _STREAM.match(line)) else "" for line in lines]
    last = {name: number for number, name in enumerate(names) if name}
    if len(last) < 2 or len(last) > LABELS or sum(map(bool, names)) < SHARE * sum(1 for line in lines if line.strip()):
        return []
    order: dict[str, list[int]] = {"": [], **{name: [] for name in sorted(last, key=last.__getitem__)}}
    ended = max(last.values())
    behind: list[int] = []
    current = ""
    for number, name in enumerate(names):
        current = name or current
        (behind if number > ended else order[current]).append(number)
    return [number for part in order.values() for number in part] + behind


def ended_green(text: str) -> bool:
    """Whether a CI service ended its job in `text`, as it was printed, and told of no step that failed."""
    tail = text[-_TAIL:]
    return bool(_GREEN.search(tail)) and not _RED.search(text)


def is_closing(line: str) -> bool:
    """Whether a line is one that a CI service prints of itself once the commands are over, whatever they ended with."""
    return bool(_CLOSING.match(line.strip()))
