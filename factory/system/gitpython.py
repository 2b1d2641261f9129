"""GitPython, loaded without asking git anything: what is called git on PATH may be nothing of the kind."""

from __future__ import annotations

import os

_SETTINGS = {"GIT_PYTHON_REFRESH": "quiet", "GIT_PYTHON_GIT_EXECUTABLE": "no-git-while-loading"}
_before = {name: os.environ.get(name) for name in _SETTINGS}
os.environ.update(_SETTINGS)
try:
    import git
    import gitdb  # type: ignore[import-untyped]
finally:
    for _name, _value in _before.items():
        if _value is None:
            del os.environ[_name]
        else:
            os.environ[_name] = _value
git.Git.GIT_PYTHON_GIT_EXECUTABLE = _before["GIT_PYTHON_GIT_EXECUTABLE"] or git.Git.git_exec_name

NONSENSE = (ValueError, IndexError, KeyError, TypeError, AttributeError, AssertionError, RecursionError)
"""What GitPython raises when it cannot make sense of an answer of git's, beside its own errors."""

__all__ = ["NONSENSE", "git", "gitdb"]
