"""What a pom.xml has Maven load: plugins and extensions, its parent, and where packages come from."""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator

from mity.stacks.report_xml import tag

_LOADED = {"plugin": "Maven plugin", "extension": "Maven extension", "path": "annotation processor"}
_SOURCES = ("repository", "pluginRepository", "snapshotRepository")


def pom_lines(text: str) -> Iterator[str]:
    """A line for each piece of code, and each place of packages, that a pom.xml names.

    Elements are read as Maven reads them: without comments and name spaces, CDATA as text. One that is no XML, or that
    declares entities, by which it could name anything, is told.
    """
    if "<!ENTITY" in text or "<!DOCTYPE" in text:
        yield "declares entities, by which it may name anything"
        return
    try:
        root = ElementTree.fromstring(text)
    except (ElementTree.ParseError, ValueError, RecursionError):
        yield "is not XML"
        return
    for element in root.iter():
        name = tag(element)
        if name in _LOADED and (artefact := _said(element, "artifactId")):
            yield f"{_LOADED[name]} {artefact}"
        elif name in _SOURCES and (url := _said(element, "url")):
            yield f"packages from {url}"
        elif name == "systemPath" and (element.text or "").strip():
            yield f"a package from the file {(element.text or '').strip()[:300]}"
        elif name == "parent" and (artefact := _said(element, "artifactId")):
            yield f"the settings of its parent {':'.join(filter(None, (_said(element, 'groupId'), artefact)))}"
            if path := _said(element, "relativePath"):
                yield f"the settings of {path}"


def _said(element: ElementTree.Element, name: str) -> str:
    """The text of the first child of that name, without white space around it."""
    found = next((one for one in element if tag(one) == name), None)
    return (found.text or "").strip()[:300] if found is not None else ""
