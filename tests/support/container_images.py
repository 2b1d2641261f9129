"""Images of containers as podman builds and runs them on this machine, on bases of its own making."""

from __future__ import annotations

import os
import resource
import shutil
import tempfile
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from base_images import Run, bases_of, runner, write_base
from filelock import FileLock
from platformdirs import user_cache_path

PROGRAMS = ("podman", "buildah", "runc", "debootstrap")
CACHE = user_cache_path("mity-images")
_START_S = 90
_STORAGE = """\
[storage]
driver = "overlay"
runroot = "{0}/run"
graphroot = "{0}/graph"
"""
_BUILD = ("build", "--quiet", "--format", "docker", "--isolation", "chroot", "--network", "host")
_HARDENED = ("--read-only", "--tmpfs", "/tmp", "--cap-drop", "all", "--security-opt", "no-new-privileges")


@dataclass(frozen=True)
class Container:
    """A container that runs; `name` is podman's."""

    name: str
    run: Run

    def healthy(self) -> None:
        """Waits until the image's own health check passes. Fails with the container's output after a while."""
        deadline = time.monotonic() + _START_S
        while not self._passes():
            assert time.monotonic() < deadline, self.run("podman", "logs", self.name)
            time.sleep(0.5)

    def _passes(self) -> bool:
        try:
            self.run("podman", "healthcheck", "run", self.name)
        except AssertionError:
            return False
        return True

    def fact(self, path: str) -> str:
        """What podman knows of the container, by the path of a Go template: `.Config.User`."""
        return self.run("podman", "inspect", "--format", f"{{{{{path}}}}}", self.name).strip()

    def stop(self) -> tuple[int, float]:
        """Stops it as an orchestrator would: its exit code, and the seconds from SIGTERM to its end."""
        begun = time.monotonic()
        self.run("podman", "stop", "--time", "30", self.name)
        return int(self.fact(".State.ExitCode")), time.monotonic() - begun


class Images:
    """The images of this machine's tests, kept for later sessions. Skips where containers cannot be built."""

    def __init__(self) -> None:
        if lacking := [name for name in PROGRAMS if not shutil.which(name)]:
            pytest.skip(f"{lacking[0]} is not on PATH")
        if os.geteuid():
            pytest.skip("only root builds images here")
        CACHE.mkdir(parents=True, exist_ok=True)
        settings = CACHE / "storage.conf"
        settings.write_text(_STORAGE.format(CACHE), encoding="utf-8")
        self.run = runner({**os.environ, "CONTAINERS_STORAGE_CONF": str(settings)})

    def build(self, context: Path, *, file: str = "Dockerfile") -> str:
        """Builds an image from a folder, with the bases that it lacks; its name."""
        tag = f"localhost/tried-{uuid.uuid4().hex[:8]}"
        with FileLock(CACHE / "build.lock"):
            for base in bases_of(context.joinpath(file).read_text(encoding="utf-8")):
                self._base(base)
        self.run("buildah", *_BUILD, "--file", file, "--tag", tag, ".", cwd=context)
        return tag

    def _base(self, image: str) -> None:
        image = f"docker.io/library/{image.removeprefix('docker.io/library/')}"
        if self.run("buildah", "images", "--quiet", "--filter", f"reference={image}").strip():
            return
        with tempfile.TemporaryDirectory(prefix="base-", dir=CACHE) as place:
            for below in write_base(image, Path(place), self.run):
                self._base(below)
            self.run("buildah", *_BUILD, "--file", "Containerfile", "--tag", image, ".", cwd=Path(place))

    def call(self, image: str, *words: str, folder: Path, **env: str) -> str:
        """Runs a program of an image to its end, with a folder as its /work; what it printed."""
        return self.run(*self._start(env), "--rm", "--volume", f"{folder}:/work", image, *words)

    @contextmanager
    def running(self, image: str, **env: str) -> Iterator[Container]:
        """A container that runs hardened: nothing but its volumes can be written, and it has no privileges."""
        name = f"tried-{uuid.uuid4().hex[:8]}"
        self.run(*self._start(env), "--detach", "--name", name, *_HARDENED, image)
        try:
            yield Container(name, self.run)
        finally:
            self.run("podman", "rm", "--force", "--volumes", "--time", "0", name)

    def remove(self, image: str) -> None:
        """Forgets an image; its layers stay until the bases go."""
        self.run("buildah", "rmi", "--force", image)

    def _start(self, env: dict[str, str]) -> list[str]:
        files = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
        limits = ("--ulimit", f"nofile=1024:{files}", "--ulimit", "nproc=1000:1000")  # a machine may allow no more
        given = [word for name, value in env.items() for word in ("--env", f"{name}={value}")]
        podman = ["podman", "--cgroup-manager", "cgroupfs", "--runtime", "runc", "run", "--network", "host"]
        return [*podman, *limits, *given]
