"""What all watchers of a run are sent is made once for all of them, and in the forms alone that somebody watches in."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from mity.runs.tail import Tail
from mity.web.feed import Feed, Told
from mity.web.watching import Places


def fed(folder: Path, count: int, watch: Callable[[Feed], None]) -> tuple[Feed, Counter[str]]:
    """A feed that has read so many events, and how often each form was made."""
    made: Counter[str] = Counter()

    def make(form: str, row: dict[str, Any]) -> str:
        made[form] += 1
        return f"{form} {row['seq']}\n"

    lines = "".join(json.dumps({"seq": seq, "time": "", "kind": "note"}) + "\n" for seq in range(1, count + 1))
    (folder / "0001-flow.journal.jsonl").write_text(lines)
    feed = Feed(Tail(folder / "0001-flow.json"), lambda row: Told(row, make), lambda: 0)
    watch(feed)

    async def follow() -> None:
        task = asyncio.ensure_future(feed.follow())
        await feed.news.wait()
        task.cancel()

    asyncio.run(follow())
    return feed, made


def test_programs_share_what_was_made_once_and_no_part_of_a_page_is_made(tmp_path: Path) -> None:
    feed, made = fed(tmp_path, 7, lambda feed: setattr(feed, "watchers", 500))
    batches = [feed.batch(0, 200, False) for _ in range(500)]
    assert batches[0] == (7, b"".join(b"message %d\n" % seq for seq in range(1, 8)))
    assert {id(one) for one in batches} == {id(batches[0])}
    assert made == {"message": 7}
    assert feed.batch(7, 200, False) == (7, b"")
    assert feed.batch(3, 2, False) == (5, b"message 4\nmessage 5\n")


def test_pages_have_the_newest_on_top_and_what_is_kept_of_them_is_bounded(tmp_path: Path) -> None:
    feed, made = fed(tmp_path, 40, lambda feed: setattr(feed, "pages", 1))
    assert made == {"message": 40, "item": 40}
    found = feed.batch(38, 200, True)
    assert found is not None
    text = found[1].decode()
    assert (found[0], text.count("item"), text.index("item 40") < text.index("item 39")) == (40, 2, True)
    for last in range(39):
        feed.batch(last, 200, True)
    others = [feed.batch(last, 200, True) for last in (30, 30)]
    assert others[0] == others[1]
    assert made == {"message": 40, "item": 40}, "what was made of an event is kept with it"


def test_who_comes_back_waits_for_the_place_that_it_had() -> None:
    async def story() -> tuple[bool, bool]:
        places = Places(most=2, most_of_one=1)
        assert places.take("one")
        asyncio.get_running_loop().call_later(0.02, places.free, "one")
        back = await places.come("one")
        return back, await places.come("one", 0.0)

    assert asyncio.run(story()) == (True, False)
