"""mity engine limit"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict

import click

from mity.cli.engine_place import engine_option, opened
from mity.cli.json_text import print_json
from mity.cli.options import json_option
from mity.cli.output import table
from mity.engines.address import TITLES, driver_of
from mity.engines.limits import Limit, forget_limit, limits, set_limit
from mity.errors import UsageError
from mity.workflow.durations import seconds, spoken


def _period(_: click.Context, parameter: click.Parameter, value: str) -> float | None:
    length_s = seconds(value) if value else None
    if value and not length_s:
        raise click.BadParameter(f"'{value}' is no duration: give one as 30s, 10m or 1h", param=parameter)
    return length_s


@click.command("limit")
@click.argument("queue", default="", metavar="[QUEUE]")
@click.option("--at-once", type=click.IntRange(1, 1_000_000), help="So many runs under way, of all workers together.")
@click.option("--starts", type=click.IntRange(1, 1_000_000), help="So many runs taken from the queue, with --per.")
@click.option("--per", "period_s", default="", metavar="DURATION", callback=_period, help="The period of --starts: 1h.")
@click.option("--each-key", is_flag=True, help="Count for each --key of `mity run`, by default for each workflow.")
@click.option("--none", "nothing", is_flag=True, help="Take the limit away.")
@engine_option
@json_option
def command(
    queue: str,
    at_once: int | None,
    starts: int | None,
    period_s: float | None,
    each_key: bool,
    nothing: bool,
    engine: str,
    as_json: bool,
) -> int:
    """Limit what the workers of a queue may take together; without options show its limits."""
    if not engine:
        raise UsageError("name the engine: give --engine URL, or set MITY_ENGINE")
    if driver := TITLES.get(driver_of(engine)):
        raise UsageError(f"queues of {driver} have {driver}'s own limits: set them with its tools")
    limit = Limit(queue, at_once, starts, period_s, each_key)
    _check(limit, nothing)
    database = opened(engine).database
    if nothing:
        forget_limit(database, queue)
    elif limit != Limit(queue):
        set_limit(database, limit)
    _show((one for one in limits(database) if queue in ("", one.queue)), as_json)
    return 0


def _check(limit: Limit, nothing: bool) -> None:
    wanted = limit.at_once is not None or limit.starts is not None
    if not limit.queue and (nothing or limit != Limit("")):
        raise UsageError("name the queue: `mity engine limit QUEUE …`")
    if nothing and limit != Limit(limit.queue):
        raise UsageError("--none takes the limit away: leave the other options out")
    if (limit.starts is None) != (limit.period_s is None):
        raise UsageError("--starts and --per belong together: --starts 30 --per 1h")
    if limit.each_key and not wanted:
        raise UsageError("--each-key says how a limit counts: give --at-once, or --starts with --per")


def _show(found: Iterable[Limit], as_json: bool) -> None:
    rows = list(found)
    if as_json:
        print_json({"limits": [asdict(one) for one in rows]})
        return
    lines = [(one.queue, _at_once(one), _starts(one), "each key" if one.each_key else "the queue") for one in rows]
    table(("queue", "at once", "starts", "counted for"), lines, "no queue has a limit")


def _at_once(limit: Limit) -> str:
    return "any" if limit.at_once is None else str(limit.at_once)


def _starts(limit: Limit) -> str:
    return "any" if limit.period_s is None else f"{limit.starts} in {spoken(limit.period_s)}"
