"""The children of this process: all of them, whichever thread started them, without a look at others' processes."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from subprocess import Popen

import pytest

from mity.system.subreaper import OwnChildren


@pytest.fixture
def sleepers() -> Iterator[list[Popen[bytes]]]:
    made: list[Popen[bytes]] = []
    yield made
    for one in made:
        one.kill()
        one.wait()


def test_children_of_ended_and_of_living_threads_are_others_unless_they_are_ours(sleepers: list[Popen[bytes]]) -> None:
    own, go_on = OwnChildren(), threading.Event()

    def start() -> None:
        sleepers.append(Popen(["sleep", "60"]))

    def start_and_wait() -> None:
        start()
        go_on.wait(30)

    ended, living = threading.Thread(target=start), threading.Thread(target=start_and_wait)
    ended.start()
    ended.join()
    living.start()
    while len(sleepers) < 2 and living.is_alive():
        go_on.wait(0.01)
    others = {one.pid for one in sleepers}
    sleepers.append(own.start(lambda: Popen(["sleep", "60"])))
    try:
        found = {one.pid for one in own.others()}
        assert others <= found and sleepers[2].pid not in found
    finally:
        go_on.set()
        living.join()
