"""Messages that two threads hand to a run at once, as its beat and its beginning do."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

from mity.engines.messages import leave
from mity.runs.inbox import Inbox


def test_a_message_that_two_threads_leave_at_once_is_there_once(tmp_path: Path) -> None:
    both = Barrier(2)

    def hand(inbox: Inbox, name: str) -> None:
        both.wait(10)
        leave(inbox, name, {"answer": "approve"})

    with ThreadPoolExecutor(2) as pool:
        for number in range(40):
            inbox = Inbox(tmp_path / str(number // 2), "0001-a-bcde")  # the first one makes its folders
            for one in [pool.submit(hand, inbox, f"gate-{number}") for _ in range(2)]:
                one.result()
            assert len(inbox.names()) == 1 + number % 2
