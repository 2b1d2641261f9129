"""Raw tool output → lines that patterns can rely on, each with the lines as printed that it came from."""

from __future__ import annotations

import codecs
import re
from bisect import bisect_right

from mity.agents.framing import first_failed_job, streams, unframed
from mity.agents.garbled import mended
from mity.agents.powershell import drop_error_blocks, is_powershell, unwrap, wrap_width
from mity.agents.reduce import reduce
from mity.text.build_words import opened
from mity.text.json_logs import expand
from mity.text.records import dataclass, field

BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
LINE_LIMIT = 3_000  # characters of one line that patterns see
ANSI = re.compile(
    r"(?:\x1b|\x9b|\u241b|\u2190|\ufffd)\[[0-?]*[ -/]*[@-~]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)?|\x1b[@-Z\\-_=>78]"
)
ANSI_CUT = re.compile(r"\x1b(?:\[[0-?]*)?$")  # a code that wrapping cut in two
ANSI_REST = re.compile(r"^\[?[0-?]*[@-~]")
ANSI_REMNANT = re.compile(r"\[(?:\d{1,3}(?:;\d{1,3})*m|m(?![\w.-]{1,60}\]))")  # and not the thread in "[main]"
PREFIX = re.compile(
    r"""(?:
      \#\d+\ {1,5}\d+\.\d+\ (?=\S|[\ \t]|$)                                     # docker buildkit, which pads seconds
    | \d{1,2}:\d\d:\d\d\ [AP]M:\ (?=\S)                                          # Netlify
    | \d\d:\d\d:\d\d\.\d{3}\ \|(?:\ |$)                                          # Vercel, as its page is copied
    | (?:[^\t\n]{1,200}\t[^\t\n]{1,400}\t\ufeff?)?                               # gh run view --log
      \d{4}-\d\d-\d\d[T\ ]\d\d:\d\d:\d\d(?:[.,]\d+)?(?:Z|\ ?[+-]\d\d:?\d\d)?\ (?:\ (?=\S))?  # timestamps
      (?:[A-Z]{3,4}\ \[\d+\]\ (?=[A-Z]{3,9}:\ \ ))?                            # PostgreSQL's zone and process
      (?:\d\d[OE][\ +]\ ?)?                                                    # GitLab's stream behind them
    | \#\#\[\w+\] | ::(?:error|warning|group)(?:\ [^:]*)?::                   # GitHub Actions
    | \[\d{1,2}\]\                                                            # concurrently
    | \d\d:\d\d:\d\d\ {2}                                                     # Jenkins' timestamper
    | \[(?:ERROR|WARN|INFO|LIFECYCLE|QUIET|DEBUG)\]\ \[org\.gradle\.[\w.]{1,120}\]\     # gradle --debug
    | (?::[\w.\-]{1,60}){1,6}(?=/[^\s:]{1,400}\.(?:java|kt|groovy|scala):\d+:\ )  # an old Gradle's task
    | \[(?:inf|err|wrn|dbg)\]\ {1,2}                                            # Railway
    | (?:app|proxy|runner)\[[\w*]{1,40}\]\ [a-z]{3}\ \[\w{1,10}\]\ ?              # Fly.io
    | \[[^\]\n/]{1,60}/[^\]\n]{1,60}\](?:\ {2,3}(?:\|\ )?|\ (?=[^\x00-\x7f]|\[DEBUG\]))      # act
    | [A-Z][a-z]{2}\ [\ \d]\d\ \d\d:\d\d:\d\d\ [\w.\-]{1,80}\ [\w.@\-/()]{1,60}(?:\[\d{1,8}\])?:\ (?=\S)  # the journal
    | Building:\ (?=\S)                                                       # Vercel
    | [a-z][\w.\-]{0,80}?[-_]\d{1,6}\s{1,60}\|\                                    # docker compose
    | @[\w.\-]{1,40}/[\w.\-]{1,40}[:\#][\w:.\-]{1,40}:(?:\ |$)                     # Turborepo, of a scoped package
    | \d{1,3}>\ \[CMake\]\ ?                                                    # Visual Studio
    | \[\d{4}-\d\d-\d\d,\ \d\d:\d\d:\d\d\ UTC\]\ \{\w{1,60}\.py:\d+\}\ [A-Z]{4,8}\ -\ (?:\d\d:\d\d:\d\d\ {2})? # Airflow
    | \(\d\d:\d\d:\d\d\)\ (?=[A-Z]{3,7}:)                                          # Bazel
    | \[\d{1,2}:\d\d:\d\d\ [AP]M\]\ (?:\[[\w@/-]{1,60}\]\ ›\ )?(?=\S)                   # signale
    | \d\d:\d\d:\d\d\ (?=\[(?:ERROR|WARN|INFO|DEBUG)\]\ )                           # Astro
    | nox\ >\ (?=\S)                                                            # nox
    | remote:\  | \d{1,3}>(?=\S|\ \ )                                         # git, msbuild
    )""",
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Log:
    """Normalised text and the way back.

    `text` holds the normalised lines; `starts` and `sources` say, piece by piece, at which offset of `text` a
    piece begins and which of the `originals` (lines as printed) it came from.
    """

    text: str
    originals: tuple[str, ...] = ()
    starts: list[int] = field(default_factory=list)
    sources: list[int] = field(default_factory=list)

    def printed(self, start: int, end: int) -> tuple[str, ...]:
        """The original lines behind `text[start:end]`, in order, blank ones left out."""
        first = max(0, bisect_right(self.starts, start) - 1)
        last = bisect_right(self.starts, max(start, end - 1))
        lines = (self.originals[number].rstrip() for number in dict.fromkeys(self.sources[first:last]))
        return tuple(line for line in lines if line.strip())


def decode(data: bytes) -> str:
    """Bytes of a log → text: by BOM, else UTF-16 when every other byte is zero, else UTF-8, else latin-1."""
    for bom, name in (
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
    ):
        if data.startswith(bom):
            return data[len(bom) :].decode(name, "replace")
    probe = data[:4_000]
    for offset, name in ((1, "utf-16-le"), (0, "utf-16-be")):
        half = probe[offset::2]
        if len(half) > 3 and half.count(0) > len(half) * 0.6:
            return data.decode(name, "replace")
    data = data.replace(b"\0", b"")  # UTF-16 text appended to a file that began otherwise
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        cut_at_the_end = error.start >= len(data) - 4
        return data.decode("utf-8", "replace") if cut_at_the_end else data.decode("latin-1")


def normalise(raw: str | bytes) -> Log:
    """Decode, shorten, unfold structured logs, strip colour, redraws and prefixes, undo PowerShell's wrapping.

    Linear in the input. An expand entry counts as printed so: nobody reads a stack trace in one line of JSON.
    """
    text = decode(raw) if isinstance(raw, bytes) else raw.removeprefix("\ufeff")
    text = first_failed_job(opened(expand(reduce(text).replace("\r\n", "\n"))))
    originals = text.split("\r" if "\n" not in text else "\n")
    cleaned = unframed([clean(line) for line in mended(originals, text)])
    groups: list[tuple[int, ...]] = [(number,) for number in streams(originals) or range(len(cleaned))]
    marked = is_powershell(text)
    if marked:
        groups = drop_error_blocks(cleaned)
    widths = [len(raw) if marked else len(line) for raw, line in zip(originals, cleaned, strict=True)]
    width = wrap_width(cleaned, widths, marked)
    if width:
        groups = unwrap(cleaned, widths, groups, width)
    return _assemble(originals, cleaned, groups)


def clean(line: str) -> str:
    """One printed line without colour codes, overwritten text and the prefixes that runners put before it."""
    if "\r" in line:
        line = next((part for part in reversed(line.split("\r")) if part.strip()), "")
    line = line[:LINE_LIMIT]
    if "\x1b" in line or "[" in line:
        line = ANSI_REMNANT.sub("", ANSI.sub("", line))
    for _ in range(3):
        found = PREFIX.match(line)
        if not found:
            break
        line = line[found.end() :]
    return line


def _assemble(originals: list[str], cleaned: list[str], groups: list[tuple[int, ...]]) -> Log:
    pieces: list[str] = []
    starts: list[int] = []
    sources: list[int] = []
    offset = 0
    for group in groups:
        cut = False
        for number in group:
            piece = ANSI_REST.sub("", cleaned[number], count=1) if cut else cleaned[number]
            ended = ANSI_CUT.search(piece) if len(group) > 1 else None
            cut = ended is not None
            piece = piece[: ended.start()] if ended else piece
            starts.append(offset)
            sources.append(number)
            pieces.append(piece)
            offset += len(piece)
        pieces.append("\n")
        offset += 1
    return Log("".join(pieces), tuple(originals), starts, sources)
