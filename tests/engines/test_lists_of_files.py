"""Lists of files by what changed: they read as whole ones do, go back for a bounded way, and stay as long as needed."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from mity.engines.address import EngineError
from mity.engines.blobs import Blobs, digest_of
from mity.engines.content import Content
from mity.engines.engine import Engine
from mity.engines.leases import Terms
from mity.engines.manifest import MOST_CHANGES, encoded, encoded_changes, lists_behind, manifest_of
from mity.engines.pruning import prune
from rows import each

FILES, STEPS = 100, 34


class Kept(Blobs):
    """Contents in memory."""

    def __init__(self) -> None:
        self.contents: dict[str, bytes] = {}

    def found(self, names: Sequence[str]) -> dict[str, bytes]:
        return {name: self.contents[name] for name in names if name in self.contents}

    def keep(self, data: bytes) -> str:
        """Keeps a content; its digest."""
        self.contents[digest_of(data)] = data
        return digest_of(data)

    def _missing(self, wanted: set[str]) -> set[str]:
        return wanted - self.contents.keys()

    def _send(self, rows: Sequence[tuple[str, bytes]]) -> None:
        self.contents.update(rows)


def truth(root: Path) -> dict[str, str]:
    """The files of a folder with the digests of their contents."""
    return {path.name: digest_of(path.read_bytes()) for path in root.iterdir()}


def test_what_steps_change_is_listed_alone_and_read_as_a_whole(tmp_path: Path) -> None:
    blobs = Kept()
    for number in range(FILES):
        (tmp_path / f"{number}.txt").write_text(f"{number}\n")
    content = Content(tmp_path, "0001-x-abcd", blobs)
    whole = len(blobs.get(content.changed() or ""))
    assert content.changed() is None
    lengths = []
    for step in range(STEPS):
        (tmp_path / f"{step % FILES}.txt").write_text(f"of step {step}, which is longer\n")
        (tmp_path / f"new-{step}.txt").write_text("new\n")
        if step % 2:
            (tmp_path / f"new-{step - 1}.txt").unlink()
        digest = content.changed()
        assert digest
        assert {path: item.name for path, item in manifest_of(blobs, digest).items()} == truth(tmp_path)
        assert len(lists_behind(blobs, digest)) <= MOST_CHANGES + 1
        lengths.append(len(blobs.get(digest)))
    assert sum(length < whole / 10 for length in lengths) >= STEPS - STEPS // MOST_CHANGES - 1
    (tmp_path / "0.txt").touch()
    assert content.changed() is None
    begun = Content(tmp_path, "0001-x-abcd", blobs)
    begun.expect(manifest_of(blobs, digest), digest)
    (tmp_path / "0.txt").write_text("by who took over\n")
    assert len(lists_behind(blobs, begun.changed() or "")) == 1


@each(
    "told",
    [
        {"since": "", "changed": [], "gone": []},
        {"since": 7, "changed": [], "gone": []},
        {"since": "x", "changed": {}, "gone": []},
        {"since": "x", "changed": [], "gone": [7]},
        {"since": "x", "changed": [], "gone": []},
        {"since": "LIST", "changed": [["../x", "file", "d"]], "gone": []},
        {"since": "LIST", "changed": [["x", "pipe", "d"]], "gone": []},
        {},
        "x",
    ],
)
def test_changes_that_no_mity_wrote_are_an_error_in_a_sentence(told: object) -> None:
    blobs = Kept()
    text = json.dumps(told).replace("LIST", blobs.keep(encoded({})))
    with pytest.raises(EngineError, match=r"nothing of it is written|cannot be brought here"):
        manifest_of(blobs, blobs.keep(text.encode()))


def test_what_a_list_goes_back_to_stays_when_contents_are_pruned(engine: str, tmp_path: Path) -> None:
    kept = Engine(engine)
    for number in range(FILES):
        (tmp_path / f"{number}.txt").write_text(f"{number}\n")
    content = Content(tmp_path, "0001-x-abcd", kept.blobs)
    lease = kept.rows.create("0001-x-abcd", "x", Terms(), "holder")
    kept.rows.write(lease, b"{}", 1, "{}")
    kept.rows.begin(lease, content.changed() or "")
    trees = []
    for number in range(4):
        (tmp_path / f"{number}.txt").write_text("changed\n")
        trees.append(content.changed() or "")
    brought, tree = trees[1], trees[3]
    lists = {name: manifest_of(kept.blobs, name) for name in (brought, tree)}
    kept.rows.brought(lease.run_id, brought)
    kept.rows.begin(lease, "")
    kept.rows.append(lease, [(1, b"{}")], tree)
    kept.database.run(lambda one: one.execute("UPDATE mity.blobs SET at = at - interval '2 days'"))
    assert prune(kept, 0).contents == 4, "the files as they were before they changed"
    assert {name: manifest_of(kept.blobs, name) for name in lists} == lists


def test_a_list_goes_back_for_a_bounded_way() -> None:
    blobs = Kept()
    digest = blobs.keep(encoded({}))
    for number in range(MOST_CHANGES):
        digest = blobs.keep(encoded_changes(digest, {}, [str(number)]))
    assert manifest_of(blobs, digest) == {}
    with pytest.raises(EngineError, match="goes back too far"):
        manifest_of(blobs, blobs.keep(encoded_changes(digest, {}, [])))
