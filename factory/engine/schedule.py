"""Flows that take turns in one thread: what they wait for runs in others, everything else needs no lock.

A flow is a generator that yields requests. A run is one flow; parallel steps are flows of a group that it asks for.
"""

from __future__ import annotations

import heapq
import itertools
import queue
import time
from collections import deque
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from mity.engine.end import StepCancelled
from mity.engine.flow import Attempt, Flow, Pause, Quiet, Together
from mity.engine.lanes import Group, Lane, close_flows

if TYPE_CHECKING:
    from concurrent.futures import Future, ThreadPoolExecutor

_MOST_THREADS = 1000


class Scheduler:
    """Runs one flow to its end; `cancel` makes everything that it waits for end."""

    def __init__(self, cancel: Callable[[], None], sleep: Callable[[float], None] = time.sleep) -> None:
        self._cancel = cancel
        self._sleep = sleep
        self._ready: deque[tuple[Lane, Any, BaseException | None]] = deque()
        self._done: queue.SimpleQueue[tuple[Lane, int, Future[Any]]] = queue.SimpleQueue()
        self._timers: list[tuple[float, int, Lane, int, Group | None]] = []
        self._quiet: list[Lane] = []
        self._pausing = 0
        self._numbers = itertools.count()
        self._running = 0
        self._pool: ThreadPoolExecutor | None = None
        self._result: list[Any] = []

    def run(self, flow: Flow) -> Any:
        """What the flow returns. Raises what it raises, after everything that runs has ended."""
        root = Lane(flow, None, ())
        try:
            self._advance(root, None, None)
            while not self._result:
                self._turn()
            return self._result[0]
        except BaseException:
            if self._running:
                self._cancel()
            if self._pool is not None:
                self._pool.shutdown(wait=True, cancel_futures=True)
            close_flows(root)
            raise
        finally:
            if self._pool is not None:
                self._pool.shutdown(wait=False)

    def _turn(self) -> None:
        """One thing that is due: a flow that is ready, an attempt that ended, a time that came, a quiet moment."""
        now = time.monotonic()
        while self._timers and self._timers[0][0] <= now:
            self._rang(*heapq.heappop(self._timers)[2:])
        if self._ready:
            self._advance(*self._ready.popleft())
        elif self._running:
            self._await(self._timers[0][0] - now if self._timers else None)
        elif self._quiet and not self._pausing:
            lane = min(self._quiet, key=lambda one: one.place)
            self._quiet.remove(lane)
            self._resume(lane)
        elif self._timers:
            self._sleep(max(self._timers[0][0] - time.monotonic(), 0))

    def _await(self, timeout: float | None) -> None:
        try:
            lane, turn, future = self._done.get(timeout=timeout)
        except queue.Empty:
            return
        self._running -= 1
        lane.attempt = None
        error = future.exception()
        if error is not None and not isinstance(error, StepCancelled):
            raise error
        if turn == lane.turn:
            self._ready.append((lane, None if error else future.result(), error))

    def _advance(self, lane: Lane, value: Any, error: BaseException | None) -> None:
        """Lets a flow go on until it must wait."""
        while True:
            lane.turn += 1
            try:
                request = lane.flow.throw(error) if error is not None else lane.flow.send(value)
            except StopIteration as end:
                return self._ended(lane, end.value)
            except StepCancelled:
                return self._ended(lane, lane.group.asked.cancelled if lane.group else None)
            thrown, value, error = error, None, None
            if lane.cancelled and thrown is None:
                error = StepCancelled()  # what it waited for ended well all the same
            elif isinstance(request, Attempt) and self._alone():
                try:
                    value = request.run()
                except StepCancelled as raised:
                    error = raised
            elif isinstance(request, Attempt):
                return self._submit(lane, request)
            elif isinstance(request, Pause):
                return self._pause(lane, request.seconds)
            elif isinstance(request, Quiet):
                self._end_others(lane, request)
                self._give_place(lane)
                self._quiet.append(lane)
                return None
            else:
                return self._begin(lane, request)

    def _alone(self) -> bool:
        """Whether nothing else could run meanwhile."""
        return not (self._running or self._ready or self._timers)

    def _submit(self, lane: Lane, attempt: Attempt) -> None:
        if self._pool is None:
            from concurrent.futures import ThreadPoolExecutor  # slow to load, and most runs have one lane

            self._pool = ThreadPoolExecutor(_MOST_THREADS, thread_name_prefix="mity-step")
        self._running += 1
        lane.attempt = attempt
        turn = lane.turn
        self._pool.submit(attempt.run).add_done_callback(lambda future: self._done.put((lane, turn, future)))

    def _pause(self, lane: Lane, seconds: float) -> None:
        self._give_place(lane)
        self._pausing += 1
        self._ring(time.monotonic() + seconds, lane, None)

    def _ring(self, at: float, lane: Lane, group: Group | None) -> None:
        heapq.heappush(self._timers, (at, next(self._numbers), lane, lane.turn, group))

    def _rang(self, lane: Lane, turn: int, group: Group | None) -> None:
        if group is not None:
            if not group.closed and lane.inner is group:
                self._shut(group)
            return
        self._pausing -= 1
        if turn == lane.turn:
            self._resume(lane)

    def _resume(self, lane: Lane) -> None:
        """Lets a flow go on that gave its place away, as soon as there is one."""
        group = lane.group
        if group is None or lane.holds:
            self._ready.append((lane, None, None))
        elif group.active < group.asked.most:
            group.active += 1
            lane.holds = True
            self._ready.append((lane, None, None))
        else:
            group.waiting.append(lane)

    def _give_place(self, lane: Lane) -> None:
        if lane.group is not None and lane.holds:
            lane.holds = False
            lane.group.active -= 1
            self._fill(lane.group)

    def _begin(self, lane: Lane, asked: Together) -> None:
        group = lane.inner = Group(lane, asked, iter(asked.flows))
        if asked.limit_s is not None:
            self._ring(time.monotonic() + asked.limit_s, lane, group)
        self._fill(group)
        self._settle(group)

    def _fill(self, group: Group) -> None:
        """Starts flows of a group, as many as there are places for."""
        while group.active < group.asked.most:
            if group.waiting:
                lane = group.waiting.popleft()
                lane.holds = True
            else:
                flow = None if group.closed else next(group.source, None)
                if flow is None:
                    group.exhausted = True
                    return
                lane = Lane(flow, group, (*group.owner.place, group.begun))
                group.lanes[group.begun] = lane
                group.begun += 1
            group.active += 1
            self._ready.append((lane, None, None))

    def _ended(self, lane: Lane, end: Any) -> None:
        group = lane.group
        if group is None:
            self._result.append(end)
            return
        number = lane.place[-1]
        del group.lanes[number]
        group.ends[number] = end
        group.active -= lane.holds
        if not group.closed and group.asked.fatal(end):
            self._shut(group)
        self._fill(group)
        self._settle(group)

    def _settle(self, group: Group) -> None:
        """Hands the ends of a group to the flow that asked for it, once all are there."""
        if group.lanes or not (group.exhausted or group.closed):
            return
        owner = group.owner
        if owner.inner is group:
            owner.inner = None
            ends = [group.ends[number] for number in range(group.begun)]
            self._ready.append((owner, ends, StepCancelled() if owner.cancelled else None))

    def _shut(self, group: Group) -> None:
        """Ends the flows of a group; no further one begins."""
        group.closed = True
        for lane in list(group.lanes.values()):
            self._cut(lane)
        self._settle(group)

    def _end_others(self, lane: Lane, asked: Quiet) -> None:
        """Ends what runs beside a flow and is ended by how that will end, from the innermost group outwards."""
        group = lane.group if asked.ending is not None else None
        while group is not None:
            if group.asked.limit_s is None:
                if group.asked.within != asked.within or not group.asked.fatal(asked.ending):
                    return
                group.closed = True
                for other in [one for one in group.lanes.values() if one is not lane]:
                    self._cut(other)
            lane, group = group.owner, group.owner.group

    def _cut(self, lane: Lane) -> None:
        if lane.cancelled:
            return
        lane.cancelled = True
        if lane.inner is not None:
            self._shut(lane.inner)
        elif lane.attempt is not None:
            lane.attempt.cancel()
        else:  # it waits, or was about to go on
            self._quiet = [one for one in self._quiet if one is not lane]
            self._ready = deque(row for row in self._ready if row[0] is not lane)
            if lane.group is not None:
                lane.group.waiting = deque(one for one in lane.group.waiting if one is not lane)
            lane.turn += 1
            self._ready.append((lane, None, StepCancelled()))
