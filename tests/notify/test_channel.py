"""One channel at work: lines joined into messages, limits, and senders that fail or hang."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from pathlib import Path

from mity.errors import UsageError
from mity.notify.channel import Channel
from mity.notify.lines import Line
from mity.notify.listening import wanted
from mity.notify.memory import Memory
from mity.notify.senders import quiet
from mity.notify.settings import NotifyConfig
from rows import each


class Remembering:
    """A sender that keeps the messages; what it is told to raise or answer comes first."""

    def __init__(self, answer: bool | Exception = True) -> None:
        self.messages: list[list[str]] = []
        self.answer = answer

    def send(self, title: str, lines: Sequence[str], *, bad: bool) -> bool:
        if isinstance(self.answer, Exception):
            raise self.answer
        if self.answer:
            self.messages.append(list(lines))
        return self.answer


class Hanging:
    """A sender that never comes back on its own."""

    def __init__(self) -> None:
        self.let_go = threading.Event()

    def send(self, title: str, lines: Sequence[str], *, bad: bool) -> bool:
        self.let_go.wait(30)
        return True


def channel(tmp_path: Path, sender: Remembering | Hanging, **settings: float) -> Channel:
    config = NotifyConfig.model_validate({"url_env": "MITY_NOTIFY_X", **settings})
    return Channel(config, sender, Memory(tmp_path / "logs", "0001-a", "x"), "title")


def tell(one: Channel, *texts: str, pause: float = 0.0) -> None:
    for text in texts:
        one.put(Line("error", text, text))
        time.sleep(pause)


def test_quick_lines_are_one_message_and_the_end_does_not_wait_for_the_time_span(tmp_path: Path) -> None:
    sender = Remembering()
    one = channel(tmp_path, sender, batch_s=60)
    began = time.monotonic()
    tell(one, *map(str, range(60)), "7")
    one.end()
    assert one.wait(5) == ""
    assert time.monotonic() - began < 5
    assert sender.messages == [["… 20 earlier lines", *map(str, range(20, 60))]]


def test_a_run_sends_no_more_than_its_number_and_the_last_message_has_the_rest(tmp_path: Path) -> None:
    sender = Remembering()
    one = channel(tmp_path, sender, batch_s=0, per_run=3)
    tell(one, *map(str, range(8)), pause=0.03)
    one.end()
    assert one.wait(5) == ""
    assert len(sender.messages) <= 3
    assert [line for message in sender.messages for line in message] == [str(n) for n in range(8)]
    again = channel(tmp_path, sender, batch_s=0, per_run=3)  # a process that goes on with the run
    tell(again, "0", "new")
    again.end()
    said = again.wait(5)
    assert sum(message.count("0") for message in sender.messages) == 1
    assert (said == "1 lines were left out") == (len(sender.messages) == 3 and "new" not in sender.messages[-1])


def test_a_minute_has_no_more_than_its_number_but_for_the_last(tmp_path: Path) -> None:
    sender = Remembering()
    one = channel(tmp_path, sender, batch_s=0, per_minute=1)
    tell(one, "a", "b", "c", pause=0.05)
    assert len(sender.messages) == 1
    one.end()
    assert one.wait(5) == ""
    assert sender.messages == [["a"], ["b", "c"]]


def test_a_sender_that_hangs_or_fails_is_told_in_a_clause_and_stops_nobody(tmp_path: Path) -> None:
    hanging = Hanging()
    one = channel(tmp_path, hanging, batch_s=0)
    began = time.monotonic()
    tell(one, *map(str, range(3_000)))
    one.end()
    assert one.wait(0.1) == "it did not take the last message in time"
    assert time.monotonic() - began < 2
    hanging.let_go.set()
    for answer, said in ((False, "refused"), (UsageError("no such thing"), "no such thing"), (OSError("x"), "x")):
        failing = channel(tmp_path, Remembering(answer), batch_s=0)
        tell(failing, f"of {said}")
        failing.end()
        assert said in failing.wait(5)


def test_what_did_not_arrive_is_sent_by_the_next_process_where_it_comes_again(tmp_path: Path) -> None:
    for answer, expected in ((False, 0), (True, 1), (True, 0)):
        sender = Remembering(answer)
        one = channel(tmp_path, sender, batch_s=0)
        tell(one, "the question")
        one.end()
        one.wait(5)
        assert len(sender.messages) == expected


def test_a_line_goes_where_its_word_its_workflow_and_its_verdict_are_wanted(tmp_path: Path) -> None:
    over = Line("run-completed", "over", "over")
    rows = (
        ({}, Line("error", "x", "x"), "", True),
        ({}, Line("step-completed", "x", "x"), "", False),
        ({"events": ["step-completed"]}, Line("step-completed", "x", "x"), "", True),
        ({"verdicts": ["failed"]}, over, "proven", False),
        ({"verdicts": ["failed"]}, over, "failed", True),
        ({"verdicts": ["failed"]}, Line("error", "x", "x"), "", True),
    )
    for more, line, verdict, expected in rows:
        config = NotifyConfig.model_validate({"url_env": "MITY_NOTIFY_X", **more})
        assert wanted(config, line, verdict) is expected, (more, line)


CALLS = {
    "@everyone look": "@everyone",
    "ping @here, @ada": "@here",
    "<!channel> <@U012AB3CD> <#C1>": "<!channel",
    "<https://evil.example|mity approve>": "<https:",
    "[approve](https://evil.example)": "](",
}


@each("text", CALLS)
def test_what_a_project_says_calls_nobody_and_hides_no_address(text: str) -> None:
    assert CALLS[text] not in quiet(text) and quiet(text).replace("\u200b", "") == text


def test_plain_words_stay_as_they_are_in_a_message() -> None:
    for text in ("mail ada@example.com", "List<String> a[0] (b)", "https://example.org/a", "a < b", "x.@y"):
        assert quiet(text) == text
