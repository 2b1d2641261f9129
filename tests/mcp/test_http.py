"""`mity mcp --http`: on loopback, for who has the token."""

from __future__ import annotations

import asyncio
import stat
import urllib.error
import urllib.request
from typing import Any

import httpx2
import pytest
from mcp import Client
from mcp.client.streamable_http import streamable_http_client
from mcp_serving import TOKEN, serving
from own_flow import OwnFlow

from harness import Mity

pytestmark = pytest.mark.slow


def code(address: str, **headers: str) -> int:
    """The status that a plain request gets."""
    request = urllib.request.Request(address, b"{}", headers={"Content-Type": "application/json", **headers})
    try:
        return int(urllib.request.urlopen(request, timeout=10).status)
    except urllib.error.HTTPError as error:
        return error.code


def stacks(address: str, token: str) -> dict[str, Any]:
    """What the tool list_stacks returns."""

    async def run() -> dict[str, Any]:
        async with (
            httpx2.AsyncClient(headers={"Authorization": f"Bearer {token}"}, timeout=60) as http,
            Client(streamable_http_client(address, http_client=http)) as client,
        ):
            done = await client.call_tool("list_stacks", {})
            assert not done.is_error, done.content
            made: dict[str, Any] = done.structured_content
            return made

    return asyncio.run(run())


def test_only_who_has_the_token_is_served_and_only_by_its_name(mity: Mity) -> None:
    with serving(mity, MITY_MCP_TOKEN=TOKEN) as (address, said, process):
        assert TOKEN not in said
        assert {one["id"] for one in stacks(address, TOKEN)["stacks"]} >= {"python-fastapi"}
        assert code(address) == 401
        assert code(address, Authorization=f"Bearer {TOKEN}x") == 401
        assert code(address, Authorization=f"Basic {TOKEN}") == 401
        rebound = {"Host": "evil.example", "Authorization": f"Bearer {TOKEN}"}
        assert code(address, **rebound) in (403, 421)
        process.terminate()
        assert process.wait(timeout=20) == 0


def test_a_token_of_its_own_lies_in_a_file_that_only_its_owner_reads(mity: Mity) -> None:
    with serving(mity) as (address, said, _):
        path = mity.workspace / ".mity" / "mcp" / "token"
        token = path.read_text().strip()
        assert str(path) in said and token not in said
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert len(token) > 30
        assert stacks(address, token)["stacks"]


@pytest.mark.rotation("stories", of=3)
def test_what_cannot_be_served_is_one_sentence(mity: Mity) -> None:
    OwnFlow(mity, ("one", "true"))
    weak = mity("mcp", "--http", "0", env={"MITY_MCP_TOKEN": "short"})
    assert (weak.code, "MITY_MCP_TOKEN must have 16" in weak.err) == (2, True), weak.text
    missing = mity("mcp", "--output", str(mity.workspace / "none"))
    assert (missing.code, "is no folder" in missing.err) == (2, True), missing.text
    assert [one.name for one in mity.workspace.iterdir()] == [".mity"]
