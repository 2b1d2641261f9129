"""LangGraph: one node a step, its SqliteSaver with durability "sync"."""

# mypy: disable-error-code="import-not-found"

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Annotated, Any, TypedDict

from langgraph.checkpoint.sqlite import SqliteSaver
from langgraph.graph import END, START, StateGraph
from langgraph.types import Send

from benchmarks.peers.probe import WORKERS, Probe, nap, run


class Value(TypedDict):
    """The state of a chain: the last value."""

    v: int


class Total(TypedDict):
    """The state of a fan-out: how many steps have ended."""

    total: Annotated[int, operator.add]


def chain(probe: Probe) -> None:
    """A line of nodes; `resume` invokes the kept thread without input."""

    def made(number: int) -> Callable[[Value], dict[str, int]]:
        def body(state: Value) -> dict[str, int]:
            return probe.step(number)

        return body

    graph = StateGraph(Value)
    names = [f"s{number}" for number in range(probe.count)]
    for number, name in enumerate(names):
        graph.add_node(name, made(number))
    for before, after in zip([START, *names], [*names, END], strict=True):
        graph.add_edge(before, after)
    _invoke(probe, graph, None if probe.mode == "resume" else {"v": -1})


def parallel(probe: Probe) -> None:
    """One Send for each step."""

    def work(state: Any) -> dict[str, int]:
        nap()
        return {"total": 1}

    graph = StateGraph(Total)
    graph.add_node("work", work)
    graph.add_conditional_edges(START, lambda state: [Send("work", {}) for _ in range(probe.count)])
    graph.add_edge("work", END)
    _invoke(probe, graph, {"total": 0})


def _invoke(probe: Probe, graph: Any, state: Any) -> None:
    config = {"configurable": {"thread_id": "bench"}, "recursion_limit": probe.count + 10, "max_concurrency": WORKERS}
    with SqliteSaver.from_conn_string(str(probe.folder / "langgraph.db")) as saver:
        made = graph.compile(checkpointer=saver)
        probe.start()
        made.invoke(state, config, durability="sync")
        probe.stop()


if __name__ == "__main__":
    run({"chain": chain, "kill": chain, "resume": chain, "parallel": parallel})
