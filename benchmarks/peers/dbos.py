"""DBOS: one step function, called N times by a workflow, kept in SQLite."""

# mypy: disable-error-code="import-not-found", disallow-untyped-decorators=False

from __future__ import annotations

from typing import Any

from dbos import DBOS, SetWorkflowID

from benchmarks.peers.probe import Probe, run


def chain(probe: Probe) -> None:
    """A workflow with a fixed id and a fixed version; after a kill, `launch` recovers it by itself."""
    config: Any = {
        "name": "bench-mity",
        "system_database_url": f"sqlite:///{probe.folder / 'dbos.db'}",
        "application_version": "1",
        "executor_id": "bench",
        "log_level": "ERROR",
        "run_admin_server": False,
    }
    DBOS(config=config)

    @DBOS.step()
    def body(number: int) -> dict[str, int]:
        return probe.step(number)

    @DBOS.workflow()
    def line(count: int) -> int:
        return sum(body(number)["v"] for number in range(count))

    if probe.mode == "resume":
        probe.start()
        DBOS.launch()
        DBOS.retrieve_workflow("bench").get_result()
    else:
        DBOS.launch()
        probe.start()
        with SetWorkflowID("bench"):
            line(probe.count)
    probe.stop()
    DBOS.destroy()


if __name__ == "__main__":
    run({"chain": chain, "kill": chain, "resume": chain})
