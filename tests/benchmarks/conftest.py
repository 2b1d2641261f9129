"""An engine for what benchmarks do with one."""

from __future__ import annotations

from engine_fixtures import engine, postgres  # noqa: F401 - fixtures
