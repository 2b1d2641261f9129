"""What of a machine a confined command may see: the system, the tools, mity itself, and what its own words name."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterable, Iterator, Mapping
from importlib.util import find_spec
from pathlib import Path

from platformdirs import user_cache_path

SYSTEM = ("/usr", "/etc", "/opt", "/nix", "/gnu", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32")
PRIVATE = (
    *("/etc/shadow", "/etc/shadow-", "/etc/gshadow", "/etc/gshadow-", "/etc/sudoers", "/etc/sudoers.d"),
    *("/etc/ssl/private", "/etc/krb5.keytab", "/etc/docker", "/etc/kubernetes", "/etc/wireguard", "/etc/ppp"),
    *("/etc/NetworkManager", "/etc/ssh", "/etc/security", "/etc/machine-id", "/etc/letsencrypt", "/etc/rancher"),
)
"""Of the system, what holds secrets of the machine."""
_TOOLS = (
    *(".pyenv", ".rustup", ".nvm", ".sdkman/candidates", ".volta", ".asdf", ".cargo/bin", ".jdks", ".dotnet", ".deno"),
    *(".bun/bin", "go/bin", ".npm-global", ".local/bin", ".local/lib", ".local/share/fnm", ".local/share/mise"),
    *(".local/share/uv", ".local/share/pipx", ".local/share/claude"),
)
"""Below a home: tools, and nothing that is private."""
_NAMING = ("JAVA_HOME", "GOROOT", "RUSTUP_HOME", "PYENV_ROOT", "NVM_DIR", "DOTNET_ROOT", "VOLTA_HOME", "PIP_FIND_LINKS")
_OF_MITY = ("mity", "mity.agents", "mity.stations", "mity.templates")
_NODE = "node_modules"
_PROGRAMS = ("bin", "sbin", ".bin", "Scripts")


def home_of(env: Mapping[str, str]) -> Path:
    """The folder that programs take for the user's own."""
    return Path(env.get("HOME") or os.path.expanduser("~"))  # noqa: PTH111 - Path.home raises without one


def homes(env: Mapping[str, str]) -> tuple[Path, ...]:
    """The homes that a command might look for: what the environment says, and what the system knows of the user."""
    import pwd

    found = [home_of(env)]
    with contextlib.suppress(KeyError):
        found.append(Path(pwd.getpwuid(os.getuid()).pw_dir))
    real = [path.resolve() for path in found]
    return tuple(dict.fromkeys(path for path in (*found, *real) if path.is_absolute() and len(path.parts) > 1))


def visible(argv: Iterable[str], env: Mapping[str, str]) -> tuple[Path, ...]:
    """The files and folders beside the system that a command must be able to read, parents first."""
    private = homes(env)
    found = [*_interpreter(), *_tools(private), *_on_path(env.get("PATH", os.defpath), private), *_named(argv)]
    found += [Path(value) for name in _NAMING if (value := env.get(name, "")).startswith("/")]
    found.append(user_cache_path("mity"))
    wide = {above for home in private for above in (home, *home.parents)}
    kept = (path for path in found if path.is_absolute() and path not in wide and there(path))
    return tuple(sorted(dict.fromkeys(kept), key=lambda path: (len(path.parts), path)))


def _interpreter() -> Iterator[Path]:
    yield from (Path(one) for one in (sys.prefix, sys.base_prefix))
    yield Path(os.path.realpath(sys.executable)).parent
    for name in _OF_MITY:
        spec = find_spec(name)
        yield from (Path(one) for one in (spec.submodule_search_locations or ()) if spec) if spec else ()
    yield from (Path(one) for one in sys.path if one.endswith(("site-packages", "dist-packages")))


def _tools(private: Iterable[Path]) -> Iterator[Path]:
    yield from (home / name for home in private for name in _TOOLS)


def _on_path(text: str, private: tuple[Path, ...]) -> Iterator[Path]:
    """The folders of programs, with what lies beside them where that is no home."""
    for word in text.split(os.pathsep):
        folder = Path(word)
        if word.startswith("/") and not str(folder).startswith(SYSTEM):
            at_home = any(folder.is_relative_to(home) for home in private)
            yield folder.parent if folder.name in _PROGRAMS and not at_home else folder


def there(path: Path) -> bool:
    """Whether this user can see a file or a folder."""
    return os.path.exists(path)  # noqa: PTH110 - Path.exists raises for what one may not look at


def _named(argv: Iterable[str]) -> Iterator[Path]:
    """Files that words of the command name, and where a program among them really is."""
    for word in argv:
        if word.startswith("/") and "\n" not in word and os.path.isfile(word):  # noqa: PTH113 - as above
            path = Path(word)
            yield path
            yield from (path.parent / path.readlink(), path.resolve()) if path.is_symlink() else ()
            yield from _packages(path.resolve())


def _packages(program: Path) -> Iterator[Path]:
    """The packages of Node that a program among them may load."""
    at = program.parts.index(_NODE) if _NODE in program.parts else 0
    yield from (Path(*program.parts[: at + 1]),) if at else ()
