"""A process that serves and is told to end: an interrupt while it gets ready, a drain from then on."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator

import pytest

from mity.cli.draining import Told
from mity.errors import UsageError
from mity.text.interrupts import ENDING
from rows import each


@pytest.fixture
def told() -> Iterator[Told]:
    """Hears the signals of this process as long as the test lasts."""
    before = {number: signal.getsignal(number) for number in ENDING}
    yield Told()
    for number, handler in before.items():
        signal.signal(number, handler)


@each("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_it_is_interrupted_before_and_drains_afterwards(told: Told, number: int) -> None:
    drained: list[str] = []
    with pytest.raises(KeyboardInterrupt), told.getting_ready():
        os.kill(os.getpid(), number)
    told.drains(lambda: drained.append("at once"))
    os.kill(os.getpid(), number)
    assert drained == ["at once"] * 2


def test_an_interrupt_that_a_library_kept_or_changed_is_one_all_the_same(told: Told) -> None:
    with pytest.raises(UsageError), told.getting_ready():
        raise UsageError("nobody told it to end")
    with pytest.raises(KeyboardInterrupt), told.getting_ready():
        try:
            os.kill(os.getpid(), signal.SIGTERM)
        except KeyboardInterrupt as error:
            raise UsageError("could not be loaded") from error
    with pytest.raises(KeyboardInterrupt), told.getting_ready():
        pass
