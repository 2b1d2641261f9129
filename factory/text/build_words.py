"""What a build backend of Python said, out of the words of the installer that called it."""

from __future__ import annotations

import re

_FAILED = re.compile(r"Failed to build `[^`\n]+ @ file:|editable did not run successfully|Preparing editable metadata")
_BEGIN = re.compile(r"^(?P<indent>[ \t│|]+)\[std(?:err|out)\]$|^[ \t]*╰─> \[\d+ lines? of output\]$")
_END = "[end of output]"
_EXEC = re.compile(r'^ *File "[^"\n]*[/\\]setuptools[/\\]build_meta\.py", line \d+, in run_setup')
_STRING = re.compile(r'^( *File )"<string>"(, line \d+)')
_MOST = 2_000


def own_build_failed(text: str) -> bool:
    """Whether an installer says that it could not build the project itself."""
    return _FAILED.search(text) is not None


def opened(text: str) -> str:
    """The text with the output of the project's own build backend laid open; any other text as it is.

    uv and pip indent it. setuptools runs setup.py as a string: its lines get the name of that file back.
    """
    if not own_build_failed(text):
        return text
    made: list[str] = []
    indent, inside, script = 0, False, False
    for line in text.split("\n"):
        bare = line.rstrip("\r")
        if begin := _BEGIN.match(bare[:_MOST]):
            inside, indent, script = True, len(begin["indent"] or ""), False
        elif inside and (bare.strip() == _END or (indent and bare.strip() and not bare[:indent].isspace())):
            inside = False
        if not inside or begin:
            made.append(line)
            continue
        indent = indent or len(bare) - len(bare.lstrip())
        said = bare[indent:] if bare[:indent].isspace() else bare.lstrip()
        made.append(_STRING.sub(r'\1"setup.py"\2', said) if script else said)
        script = bool(_EXEC.match(said)) or (script and not said.lstrip().startswith("File "))
    return "\n".join(made)
