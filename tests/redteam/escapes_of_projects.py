"""What a project that is not the user's own may try while it is installed, tested and launched, as data.

Each names the verbs under whose sandbox it is tried; the programs are those of `escapes.py`.
"""

from __future__ import annotations

from dataclasses import dataclass

INSTALL, TEST, LAUNCH = "install", "test", "launch"
EVERY = (INSTALL, TEST, LAUNCH)


@dataclass(frozen=True)
class Attempt:
    """One way out: its name, its program, and the verbs that it is tried under."""

    name: str
    program: str
    verbs: tuple[str, ...] = EVERY

    def __str__(self) -> str:
        return self.name


def _plant(path: str) -> str:
    return f"p = Path(f{path!r}); p.parent.mkdir(parents=True, exist_ok=True); p.write_text('planted')"


def _read(path: str) -> str:
    return f"'secret-4711' in Path(f{path!r}).read_text() and out()"


_CACHES = (
    *(".cache/uv/archive-v0/x", ".cache/pip/http/x", ".npm/_cacache/x", ".cargo/registry/cache/x", "go/pkg/mod/x"),
    *(".m2/repository/org/x", ".gradle/caches/x", ".nuget/packages/x", ".local/share/pnpm/store/x", ".yarn/berry/x"),
)
_SECRETS = (".ssh/id_ed25519", ".aws/credentials", ".netrc", ".config/gh/hosts.yml", ".bash_history")
_STARTS = (
    ".bashrc",
    ".config/autostart/x.desktop",
    ".npmrc",
    ".config/pip/pip.conf",
    ".cargo/config.toml",
    ".gitconfig",
)
_OF_GIT = (".git/hooks/post-commit", ".git/config", ".git/info/attributes", ".git/objects/info/alternates")
_OF_MITY = (".mity/config.toml", ".mity/logs/0001-heal.json", ".mity/workflows/own.yaml")
_CONNECTS = "socket.create_connection(('127.0.0.1', E['tcp']), 5).send(b'hello')"

ATTEMPTS = (
    *(Attempt(f"poisons a cache: {name}", _plant(f"{{E['home']}}/{name}"), (INSTALL, TEST)) for name in _CACHES),
    *(Attempt(f"reads a secret: {name}", _read(f"{{E['home']}}/{name}")) for name in _SECRETS),
    *(Attempt(f"is run later: {name}", _plant(f"{{E['home']}}/{name}"), (INSTALL,)) for name in _STARTS),
    *(Attempt(f"is run by git later: {name}", _plant(name)) for name in _OF_GIT),
    *(Attempt(f"is believed later: {name}", _plant(name)) for name in _OF_MITY),
    Attempt("hook by a rename", "os.rename('.git/hooks', 'h'); os.mkdir('.git/hooks')"),
    Attempt("hook by another repository", "os.rename('.git', 'g'); shutil.copytree('g', '.git')"),
    Attempt("link to a cache", f"os.symlink(E['home'], 'h'); {_plant('h/.npm/_cacache/x')}", (INSTALL,)),
    Attempt("writes outside", _plant("{E['outside']}/planted")),
    Attempt("key in the environment", "any('secret-4711' in v for v in os.environ.values()) and out()"),
    Attempt("key of the parent", "b'secret-4711' in Path(f'/proc/{os.getppid()}/environ').read_bytes() and out()"),
    Attempt("ends another process", "os.kill(E['pid'], 9)"),
    Attempt("agent for keys", "s = socket.socket(socket.AF_UNIX); s.connect(E['unix']); s.send(b'hello')"),
    Attempt(
        "abstract socket",
        "s = socket.socket(socket.AF_UNIX); s.connect('\\0' + E['abstract']); s.send(b'x')",
        (TEST, LAUNCH),
    ),
    Attempt("service on loopback", _CONNECTS, (TEST, LAUNCH)),
    Attempt(
        "service on another address", "socket.create_connection((E['address'], E['tcp']), 5).send(b'x')", (TEST, LAUNCH)
    ),
    Attempt(
        "datagram",
        "socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b'x', ('127.0.0.1', E['udp']))",
        (TEST, LAUNCH),
    ),
    Attempt(
        "left running",
        "os.fork() == 0 and (os.setsid(), os.fork() == 0 and os.execve(*E['daemon']), os._exit(0))",
    ),
)
