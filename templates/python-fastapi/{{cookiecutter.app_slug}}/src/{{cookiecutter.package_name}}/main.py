"""Builds the application."""

import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from fastapi import FastAPI
from starlette.concurrency import run_in_threadpool
from starlette.middleware.body_limit import RequestBodyLimitMiddleware
from starlette.middleware.cors import CORSMiddleware

from . import __version__, schema
from .config import Settings, load_settings
from .db import make_engine, make_sessions
from .discovery import find_routers, import_models
from .errors import Problem, ProblemApi, register_errors
{% if cookiecutter.auth != "none" -%}
from .features.auth.attempts import Attempts
{% endif -%}
from .log import configure_logging
from .middleware import REQUEST_ID_HEADER, BodyRules, RequestContext, UnhandledErrors
from .security import SecurityHeaders

TITLE = "{{ cookiecutter.app_name.split() | join(' ') | replace('\\', '\\\\') | replace('"', '\\"') }}"  # fmt: skip
DESCRIPTION = "{{ cookiecutter.description.split() | join(' ') | replace('\\', '\\\\') | replace('"', '\\"') }}"  # fmt: skip

logger = logging.getLogger(__name__)


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    settings: Settings = app.state.settings
    if settings.migrate_on_start:
        await run_in_threadpool(schema.upgrade, settings.migrations_dir, app.state.engine)
    logger.info("started", extra={"version": __version__})
    yield
    app.state.engine.dispose()
    app.state.stop_telemetry()
    logger.info("stopped")


def _telemetry(app: FastAPI, settings: Settings) -> Callable[[], None]:
    """Starts what observes the application, if a setting says where to, and gives what ends it."""
    endpoint = settings.otel_exporter_otlp_endpoint
    if endpoint is None:
        return lambda: None
    # Without the setting, none of it is loaded.
    from .telemetry import start_telemetry  # noqa: PLC0415

    return start_telemetry(app, app.state.engine, str(endpoint), "{{ cookiecutter.app_slug }}")


def create_app(settings: Settings | None = None) -> FastAPI:
    """The application, with the settings given or those of the environment."""
    settings = settings or load_settings()
    configure_logging(settings.log_level, settings.log_format)
    docs_path = "/docs" if settings.docs else None
    app = ProblemApi(
        title=TITLE,
        description=DESCRIPTION,
        version=__version__,
        lifespan=_lifespan,
        docs_url=docs_path,
        redoc_url=None,
        generate_unique_id_function=lambda route: route.name,
        responses={"default": {"model": Problem, "description": "A problem (RFC 9457)"}},
    )
    app.state.settings = settings
    app.state.engine = make_engine(settings.database_url)
    app.state.sessions = make_sessions(app.state.engine)
    {%- if cookiecutter.auth != "none" %}
    app.state.attempts = Attempts(settings.login_attempts)
    {%- endif %}
    app.state.stop_telemetry = _telemetry(app, settings)
    app.state.heads = schema.expected_heads(settings.migrations_dir)
    register_errors(app)
    import_models()
    for router in find_routers():
        app.include_router(router)
    # The one added last is outermost.
    # What comes in chunks does not say how much it will be.
    app.add_middleware(RequestBodyLimitMiddleware, max_body_size=settings.max_body_bytes)
    app.add_middleware(BodyRules, max_body_bytes=settings.max_body_bytes)
    app.add_middleware(UnhandledErrors)
    if settings.cors_origins:
        app.add_middleware(
            CORSMiddleware,
            allow_origins=settings.cors_origins,
            allow_methods=["*"],
            allow_headers=["*"],
            expose_headers=[REQUEST_ID_HEADER, "etag", "location"],
        )
    app.add_middleware(SecurityHeaders, https_only=settings.https_only, docs_path=docs_path)
    app.add_middleware(RequestContext)
    return app
