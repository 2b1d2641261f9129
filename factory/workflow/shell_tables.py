"""Programs and variables that turn what they are given into code."""

from __future__ import annotations

from collections.abc import Mapping


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


VARIABLE = "MITY_V"
"""How the variables begin that carry values to a command."""
DYNAMIC = "\0"
"""Stands in `Word.text` for what is known only when the command runs."""
EVALUATE = _names(
    "eval xargs ssh trap let source . alias enable bind complete compgen fc mapfile readarray read unset "
    "getopts parallel watch make gmake dc m4 ed ex at batch crontab rsh mosh expect coproc hash wait"
)
SHELLS = _names("sh bash dash zsh ksh ksh93 mksh ash fish busybox csh tcsh pwsh")
LANGUAGES: Mapping[str, str] = {
    **dict.fromkeys(("python", "python2", "python3", "pypy", "pypy3", "uvx"), "c"),
    **dict.fromkeys(("perl", "ruby", "lua", "luajit", "Rscript", "groovy", "julia", "elixir"), "eE"),
    **dict.fromkeys(("node", "nodejs", "bun", "deno"), "ep"),
    "php": "rBRE",
    "tclsh": "",
    "osascript": "e",
}
"""Programs to the letters of the options that take code."""
LONG_CODE = frozenset(("--eval", "--print", "--command", "--exec", "--expression", "--run"))
WRAPPERS: Mapping[str, tuple[str, int]] = {
    "env": ("uC", 0),
    "sudo": ("ugCDhprtTUR", 0),
    "doas": ("uC", 0),
    "exec": ("a", 0),
    "time": ("fo", 0),
    "nice": ("n", 0),
    "ionice": ("cnp", 0),
    "stdbuf": ("ioe", 0),
    "timeout": ("ks", 1),
    "flock": ("wE", 1),
    "chroot": ("", 1),
    "taskset": ("", 1),
    "strace": ("eopsu", 0),
    **dict.fromkeys(("nohup", "command", "builtin", "setsid", "unshare", "chronic", "caffeinate", "unbuffer"), ("", 0)),
}
"""Programs that run another: the letters of options with a value of their own, and words before the command."""
DECLARE = _names("declare typeset local readonly export")
STEER = _names(
    "PATH ENV BASH_ENV PROMPT_COMMAND PS0 PS1 PS2 PS3 PS4 IFS SHELL LD_PRELOAD LD_LIBRARY_PATH LD_AUDIT "
    "DYLD_INSERT_LIBRARIES PYTHONPATH PYTHONSTARTUP PYTHONHOME NODE_OPTIONS PERL5OPT PERL5LIB RUBYOPT "
    "RUBYLIB JAVA_TOOL_OPTIONS EDITOR VISUAL PAGER GIT_PAGER GIT_EDITOR GIT_SSH GIT_SSH_COMMAND "
    "GIT_EXTERNAL_DIFF MAKEFLAGS"
)
"""Variables whose value is run, or decides what is."""
ARITHMETIC = frozenset(("-eq", "-ne", "-lt", "-le", "-gt", "-ge"))
BINARY = ARITHMETIC | {"=", "==", "!=", "<", ">", "=~", "-nt", "-ot", "-ef"}
UNARY = frozenset(f"-{letter}" for letter in "abcdefghknprstuwxzGLNOS")
STDIN_CODE = _names("ssh at batch xargs dc m4 ed ex parallel crontab")
"""Programs that run what they read from their standard input."""
CARRIERS = WRAPPERS.keys() | _names("docker podman nerdctl kubectl oc lxc ssh nsenter systemd-run su runuser vagrant")
"""Programs that start others."""
