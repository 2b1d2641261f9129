"""Which files have a role in a repair or a feature at all: code, settings, texts and data that people write.

A list of what may be, not of what must not: caches, build output, compiled code, packages, settings of editors and of
coding agents steer a run without being read by anybody, and there is no end to their names.
"""

from __future__ import annotations

import re

_WRITTEN = frozenset(
    {"py", "pyi", "js", "jsx", "mjs", "cjs", "ts", "tsx", "mts", "cts", "vue", "svelte", "astro", "html", "htm", "css"}
    | {
        "scss",
        "sass",
        "less",
        "rs",
        "java",
        "kt",
        "kts",
        "scala",
        "groovy",
        "cs",
        "fs",
        "vb",
        "cshtml",
        "razor",
        "xaml",
    }
    | {
        "go",
        "sql",
        "graphql",
        "gql",
        "proto",
        "jinja",
        "jinja2",
        "j2",
        "tmpl",
        "hbs",
        "ejs",
        "mustache",
        "prisma",
        "tf",
    }
    | {"json", "json5", "jsonc", "yaml", "yml", "toml", "ini", "cfg", "conf", "properties", "xml", "csproj", "fsproj"}
    | {
        "vbproj",
        "props",
        "targets",
        "sln",
        "slnx",
        "gradle",
        "lock",
        "in",
        "mod",
        "sum",
        "md",
        "mdx",
        "rst",
        "txt",
        "adoc",
    }
    | {
        "csv",
        "tsv",
        "svg",
        "po",
        "pot",
        "resx",
        "ftl",
        "strings",
        "http",
        "mako",
        "example",
        "sample",
        "template",
        "resw",
    }
)
_SCRIPTS = frozenset({"sh", "bash", "ps1", "cmd", "bat"})
_NAMES = re.compile(
    r"(?:Dockerfile|Containerfile)(?:\.\w+)?|Procfile|LICEN[CS]E|NOTICE|README|CHANGELOG|AUTHORS|py\.typed|\.env(?:\.[\w.]+)?"
    r"|\.dockerignore|\.gitignore|\.gitkeep|\.keep|Pipfile|requirements|MANIFEST\.in|\.helmignore"
)
_FOLDERS = re.compile(
    r"(?:^|/)(?:\.(?!github/|storybook/|well-known/)[^/]+|__pycache__|\w*_cache|htmlcov|node_modules|obj|wheels|bin/(?:Debug|Release))/"
    r"|^(?:dist|build|target|out|coverage|vendor|packages/[^/]+\.nupkg)/"
)
_OF_AGENTS = re.compile(r"(?:^|/)(?:AGENTS|CLAUDE|GEMINI|CONVENTIONS|copilot-instructions)\.md$", re.IGNORECASE)


def without_role(path: str, before: bytes | None, after: bytes | None) -> str:
    """What a file is that nobody writes by hand, or that tells tools and agents what to do; else an empty string."""
    folder = _FOLDERS.search(path)
    if folder and not (path.startswith("vendor/") and before is not None):
        return "something in a folder of generated files or of settings of tools"
    name = path.rpartition("/")[2]
    if _OF_AGENTS.search(path):
        return "a text by which coding agents are told what to do"
    stem, dot, ending = name.rpartition(".")
    if name.startswith(".") and not _NAMES.fullmatch(name):
        return "a file of settings that only tools read"
    if before is not None and ending.lower() in _SCRIPTS:
        return ""
    if not _NAMES.fullmatch(name) and not (dot and stem and ending.lower() in _WRITTEN):
        return "a kind of file that no repair and no feature is made of"
    return "bytes that are no text" if after and _is_text(before or b"") and not _is_text(after) else ""


def _is_text(data: bytes) -> bool:
    return b"\0" not in data or data.startswith((b"\xff\xfe", b"\xfe\xff"))
