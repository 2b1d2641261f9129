"""Several workspaces on one page: each has its own addresses, and what is done reaches the one that was shown."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from harness import Mity
from mity.web.workspaces import name_of
from page import Client, Page, at, define, newest, serving, waiting

pytestmark = pytest.mark.slow


@dataclass
class Two:
    """Two workspaces of one name, each with a run that waits, and a page of both."""

    one: Mity
    other: Mity
    page: Page
    client: Client

    def base(self, mity: Mity) -> str:
        """What the addresses of a workspace begin with."""
        return f"/workspaces/{name_of(mity.workspace)}"


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Two]:
    folder = tmp_path_factory.mktemp("many")
    (folder / "home").mkdir()
    one, other = (waiting(folder / name / "shop", folder / "home") for name in ("north", "south"))
    with serving(one, str(one.workspace), str(other.workspace), "--port", "0") as page:
        yield Two(one, other, page, page.client())


def test_each_is_listed_with_what_waits_and_its_newest_run(two: Two) -> None:
    shown = two.client.get("/").text
    assert "2 runs" in shown
    for mity in (two.one, two.other):
        assert str(mity.workspace) in shown, "two with one name are told apart by their paths"
        row = shown.partition(f'<th scope="row"><a href="{two.base(mity)}">')[2].partition("</tr>")[0]
        assert row.count(f'href="{two.base(mity)}{at(newest(mity))}"') == 2, "as the newest, and as one that waits"
        assert "1 waiting for checkpoint" in row
    assert two.client.get("/workspaces/" + name_of(two.one.workspace.parent)).status == 404


def test_addresses_and_links_of_a_workspace_stay_in_it(two: Two) -> None:
    for mity, other in ((two.one, two.other), (two.other, two.one)):
        base, run = two.base(mity), newest(mity)
        paths = (base, f"{base}{at(run)}", f"{base}{at(run, 'step', step='hello')}", f"{base}/workflows")
        paths += (f"{base}/workflows/flow", f"{base}/triggers", f"{base}/statistics", f"{base}/compare?a={run}&b={run}")
        for path in paths:
            answer = two.client.get(path)
            assert answer.status == 200, (path, answer.text)
            words = [one.partition('"')[0] for one in answer.text.replace('action="', 'href="').split('href="')[1:]]
            inner = [word for word in words if not word.startswith("/static/") and word not in ("/", "/leave", "#main")]
            assert [word for word in inner if not word.startswith(base)] == [], path
            assert name_of(other.workspace) not in answer.text
        assert run in two.client.get(base).text
        assert two.client.get(f"{base}{at(newest(other))}").status == 404, "a run of the other workspace"
        assert mity.workspace.parent.name in two.client.get(f"{base}{at(run, 'step', step='hello')}").text


def test_links_to_a_page_with_one_workspace_still_lead_there(two: Two) -> None:
    for mity in (two.one, two.other):
        shown = two.client.get(at(newest(mity)))
        assert shown.status == 200
        assert f'action="{two.base(mity)}{at(newest(mity), "checkpoint")}"' in shown.text
    assert f'action="{two.base(two.one)}/workflows/flow"' in two.client.get("/workflows/flow").text, "the first one"


def test_runs_of_all_are_filtered_and_searched(two: Two) -> None:
    runs = {mity.workspace.parent.name: f"{two.base(mity)}{at(newest(mity))}" for mity in (two.one, two.other)}
    rows = two.client.ask("GET", "/?q=flow&state=waiting_for_checkpoint", {"HX-Request": "true"}).text
    assert "<html" not in rows
    assert all(path in rows for path in runs.values())
    north = two.client.ask("GET", f"/?workspace={name_of(two.one.workspace)}", {"HX-Request": "true"}).text
    assert (runs["north"] in north, runs["south"] in north) == (True, False)
    south = two.client.ask("GET", "/?q=SOUTH", {"HX-Request": "true"}).text
    assert (runs["north"] in south, runs["south"] in south) == (False, True)
    assert "0 runs" in two.client.get("/?workspace=..%2f..").text


def test_statistics_are_there_for_each_and_in_sum(two: Two) -> None:
    for mity, count in ((two.one, 1), (two.other, 2)):
        for _ in range(count):
            assert mity("run", "check-nothing").code != 0
        define(mity, "name: quick\nsteps: [{name: a, command: 'true'}]\n", "quick")
        for _ in range(count):
            assert mity("run", "quick").code == 0
    table = two.client.get("/statistics").text
    ended = [table.partition(f'href="{two.base(one)}/statistics">')[2][:200] for one in (two.one, two.other)]
    assert ["<td>1</td>" in ended[0], "<td>2</td>" in ended[1]] == [True, True]
    workflows = table.partition("<h2>Workflows</h2>")[2]
    assert '<th scope="row">quick</th><td>3</td><td>100 %</td>' in workflows
    own = two.client.get(f"{two.base(two.other)}/statistics").text
    assert '<th scope="row">quick</th><td>2</td><td>100 %</td>' in own
    assert "<h2>Workspaces</h2>" not in own


def test_a_page_with_one_workspace_is_as_it_was(two: Two) -> None:
    with serving(two.one) as alone:
        client = alone.client()
        base = two.base(two.one)
        assert at(newest(two.one)) in client.get("/").text
        assert client.get(f"{base}{at(newest(two.one))}").status == 200
        assert client.get(f"{two.base(two.other)}{at(newest(two.other))}").status == 404
        assert "/workspaces/" not in client.get("/").text


def test_a_session_reaches_no_more_workspaces_than_its_page_had(two: Two) -> None:
    with serving(two.one, "--port", "0") as first:
        port, cookie = first.port, first.client().cookie
    with serving(two.one, str(two.one.workspace), str(two.other.workspace), "--port", str(port)):
        assert Client(port, cookie).get("/").status == 401
    with serving(two.one, "--port", str(port)):
        assert Client(port, cookie).get("/").status == 200, "it goes on with what it had"
