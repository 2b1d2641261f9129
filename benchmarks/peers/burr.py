"""Burr: one action a step, kept by its SQLitePersister."""

# mypy: disable-error-code="import-not-found", disallow-untyped-decorators=False

from __future__ import annotations

from itertools import pairwise
from typing import Any

from burr.core import ApplicationBuilder, State, action
from burr.core.persistence import SQLitePersister

from benchmarks.peers.probe import Probe, run


def chain(probe: Probe) -> None:
    """A line of actions; a store that holds the application already is gone on with."""

    def made(number: int) -> Any:
        @action(reads=[], writes=["v"])
        def body(state: State) -> State:
            return state.update(**probe.step(number))

        return body

    names = [f"s{number}" for number in range(probe.count)]
    store = SQLitePersister(str(probe.folder / "burr.db"))
    store.initialize()
    application = (
        ApplicationBuilder()
        .with_actions(**{name: made(number) for number, name in enumerate(names)})
        .with_transitions(*pairwise(names))
        .with_identifiers(app_id="bench", partition_key="p")
        .initialize_from(store, resume_at_next_action=True, default_state={"v": -1}, default_entrypoint="s0")
        .with_state_persister(store)
        .build()
    )
    probe.start()
    application.run(halt_after=[names[-1]])
    probe.stop()


if __name__ == "__main__":
    run({"chain": chain, "kill": chain, "resume": chain})
