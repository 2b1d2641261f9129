"""check-links: links of documents to files and headings, whatever their form, and none that is code or elsewhere."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bench_station import StationBench
from mity.runs.state import Status
from mity.stations.check_links import anchors

GOOD = """# The Guide: `mity run`

[a](docs/other.md) ![b](picture.svg "title") [c](<docs/other.md>) [d](#the-guide-mity-run) [e](docs/other.md#two-1)
[f](docs) [g](https://example.com/none.md) [h](mailto:a@example.com) [i](/docs/other.md?plain=1) [j](docs/a%20b.md)

`[code](none.md)`

```md
[code](none.md)
```

[k]: docs/other.md#own
"""
OTHER = '# Two\n\n<a id="own"></a>\n\n## Two\n\n[up](../README.md)\n'


@pytest.fixture
def bench(tmp_path: Path) -> StationBench:
    made = StationBench(tmp_path, {"commands": {}})
    for name, text in {"README.md": GOOD, "docs/other.md": OTHER, "docs/a b.md": "", "picture.svg": "<svg/>"}.items():
        made.write(name, text)
    return made


def test_links_that_lead_somewhere_are_counted(bench: StationBench) -> None:
    ended = bench.run("check-links")
    assert (ended.status, ended.outputs["problems"]) == (Status.DONE, []), ended.message
    assert ended.evidence == {"documents": 3, "links": 10, "broken": 0}


@pytest.mark.parametrize(
    ("link", "wrong"),
    [
        ("[a](none.md)", "there is no such file"),
        ("![a](none.svg 'x')", "there is no such file"),
        ("[a]: none.md", "there is no such file"),
        ("[a](#none)", "there is no heading '#none'"),
        ("[a](docs/other.md#two-2)", "there is no heading '#two-2'"),
        ("[a](../elsewhere.md)", "it leads out of the project"),
        ("```\ncode\n```\n[a](none.md)", "there is no such file"),
    ],
)
def test_a_broken_link_is_told_with_its_place(bench: StationBench, link: str, wrong: str) -> None:
    bench.write("README.md", f"# A\n\n{link}\n")
    ended = bench.run("check-links")
    assert ended.status is Status.FAILED
    assert ended.message.startswith(f"README.md:{3 + link.count(chr(10))}: ") and ended.message.endswith(wrong)


def test_only_the_documents_that_are_named_count_and_a_report_is_no_failure(bench: StationBench) -> None:
    bench.write("README.md", "[a](none.md)\n")
    bench.context.merge_outputs({"documents": [{"path": "x"}], "report": "of another step"})
    assert bench.run("check-links").status is Status.FAILED
    narrow = bench.run("check-links", documents=["docs/**"])
    assert (narrow.status, narrow.evidence["documents"]) == (Status.DONE, 2)
    told = bench.run("check-links", report="report")
    assert (told.status, told.outputs["problems"]) == (Status.DONE, ["README.md:1: none.md: there is no such file"])


@pytest.mark.parametrize("given", [{"documents": "docs"}, {"documents": [1]}, {"report": "maybe"}])
def test_inputs_that_mean_nothing_are_refused(bench: StationBench, given: dict[str, Any]) -> None:
    ended = bench.run("check-links", **given)
    assert ended.status is Status.FAILED
    assert f"check-links: {next(iter(given))} must be" in ended.message


def test_headings_are_named_as_forges_name_them() -> None:
    text = "# Ä b & `c_d`!\n\n## [e](f.md) g #\n\n### x-y\n### x-y\n\n```\n# none\n```\n"
    assert anchors(text) == {"ä-b--c_d", "e-g", "x-y", "x-y-1"}
