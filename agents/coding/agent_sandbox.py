"""What a coding agent needs from within a sandbox: its login, its key, and the hosts where its model answers."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from mity.agents.coding.presets import Agent
from mity.confinement import Confinement, Mode, Network
from mity.reading import read_text
from mity.services.config import SandboxConfig
from mity.system.scratch import Scratch
from mity.text.records import dataclass

_NAME = re.compile(r"\b[A-Z][A-Z0-9]*_[A-Z0-9_]+\b")
_LARGEST = 1 << 20
_SHALLOW = 2
_GOOGLE = ("generativelanguage.googleapis.com", "cloudcode-pa.googleapis.com", "oauth2.googleapis.com")
_CLAUDE = ("api.anthropic.com", "console.anthropic.com", "platform.claude.com", "claude.ai")
_CODEX = ("api.openai.com", "chatgpt.com", "auth.openai.com")
_KEY = re.compile(
    r"(?:ANTHROPIC|CLAUDE_CODE|OPENAI|CODEX|GEMINI|GOOGLE|OPENROUTER|MISTRAL|GROQ|DEEPSEEK|XAI|DASHSCOPE|AZURE_OPENAI"
    r"|COPILOT|OPENCODE|TOGETHER|FIREWORKS|MOONSHOT)_(?:\w+_)?(?:KEY|TOKEN)"
)
_ANY_KEY = re.compile(r"\w+_API_KEY")
_PLACE = re.compile(r"\w+_(?:BASE_URL|API_BASE|API_URL|ENDPOINT|HOST)")
_ADDRESS = re.compile(r"""https?://[^\s"'<>,;]+""")


@dataclass(frozen=True, slots=True)
class Needs:
    """Of one agent: the files below the home that hold its login and its settings, and its hosts.

    `place` is the variable by which a user gives it a folder of its own for them, which it may write then. `encloses`
    tells that it puts each command into a sandbox of its own, which cannot be made within another one.
    """

    files: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()
    variables: frozenset[str] = frozenset()
    place: str = ""
    encloses: bool = False

    def own(self) -> tuple[Path, ...]:
        """That folder, where the variable names one."""
        named = Path(os.environ.get(self.place) or "/") if self.place else Path("/")
        return (named,) if len(named.parts) > _SHALLOW and named.is_dir() else ()


NEEDS = {
    "claude": Needs(
        (".claude/.credentials.json", ".claude/settings.json", ".claude.json"), _CLAUDE, place="CLAUDE_CONFIG_DIR"
    ),
    "codex": Needs((".codex/auth.json", ".codex/config.toml"), _CODEX, place="CODEX_HOME", encloses=True),
    "gemini": Needs(
        tuple(f".gemini/{name}" for name in ("oauth_creds.json", "google_accounts.json", "settings.json", ".env")),
        _GOOGLE,
    ),
    "opencode": Needs(
        (".local/share/opencode/auth.json", ".config/opencode/opencode.json", ".config/opencode/opencode.jsonc"),
        ("opencode.ai", "models.dev", *_CLAUDE[:1], *_CODEX[:1], *_GOOGLE[:1]),
    ),
    "copilot": Needs(
        (".copilot/config.json", ".copilot/settings.json"),
        ("api.github.com", "github.com", "*.githubcopilot.com"),
        frozenset({"GH_TOKEN", "GITHUB_TOKEN", "COPILOT_GITHUB_TOKEN"}),
    ),
    "qwen": Needs(
        tuple(f".qwen/{name}" for name in ("oauth_creds.json", "settings.json", ".env")),
        ("chat.qwen.ai", "portal.qwen.ai", "dashscope.aliyuncs.com", "dashscope-intl.aliyuncs.com"),
    ),
    "aider": Needs((".aider.conf.yml",), (*_CLAUDE[:1], *_CODEX[:1], *_GOOGLE[:1], "openrouter.ai")),
}
"""By the name of a preset; one that is asked by the protocol needs what its program needs otherwise."""


@contextmanager
def confined(
    agent: Agent, settings: SandboxConfig, writable: Path, visible: Iterable[Path]
) -> Iterator[Confinement | None]:
    """What `agent` may reach while it works on the copy at `writable`; its home lasts as long as the block.

    None for one that has a sandbox of its own, unless ours is required. An agent of which no host is known reaches all,
    unless a sandbox is required: nothing tells where its model is.
    """
    needs = NEEDS.get(agent.name.removesuffix("-acp"), Needs())
    if needs.encloses and settings.mode is not Mode.REQUIRED:
        yield None
        return
    with Scratch("home") as home:
        own = needs.own()
        told = [*_copied(needs.files, home), *_texts(own, needs.files)]
        hosts = {*needs.hosts, *settings.hosts, *_hosts(told), *_named(os.environ)}
        known = bool(hosts) or settings.mode is Mode.REQUIRED
        keys = {name for name in os.environ if _KEY.fullmatch(name) or (not known and _ANY_KEY.fullmatch(name))}
        keys |= {word for text in told for word in _NAME.findall(text) if word in os.environ}
        yield Confinement(
            f"the coding agent {agent.name}",
            writable=(writable, *own),
            readable=(*visible, *map(Path, settings.read)),
            home=home,
            network=Network.NAMED if known else Network.OPEN,
            hosts=tuple(sorted(hosts)),
            variables=frozenset({*keys, *needs.variables, *settings.variables, *agent.env}),
        )


def _copied(files: Iterable[str], home: Path) -> Iterator[str]:
    """Copies what is there of the user's own files into another home; gives the text of each."""
    own = Path(os.path.expanduser("~"))  # noqa: PTH111 - Path.home raises without one
    for name in files:
        source, target = own / name, home / name
        try:
            if not source.is_file() or source.stat().st_size > _LARGEST:
                continue
            target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            shutil.copyfile(source, target)
            target.chmod(0o600)
            yield read_text(target)
        except OSError:
            continue  # what cannot be read is not handed on: the agent says that it has no login


def _texts(folders: Iterable[Path], files: Iterable[str]) -> Iterator[str]:
    """The texts of such files in folders that take the place of those in the home."""
    for path in (folder / Path(name).name for folder in folders for name in files):
        with contextlib.suppress(OSError):
            yield read_text(path)


def _hosts(texts: Iterable[str]) -> Iterator[str]:
    """The hosts that the user's own settings of an agent name."""
    for text in texts:
        yield from filter(None, map(_host, _ADDRESS.findall(text)))


def _named(env: Mapping[str, str]) -> Iterator[str]:
    """The hosts that variables name as the places of models."""
    yield from filter(None, (_host(value) for name, value in env.items() if _PLACE.fullmatch(name)))


def _host(address: str) -> str:
    """`host:port` of an address; empty for what is none."""
    try:
        parts = urlsplit(address if "://" in address else f"http://{address}")
        port = parts.port or {"https": 443, "http": 80}.get(parts.scheme, 0)
    except ValueError:
        return ""
    return f"{parts.hostname}:{port}" if parts.hostname and "*" not in parts.hostname else ""
