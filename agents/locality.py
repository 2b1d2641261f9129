"""Whether a name belongs to the project or to a third party, judged from the log alone."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from functools import lru_cache
from itertools import dropwhile

PYTHON_FILE = re.compile(r"""(?:File "|^|\s|')([^\s"':]*[\\/][^"':\n]{0,200}?\.py)\b""", re.MULTILINE)
FOREIGN = re.compile(
    r"site-packages|dist-packages|[\\/]lib[\\/]python\d|[\\/]Python\d+[\\/]Lib[\\/]|\.pyenv|importlib|<frozen", re.I
)
USUAL = """
    api app apps auth backend common config configs conftest core crud database db helpers lib main model models mysite
    project routers routes schemas serializers server service services settings src test tests urls util utils views
"""
PYTHON_USUAL = frozenset(USUAL.split())
FOREIGN_FILE = re.compile(  # folders of what package managers fetched
    r"[\\/](?:node_modules|site-packages|dist-packages|Pub[\\/]Cache|\.cargo[\\/]registry|go[\\/]pkg[\\/]mod"
    r"|\.gradle[\\/]caches|\.nuget[\\/]packages|vendor[\\/]bundle)[\\/]"
)
RUST_OWN = re.compile(
    r"(?:Compiling|Checking) ([\w-]+) v\S+ \((?!registry)|could not compile `([\w-]+)`|package `([\w-]+) v"
)
RUST_FILE = re.compile(r"^ *--> src[\\/](\w+)(?:[\\/]|\.rs:)", re.MULTILINE)
JAVA_PATH = re.compile(r"[\\/](?:main|test|src|java|kotlin)[\\/]((?:[a-z]\w*[\\/]){2,8})\w+\.(?:java|kt)")
JAVA_FOLDERS = frozenset(("src", "main", "test", "java", "kotlin", "groovy", "scala"))
DOTNET_PATH = re.compile(r"(?<![\w.])([\w.]{1,200})\.(?:cs|fs|vb)proj\b|^[ \t]{0,40}([\w.]{1,200}) -> ", re.MULTILINE)
NODE_LOCAL = re.compile(
    r"^(?:\.{1,2}(?:[\\/]|$)|[\\/]|[A-Za-z]:|file:|@/|~|#|\$|src/|app/"
    r"|@(?:app|core|shared|env|environments|components)/)"
)
NODE_MODULES = "assert buffer child_process crypto events fs http https net os path stream url util zlib"
NODE_OWN = frozenset(NODE_MODULES.split())
ASSET = re.compile(r"\.(?:vue|svg|png|jpe?g|gif|css|scss|sass|less|json|webp|html|md)$|\?\w+$|^virtual:")


def is_local(language: str, name: str, text: str, local_names: frozenset[str] = frozenset()) -> bool:
    """Whether `name` belongs to the project, by the rules of its language (python, java, node, dotnet, rust).

    `text` is the log, which may show the project's own paths; `local_names` are names known from elsewhere.
    """
    top = re.split(r"[./:\\]", name.strip(), maxsplit=1)[0]
    if name in local_names or (top and top in local_names):
        return True
    return IS_LOCAL[language](name, text)


def is_fetched(file: str) -> bool:
    """Whether a file lies where a package manager puts what it fetches: its faults are not the project's own."""
    return bool(FOREIGN_FILE.search(file))


def _python(name: str, text: str) -> bool:
    top, _, member = name.partition(".")
    if member and f"test_{top}.py" in text:  # Python names the member alone once the package itself was found
        return True
    return top in PYTHON_USUAL or top in _python_names(text)


@lru_cache(maxsize=4)
def _python_names(text: str) -> frozenset[str]:
    """Folders and modules that paths outside the installed libraries name."""
    names: set[str] = set()
    for found in PYTHON_FILE.finditer(text):
        path = found.group(1)
        if not FOREIGN.search(path):
            parts = re.split(r"[\\/]", path)
            names.update(parts[-4:-1])
            names.add(parts[-1].removesuffix(".py"))
    return frozenset(names - {"", "home", "Users", "usr", "opt", "workspace"})


def _java(name: str, text: str) -> bool:
    head = name.split(".")[:2]
    if len(head) == 1:  # libraries put their classes into packages
        return "/" not in name
    return tuple(head) in _java_roots(text)


@lru_cache(maxsize=4)
def _java_roots(text: str) -> frozenset[tuple[str, ...]]:
    """The first two package segments of the project's own source paths."""
    paths = (re.split(r"[\\/]", found.group(1)) for found in JAVA_PATH.finditer(text))
    return frozenset(tuple(dropwhile(JAVA_FOLDERS.__contains__, path))[:2] for path in paths)


def _node(name: str, text: str) -> bool:
    return bool(NODE_LOCAL.match(name) or ASSET.search(name))


def _dotnet(name: str, text: str) -> bool:
    owned = (part for found in DOTNET_PATH.findall(text) for part in found)
    return name.split(".")[0] in {own.split(".")[0] for own in owned if own}


def _python_member(name: str, text: str) -> bool:
    """Of a member that a module lacks: the standard library is as fixed as the project's own code."""
    return name.split(".")[0] in sys.stdlib_module_names or _python(name, text)


def _node_export(name: str, text: str) -> bool:
    """Of a name that a module does not export: with a module of Node's own, the import is what is wrong."""
    return name.startswith("node:") or name in NODE_OWN or _node(name, text)


def _rust(name: str, text: str) -> bool:
    top = name.split("::")[0]
    owned = {part.replace("-", "_") for found in RUST_OWN.findall(text) for part in found if part}
    owned.update(RUST_FILE.findall(text))
    return top in {"crate", "self", "super", "std", "core", "alloc"} or top in owned


def _php(name: str, text: str) -> bool:
    """Laravel's and Symfony's own top namespaces; what Composer installs has its maker's."""
    return name.split("\\")[0] in {"App", "Tests", "Database", "Modules"} or "\\" not in name


IS_LOCAL: dict[str, Callable[[str, str], bool]] = {
    "python": _python,
    "python-member": _python_member,
    "java": _java,
    "node": _node,
    "node-export": _node_export,
    "dotnet": _dotnet,
    "rust": _rust,
    "php": _php,
}
