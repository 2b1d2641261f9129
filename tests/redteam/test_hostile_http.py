"""Requests to the HTTP transport of `mity mcp` by pages, by neighbours, and without end."""

from __future__ import annotations

import socket

import pytest
from mcp_serving import TOKEN, serving

from harness import Mity

pytestmark = pytest.mark.slow

CUT = 499
"""What stands for a connection that the server cuts before the whole request came."""


def raw(address: str, *lines: str, body: bytes = b"{}", method: str = "POST", path: str = "/mcp") -> int:
    """The status that a request gets whose head is made of these lines."""
    port = int(address.rpartition(":")[2].partition("/")[0])
    head = [f"{method} {path} HTTP/1.1", *lines, "Content-Type: application/json", f"Content-Length: {len(body)}"]
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=10) as one:
            one.sendall("\r\n".join([*head, "Connection: close", "", ""]).encode("latin-1") + body)
            said = one.recv(4_096)
    except ConnectionError:
        return CUT
    return int(said.split()[1]) if said else 0


AUTH = f"Authorization: Bearer {TOKEN}"
JSON = "Accept: application/json, text/event-stream"
STRANGE: dict[str, tuple[str, ...]] = {
    "a foreign origin": ("Host: {host}", AUTH, JSON, "Origin: http://evil.example"),
    "no origin of a file": ("Host: {host}", AUTH, JSON, "Origin: null"),
    "another port": ("Host: {host}", AUTH, JSON, "Origin: http://127.0.0.1:1"),
    "an origin that begins so": ("Host: {host}", AUTH, JSON, "Origin: http://{host}.evil.example"),
    "an origin with a user": ("Host: {host}", AUTH, JSON, "Origin: http://{host}@evil.example"),
    "the other scheme": ("Host: {host}", AUTH, JSON, "Origin: https://{host}"),
    "a foreign host": ("Host: evil.example", AUTH, JSON),
    "a host of another port": ("Host: 127.0.0.1:1", AUTH, JSON),
    "a host without a port": ("Host: 127.0.0.1", AUTH, JSON),
    "all addresses": ("Host: 0.0.0.0:{port}", AUTH, JSON),
    "a host with a dot": ("Host: localhost.:{port}", AUTH, JSON),
    "no host": (AUTH, JSON),
    "two hosts": ("Host: {host}", "Host: evil.example", AUTH, JSON, "Origin: http://evil.example"),
    "no token": ("Host: {host}", JSON),
    "another token": ("Host: {host}", JSON, AUTH + "x"),
    "half of it": ("Host: {host}", JSON, AUTH[:-4]),
    "two tokens": ("Host: {host}", JSON, AUTH, "Authorization: Bearer x"),
    "no scheme": ("Host: {host}", JSON, f"Authorization: {TOKEN}"),
    "a cookie": ("Host: {host}", JSON, f"Cookie: token={TOKEN}"),
    "of a proxy": ("Host: {host}", JSON, f"Proxy-Authorization: Bearer {TOKEN}"),
    "wide signs": ("Host: {host}", JSON, "Authorization: Bearer \xff\xfe"),
}


@pytest.mark.timeout(300)
def test_a_page_of_a_browser_or_a_neighbour_is_not_served(mity: Mity) -> None:
    with serving(mity, MITY_MCP_TOKEN=TOKEN) as (address, _, _):
        asked_by_strangers(address)
        asked_without_end(address)


def asked_by_strangers(address: str) -> None:
    """Requests of pages, of neighbours, and of who has lost the token."""
    host = address.split("/")[2]
    body = b'{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"list_stacks","arguments":{}}}'
    found = {}
    for name, lines in STRANGE.items():
        said = raw(address, *(line.format(host=host, port=host.partition(":")[2]) for line in lines), body=body)
        found[name] = said
    assert {name: code for name, code in found.items() if code not in (400, 401, 403, 421)} == {}
    ways = {
        "in the address": raw(address, f"Host: {host}", JSON, path=f"/mcp?token={TOKEN}&access_token={TOKEN}"),
        "a form": raw(address, f"Host: {host}", JSON, body=f"access_token={TOKEN}".encode()),
        "only looks": raw(address, f"Host: {host}", JSON, method="GET"),
        "asks first": raw(address, f"Host: {host}", "Origin: http://evil.example", method="OPTIONS"),
        "ends a session": raw(address, f"Host: {host}", "mcp-session-id: x", method="DELETE"),
        "another path": raw(address, f"Host: {host}", JSON, path="/"),
        "a path beside": raw(address, f"Host: {host}", JSON, path="//mcp"),
        "all of it": raw(address, f"Host: {host}", JSON, path=f"http://{host}/mcp"),
    }
    assert {name: code for name, code in ways.items() if code not in (400, 401, 403, 421)} == {}


def asked_without_end(address: str) -> None:
    """Bodies that nobody can read, from who has the token."""
    host = address.split("/")[2]
    assert raw(address, f"Host: {host}", JSON, AUTH, body=b"[" * (8 << 20)) in (400, 413, CUT)
    assert raw(address, f"Host: {host}", JSON, AUTH, body=b'{"a":' * 100_000) in (400, 413, CUT)
