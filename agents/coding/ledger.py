"""What a coding agent tells of its work while it works: turns, tokens, dollars, how its turn ended."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from mity.text.records import dataclass, field

Json = dict[str, Any]
Dialect = Callable[["Ledger", Json], str]
_LONGEST_ROW = 4 * 1024 * 1024
_LONGEST_TEXT = 200_000
_SHOWN = 160


@dataclass(slots=True)
class Ledger:
    """What an agent has told so far.

    `turns` counts answers of its model, `calls` uses of its tools, `failed_calls` those that failed. `cost_usd` is None
    as long as it says nothing of money. `ended` is how it says that its turn ended, `error` the first thing it said of
    a failure, `answer` the text of its answer.
    """

    turns: int = 0
    calls: int = 0
    failed_calls: int = 0
    input_tokens: int = 0
    output_tokens: int = 0
    cost_usd: float | None = None
    ended: str = ""
    error: str = ""
    answer: str = ""
    model: str = ""
    rows: int = 0
    seen: set[str] = field(default_factory=set)

    @property
    def tokens(self) -> int:
        """Tokens read and written."""
        return self.input_tokens + self.output_tokens

    def pay(self, dollars: Any) -> None:
        """Adds dollars, when they are a number that can be believed."""
        if (value := number(dollars)) is not None:
            self.cost_usd = (self.cost_usd or 0.0) + value

    def count(self, read: Any, written: Any) -> None:
        """Adds tokens."""
        self.input_tokens += int(number(read) or 0)
        self.output_tokens += int(number(written) or 0)

    def say(self, text: Any) -> None:
        """Takes the answer, or one more part of it."""
        if isinstance(text, str) and text:
            self.answer = f"{self.answer}\n{text}"[-_LONGEST_TEXT:] if self.answer else text[-_LONGEST_TEXT:]

    def fail(self, error: Any) -> None:
        """Takes what it says of a failure; the first thing counts."""
        text = error if isinstance(error, str) else json.dumps(error, ensure_ascii=False) if error else ""
        self.error = self.error or " ".join(text.split())

    def new(self, id: Any) -> bool:
        """True when this id was not seen before, and for one that is none."""
        if not isinstance(id, str) or not id:
            return True
        fresh = id not in self.seen
        self.seen.add(id)
        return fresh

    def to_json(self) -> Json:
        """What the log keeps of it."""
        return {
            "turns": self.turns,
            "calls": self.calls,
            "failed_calls": self.failed_calls,
            "input_tokens": self.input_tokens,
            "output_tokens": self.output_tokens,
            "cost_usd": None if self.cost_usd is None else round(self.cost_usd, 6),
            "ended": self.ended,
            "model": self.model,
        }


@dataclass(slots=True)
class Meter:
    """Hears an agent line by line, and says when one of its limits is reached.

    `most_turns` and `most_usd` are the limits; None is none. A limit is reached once more was used than it allows.
    """

    name: str
    dialect: Dialect
    most_turns: int | None = None
    most_usd: float | None = None
    ledger: Ledger = field(default_factory=Ledger)
    held: str = ""

    @property
    def over(self) -> str:
        """The limit that is passed, in a clause; empty while all hold."""
        used = self.ledger
        if self.most_turns is not None and used.turns > self.most_turns:
            return f"its limit of {self.most_turns} turns"
        if self.most_usd is not None and used.cost_usd is not None and used.cost_usd > self.most_usd:
            return f"its budget of {self.most_usd:.2f} USD ({used.cost_usd:.2f} USD were spent)"
        return ""

    def hear(self, line: str) -> str:
        """What a line means to a person, in a few words; empty when it means nothing to them.

        A line that came in pieces is put together again.
        """
        row = _row(line) or (_row(self.held + line) if self.held else None)
        if row is None:
            whole = self.held + line if self.held else line if line.startswith("{") else ""
            self.held = whole if len(whole) < _LONGEST_ROW else ""
            return ""
        self.held = ""
        self.ledger.rows += 1
        said = " ".join(self.dialect(self.ledger, row).split())
        return f"{self.name}, turn {self.ledger.turns}: {said}"[:_SHOWN] if said else ""

    def read(self, output: str) -> None:
        """Takes a whole output, where nobody heard it line by line; one object over several lines is one too."""
        if (row := _row(output.strip())) is not None:
            self.dialect(self.ledger, row)
            return
        for line in output.splitlines():
            self.hear(line.strip())


def number(value: Any) -> float | None:
    """A number that is one, not negative and not absurd; else None."""
    good = isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < 1e12
    return float(value) if good else None


def member(data: Any, path: str) -> Any:
    """What stands at a dotted path in a JSON document, or None."""
    for name in path.split("."):
        data = data.get(name) if isinstance(data, dict) else None
    return data


def _row(text: str) -> Json | None:
    text = text.strip()
    if not text.startswith("{"):
        return None
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return data if isinstance(data, dict) else None
