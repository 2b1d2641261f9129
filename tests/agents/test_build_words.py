"""What the build backend of the project said is the cause, not that an installer could not build it."""

from __future__ import annotations

from pathlib import Path

import pytest

from mity.agents.classify import classify
from mity.stacks.places import innermost
from mity.text.build_words import opened

BACKEND = "/root/.cache/uv/builds-v0/.tmpA/lib/python3.11/site-packages/setuptools/build_meta.py"
SAID = f"""Traceback (most recent call last):
  File "<string>", line 14, in <module>
  File "{BACKEND}", line 317, in run_setup
    exec(code, locals())  # noqa: S102 # exec is intentional here
    ^^^^^^^^^^^^^^^^^^^^
  File "<string>", line 44
    )
    ^
SyntaxError: closing parenthesis ')' does not match opening parenthesis '[' on line 42
"""
HINT = "hint: Build failures usually indicate a problem with the package or the build environment\n"


def uv(said: str, what: str = "shop @ file:///home/me/shop", indent: str = " " * 9) -> str:
    lines = "".join(f"{indent}{line}".rstrip() + "\n" for line in ("[stderr]", *said.splitlines()))
    head = f"error: Failed to build `{what}`\n  cause: The build backend returned an error\n"
    return f"{head}  cause: Call to `setuptools.build_meta.x` failed (exit status: 1)\n\n{lines}\n{HINT}"


def pip(said: str) -> str:
    lines = "".join(f"      {line}".rstrip() + "\n" for line in said.splitlines())
    head = "  error: subprocess-exited-with-error\n\n"
    head += "  × Getting requirements to build editable did not run successfully.\n  │ exit code: 1\n"
    return f"{head}  ╰─> [9 lines of output]\n{lines}      [end of output]\n\n  note: not pip's fault\n"


@pytest.mark.parametrize("output", [uv(SAID), uv(SAID, indent=" " * 6), pip(SAID)], ids=["uv", "older uv", "pip"])
def test_a_syntax_error_in_setup_is_told_with_its_line(tmp_path: Path, output: str) -> None:
    (tmp_path / "setup.py").write_text("\n" * 50)
    found = classify(output, stage="build", exit_code=1)
    assert found is not None
    assert found.rule == "python.syntax"
    assert innermost(opened(output), tmp_path) == "setup.py:44"
    assert HINT not in output or HINT in opened(output)


def test_what_failed_to_build_elsewhere_is_left_as_it_is() -> None:
    output = uv(SAID, "numpy==1.2")
    assert opened(output) == output
    found = classify(output, stage="build", exit_code=1)
    assert found is not None
    assert found.rule == "uv.build-failed"
