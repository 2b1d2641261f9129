"""Structured logs by structlog: one JSON object a line on standard output, or lines for people while developing."""

import logging
import sys
from contextvars import ContextVar
from typing import Literal

import structlog
from opentelemetry import trace
from structlog.typing import EventDict, Processor

request_id: ContextVar[str | None] = ContextVar("request_id", default=None)


def _about(_logger: object, _name: str, entry: EventDict) -> EventDict:
    entry.pop("color_message", None)  # uvicorn's, for terminals
    if (current := request_id.get()) is not None:
        entry["request_id"] = current
    if (span := trace.get_current_span().get_span_context()).is_valid:
        entry["trace_id"] = trace.format_trace_id(span.trace_id)
    return entry


class OwnHandler(logging.StreamHandler):  # type: ignore[type-arg]  # not generic at run time
    """Writes the lines to standard output."""


def configure_logging(level: str, style: Literal["json", "console"] = "json") -> None:
    """Sends every logger's records, uvicorn's too, to one handler; safe to call again."""
    json_lines: list[Processor] = [
        structlog.processors.format_exc_info,
        structlog.processors.EventRenamer("message"),
        structlog.processors.JSONRenderer(default=str),
    ]
    handler = OwnHandler(sys.stdout)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[
                structlog.stdlib.add_log_level,
                structlog.stdlib.add_logger_name,
                structlog.processors.TimeStamper(fmt="iso", utc=True),
                structlog.stdlib.ExtraAdder(),
                _about,
            ],
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                *(json_lines if style == "json" else [structlog.dev.ConsoleRenderer()]),
            ],
        )
    )
    root = logging.getLogger()
    for old in [each for each in root.handlers if isinstance(each, OwnHandler)]:
        root.removeHandler(old)
    root.addHandler(handler)
    root.setLevel(level)
    for name in ("uvicorn", "uvicorn.error", "uvicorn.access"):
        logger = logging.getLogger(name)
        logger.handlers.clear()
        logger.setLevel(logging.NOTSET)
        logger.propagate = True
    logging.getLogger("uvicorn.access").disabled = True  # middleware.RequestContext writes that line
    logging.getLogger("alembic.runtime.plugins").setLevel(logging.WARNING)
    logging.captureWarnings(True)
