"""Edits of a pom.xml that change no other byte of the owner's file."""

from __future__ import annotations

from collections.abc import Sequence

from mity.agents.java.pom import Node, Pom


def with_dependency(pom: Pom, coordinates: str, *, version: str = "", scope: str = "") -> bytes | None:
    """The file with a dependency added, laid out like its neighbours; None if the project element is empty."""
    holder = pom.root.find("dependencies")
    return _added(pom, holder, coordinates, version, scope) if holder else _begun(pom, coordinates, version, scope)


def with_managed(pom: Pom, coordinates: str, version: str) -> bytes | None:
    """The file with a managed version added; the list is created if there is none."""
    if holder := pom.root.find("dependencyManagement", "dependencies"):
        return _added(pom, holder, coordinates, version, "")
    before = pom.root.find("dependencies")
    if before is None or pom.root.find("dependencyManagement"):
        return None
    end, outer = _line_end(pom.data), _indent(pom.data, before.start)
    unit = outer or b"  "
    block = [b"<dependencyManagement>", unit + b"<dependencies>"]
    block += [unit * 2 + line for line in _lines(coordinates, version, "", unit)]
    block += [unit + b"</dependencies>", b"</dependencyManagement>", b"", b""]
    text = end.join([block[0], *(outer + line if line else line for line in block[1:-1]), outer])
    return pom.data[: before.start] + text + pom.data[before.start :]


def without(pom: Pom, nodes: Sequence[Node]) -> bytes:
    """The file without some elements, and without the lines that are empty then."""
    data = pom.data
    for node in sorted(nodes, key=lambda node: node.start, reverse=True):
        start = node.start - len(_indent(data, node.start))
        start = start if data[:start].endswith(b"\n") else node.start
        end = node.end + len(_line_end(data)) if data[node.end :].startswith(_line_end(data)) else node.end
        data = data[:start] + data[end:] if start < node.start else data[: node.start] + data[node.end :]
    return data


def replaced(pom: Pom, node: Node, text: str) -> bytes:
    """The file with the text of an element replaced."""
    return pom.data[: node.inside] + text.encode() + pom.data[node.close :]


def with_element(pom: Pom, holder: Node, *names: str, text: str, new: str = "") -> bytes:
    """The file with a text in the element down a path of names below `holder`; missing elements are created.

    An element that is there keeps its text, and gets the new one behind it; one called `new` is always made.
    """
    while names and names[0] != new and (inner := holder.find(names[0])):
        holder, names = inner, names[1:]
    data, end, outer = pom.data, _line_end(pom.data), _indent(pom.data, holder.start)
    if not names:
        old = data[holder.inside : holder.close].decode().rstrip()
        return replaced(pom, holder, f"{old} {text}".strip())
    unit = _indent(data, holder.children[0].start).removeprefix(outer) if holder.children else b""
    block = b"".join(outer + (unit or b"  ") + line + end for line in _nested(names, text, unit or b"  "))
    if not holder.children:  # <name/>, or nothing between the tags
        head = data[holder.start : holder.inside].removesuffix(b"/>").removesuffix(b">").rstrip() + b">"
        tail = b"</" + holder.name.encode() + b">"
        return data[: holder.start] + head + end + block + outer + tail + data[holder.end :]
    place = holder.close - len(_indent(data, holder.close))
    return data[:place] + block + data[place:]


def _nested(names: Sequence[str], text: str, unit: bytes) -> list[bytes]:
    name = names[0].encode()
    if len(names) == 1:
        return [b"<" + name + b">" + text.encode() + b"</" + name + b">"]
    inner = [unit + line for line in _nested(names[1:], text, unit)]
    return [b"<" + name + b">", *inner, b"</" + name + b">"]


def _added(pom: Pom, holder: Node, coordinates: str, version: str, scope: str) -> bytes:
    """The place of a new dependency: after the last that is not for tests, or at the end for tests."""
    data, end = pom.data, _line_end(pom.data)
    there = holder.all("dependency")
    before = [one for one in there if scope or one.value("scope") != "test"] or there[:1]
    if not before:
        outer = _indent(data, holder.start)
        lines = [outer + b"  " + line for line in _lines(coordinates, version, scope, b"  ")]
        return data[: holder.inside] + end + end.join(lines) + end + outer + data[holder.inside :].lstrip()
    last = before[-1]
    indent = _indent(data, last.start)
    unit = _indent(data, last.children[0].start).removeprefix(indent) if last.children else b"  "
    lines = [indent + line for line in _lines(coordinates, version, scope, unit or b"  ")]
    return data[: last.end] + end + end.join(lines) + data[last.end :]


def _begun(pom: Pom, coordinates: str, version: str, scope: str) -> bytes | None:
    """The file with a list of dependencies that holds one, before what is built, or at the end."""
    if not pom.root.children:
        return None
    data, end = pom.data, _line_end(pom.data)
    before = pom.root.find("build") or pom.root.find("profiles")
    unit = _indent(data, pom.root.children[0].start) or b"  "
    inner = [unit * 2 + line for line in _lines(coordinates, version, scope, unit)]
    block = end.join([unit + b"<dependencies>", *inner, unit + b"</dependencies>"]) + end
    at = before.start - len(_indent(data, before.start)) if before else pom.root.close
    return data[:at] + block + (end if before else b"") + data[at:]


def _lines(coordinates: str, version: str, scope: str, unit: bytes) -> list[bytes]:
    group, _, name = coordinates.partition(":")
    parts = {"groupId": group, "artifactId": name, "version": version, "scope": scope}
    inner = [unit + f"<{key}>{value}</{key}>".encode() for key, value in parts.items() if value]
    return [b"<dependency>", *inner, b"</dependency>"]


def _indent(data: bytes, start: int) -> bytes:
    """The white space before an element on its line; nothing if other text precedes it."""
    line = data[data.rfind(b"\n", 0, start) + 1 : start]
    return line if not line.strip() else b""


def _line_end(data: bytes) -> bytes:
    return b"\r\n" if b"\r\n" in data else b"\n"
