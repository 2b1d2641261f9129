"""The events of one run as spans, metrics and log records: a span for the run, each stage, step, command and fix."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from typing import Any

from opentelemetry import trace
from opentelemetry._logs import Logger, LogRecord, SeverityNumber
from opentelemetry.context import Context
from opentelemetry.trace import Link, Span, SpanContext, SpanKind, Status, StatusCode, Tracer
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

from mity.redaction import Redactor
from mity.runs import events
from mity.runs.events import Event
from mity.runs.keys import INNER, NESTED
from mity.runs.state import RunState
from mity.telemetry import words
from mity.telemetry.ids import Moment
from mity.telemetry.measures import Measures

TRACEPARENT = "TRACEPARENT"
_MOST_TEXT = 2_000
_NS = 1_000_000_000
_FAILED = frozenset({"failed", "continued", "needs_input"})
_TOLD = frozenset({events.NOTE, events.STEP_RETRY, events.ROLLED_BACK, events.ANSWERED, events.CHECKPOINT_WAITING})


class RunTrace:
    """Hears the events of one run, in their order, from any thread that holds the turn of the recorder."""

    def __init__(
        self,
        tracer: Tracer,
        logger: Logger,
        measures: Measures,
        redactor: Redactor,
        workflow: str,
        parent: Context,
        links: Sequence[Link],
        moment: Moment,
    ) -> None:
        self._tracer, self._logger, self._measures, self._redactor = tracer, logger, measures, redactor
        self._moment = moment
        self._error = ""
        known, began = {words.PIPELINE_NAME: workflow}, moment.now()
        self._run = tracer.start_span(f"run {workflow}", parent, SpanKind.SERVER, known, links=links, start_time=began)
        self._stages: dict[str, Span] = {}
        self._ends: dict[str, int] = {}
        self._steps: dict[str, Span] = {}
        self._commands: dict[str, Span] = {}

    @property
    def place(self) -> SpanContext:
        """Where the run is in its trace."""
        return self._run.get_span_context()

    def environment(self, address: str) -> dict[str, str]:
        """What a command of the step at `address` is told, so that its own spans stand below ours."""
        span = self._commands.get(address) or self._steps.get(address) or self._run
        carrier: dict[str, str] = {}
        TraceContextTextMapPropagator().inject(carrier, trace.set_span_in_context(span))
        return {name.upper(): value for name, value in carrier.items()}

    def hear(self, event: Event) -> None:
        """Takes in an event."""
        does = _DOES.get(event.kind)
        if does is not None:
            does(self, event)
        if event.kind in _TOLD:
            self._tell(event)

    def end(self) -> None:
        """Ends what is open, also where the run broke off."""
        for span in (*self._commands.values(), *self._steps.values()):
            span.end()
        for path in sorted(self._stages, key=len, reverse=True):
            self._stages[path].end(self._ends.get(path))
        self._run.end()

    def run_state(self, event: Event) -> None:
        """The run begins, or it stopped."""
        state = str(event.data.get("state"))
        self._run.set_attributes({words.PIPELINE_RUN_ID: event.run, "mity.run.state": state})
        if state == RunState.RUNNING:
            self._run.set_attribute(words.PIPELINE_RUN_STATE, "executing")
            return
        error = self._error if state == RunState.FAILED else ""
        self._run.set_attributes(
            {words.PIPELINE_RUN_STATE: "finalizing", words.PIPELINE_RESULT: words.result_of(state)}
        )
        if state == RunState.FAILED:
            self._fail(self._run, error or words.OTHER, str(event.data.get("error") or ""))
        self._measures.run_stopped(state, time.monotonic() - self._moment.began, error)
        self._log(self._run, SeverityNumber.INFO, f"the run is {state}", event)

    def step_started(self, event: Event) -> None:
        """An attempt of a step begins: the first one begins its span."""
        if event.address in self._steps:
            self._steps[event.address].add_event(
                "attempt", {"mity.attempt": int(event.data.get("attempt", 1))}, self._moment.now()
            )
            return
        self._steps[event.address] = self._begin_step(event)

    def step_finished(self, event: Event) -> None:
        """A step ended, with all of its attempts and repairs."""
        span = self._steps.pop(event.address, None) or self._begin_step(event)
        for inner in [one for one in self._steps if one.startswith((f"{event.address}{INNER}", f"{event.address}."))]:
            self._steps.pop(inner).end(self._moment.now())
        result: Mapping[str, Any] = event.data.get("result") or {}
        status, message = str(result.get("status")), str(result.get("message") or "")
        self._fixes(span, result)
        span.set_attributes({words.TASK_RESULT: words.result_of(status), "mity.attempts": int(result["attempts"])})
        error = words.category(result) if status in _FAILED else ""
        if error:
            self._error = error
            self._fail(span, error, message)
            self._log(span, SeverityNumber.ERROR, f"{event.key}: {message}", event)
        self._measures.step_ended(status, float(result.get("duration_s") or 0.0), error)
        self._close(event.address, span)

    def step_retry(self, event: Event) -> None:
        """An attempt failed, and another one follows."""
        if span := self._steps.get(event.address):
            told: dict[str, str | int] = {"mity.attempt": int(event.data["attempt"]), "message": self._text(event.data)}
            span.add_event("retry", told, self._moment.now())
        self._measures.retried()

    def command_started(self, event: Event) -> None:
        """A command of a step begins."""
        self._end_command(event.address)
        above = self._steps.get(event.address, self._run)
        line = self._clean(str(event.data.get("line", "")))
        name = line.split(maxsplit=1)[0] if line.strip() else "command"
        self._moment.give()
        self._commands[event.address] = self._start(f"command {name}", above, {words.COMMAND_LINE: line})

    def command_finished(self, event: Event) -> None:
        """A command ended."""
        span = self._commands.get(event.address)
        if span is None:
            return
        code = event.data.get("exit_code")
        if code is not None:
            span.set_attribute(words.EXIT_CODE, int(code))
        if code != 0:
            error = "timeout" if event.data.get("timed_out") else "not_found" if code is None else f"exit_{code}"
            self._fail(span, error, str(event.data.get("summary") or ""))
        self._end_command(event.address)

    def _end_command(self, address: str) -> None:
        if span := self._commands.pop(address, None):
            span.end(self._moment.now())

    def _begin_step(self, event: Event) -> Span:
        name = event.key.rpartition(NESTED)[2]
        stage = self._stage(event.address)
        self._moment.give()
        return self._start(
            f"step {name}",
            stage,
            {words.TASK_NAME: name, words.TASK_RUN_ID: f"{event.run}/{event.address}", **words.task_type(name)},
        )

    def _stage(self, address: str) -> Span:
        """The span of a step's stage, which begins with its first step; that of a sub-workflow is below its caller."""
        path = address.rpartition("/")[0]
        if not path:
            return self._run
        if path not in self._stages:
            caller, _, stage = path.rpartition(NESTED)
            above = self._steps.get(caller, self._run) if caller else self._run
            self._stages[path] = self._start(f"stage {stage}", above, {"mity.stage": stage})
        return self._stages[path]

    def _close(self, address: str, span: Span) -> None:
        self._end_command(address)
        for path in [one for one in self._stages if one.startswith(f"{address}{NESTED}")]:  # of a workflow it called
            self._stages.pop(path).end(self._ends.pop(path, None))
        now = self._moment.now()
        span.end(now)
        self._ends[address.rpartition("/")[0]] = now

    def _fixes(self, step: Span, result: Mapping[str, Any]) -> None:
        """A span for each fix that was tried, one after the other up to now: the log has their durations alone."""
        tried = [one for one in (result.get("healing") or {}).get("attempts", ()) if isinstance(one, dict)]
        at = self._moment.now() - int(sum(float(one.get("seconds") or 0.0) for one in tried) * _NS)
        for one in tried:
            verdict, rule = str(one.get("verdict")), str(one.get("rule"))
            known = {"mity.fix.rule": rule, "mity.fix.verdict": verdict, "mity.fix.why": self._clean(str(one["why"]))}
            span = self._start(f"fix {rule}", step, known, at)
            at += int(float(one.get("seconds") or 0.0) * _NS)
            if verdict != "kept":
                self._fail(span, str((one.get("diagnosis") or {}).get("error_type") or words.OTHER), "")
            span.end(at)
            self._measures.fix_tried(verdict, rule)

    def _start(self, name: str, above: Span, attributes: Mapping[str, Any], at: int | None = None) -> Span:
        return self._tracer.start_span(
            self._clean(name),
            trace.set_span_in_context(above),
            attributes=dict(attributes),
            start_time=at or self._moment.now(),
        )

    def _fail(self, span: Span, error: str, message: str) -> None:
        span.set_attribute(words.ERROR_TYPE, error)
        span.set_status(Status(StatusCode.ERROR, self._clean(message) or None))

    def _tell(self, event: Event) -> None:
        above = self._commands.get(event.address) or self._steps.get(event.address) or self._run
        level = SeverityNumber.WARN if event.kind == events.STEP_RETRY else SeverityNumber.INFO
        self._log(above, level, self._text(event.data) or event.kind, event)

    def _log(self, span: Span, level: SeverityNumber, text: str, event: Event) -> None:
        self._logger.emit(
            LogRecord(
                timestamp=self._moment.now(),
                context=trace.set_span_in_context(span),
                severity_number=level,
                severity_text=level.name,
                body=self._clean(text),
                attributes={words.PIPELINE_RUN_ID: event.run, "mity.address": event.address},
                event_name=f"mity.{event.kind}",
            )
        )

    def _text(self, data: Mapping[str, Any]) -> str:
        return self._clean(str(data.get("text") or data.get("message") or data.get("choice") or ""))

    def _clean(self, text: str) -> str:
        """A text without secrets, of a bounded length."""
        return self._redactor.text(text)[:_MOST_TEXT]


_DOES = {
    events.RUN_STATE: RunTrace.run_state,
    events.STEP_STARTED: RunTrace.step_started,
    events.STEP_FINISHED: RunTrace.step_finished,
    events.STEP_RETRY: RunTrace.step_retry,
    events.COMMAND: RunTrace.command_started,
    events.COMMAND_ENDED: RunTrace.command_finished,
}
