"""How dependencies, environments and imports break: what people forget, what time does, what must not be mended."""

from __future__ import annotations

import contextlib
import re
import shutil
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
import yaml

from faultsuite.suite import Fault, edit, write
from mity import templates
from mity.stacks.catalog import Catalogue

MANIFESTS = ("pyproject.toml", "requirements*.lock")
ROUTER = '''"""Greetings."""

from fastapi import APIRouter
{imports}

router = APIRouter(prefix="/greetings", tags=["greetings"])


@router.get("")
def greet() -> dict[str, str]:
    """A greeting."""
    return {{"greeting": str({value})}}
'''


def router(app: Path, imports: str, value: str) -> None:
    """A new endpoint that needs something."""
    write(app, "src/demo/routers/greetings.py", ROUTER.format(imports=imports, value=value))


def declare(app: Path, *requirements: str) -> None:
    """Adds run-time requirements to pyproject.toml and forgets the locks."""
    lines = "".join(f'  "{text}",\n' for text in requirements)
    edit(app, "pyproject.toml", ('  "uvicorn>=0.34,<1",\n', f'  "uvicorn>=0.34,<1",\n{lines}'))


def lock(app: Path) -> None:
    """What `make lock` does, without its upgrade."""
    uv = Path(sys.executable).with_name("uv")
    words = "--quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --no-emit-index-url"
    for extra in (
        ["--group", "dev", "-o", "requirements.lock"],
        ["--extra", "postgres", "-o", "requirements.runtime.lock"],
    ):
        subprocess.run([str(uv), "pip", "compile", *words.split(), "pyproject.toml", *extra], cwd=app, check=True)


def without_block(app: Path, file: str, name: str) -> None:
    """Takes one package out of a lock file, as a merge does that went wrong."""
    lines = (app / file).read_text(encoding="utf-8").splitlines(keepends=True)
    start = next(i for i, line in enumerate(lines) if line.startswith(f"{name}=="))
    end = next((i for i in range(start + 1, len(lines)) if not lines[i].startswith(" ")), len(lines))
    write(app, file, "".join(lines[:start] + lines[end:]))


def site_packages(app: Path) -> Path:
    """Where the environment keeps its packages."""
    return next((app / ".venv").glob("lib/python*/site-packages"))


def undeclared(app: Path) -> None:
    router(app, "import yaml", 'yaml.safe_dump("hello")')


def undeclared_under_another_name(app: Path) -> None:
    router(app, "from dateutil.parser import isoparse", 'isoparse("2026-01-01")')


def undeclared_in_a_test(app: Path) -> None:
    write(
        app,
        "tests/test_clock.py",
        "from freezegun import freeze_time\n\n\ndef test_it() -> None:\n    assert freeze_time\n",
    )


def declared_but_not_locked(app: Path) -> None:
    declare(app, "pyyaml>=6,<7")
    undeclared(app)


def lock_lost_a_package(app: Path) -> None:
    without_block(app, "requirements.lock", "mako")


def lock_deleted(app: Path) -> None:
    (app / "requirements.lock").unlink()


def lock_names_a_version_that_never_was(app: Path) -> None:
    text = (app / "requirements.lock").read_text(encoding="utf-8")
    version = text.partition("\nh11==")[2].partition(" ")[0]
    edit(app, "requirements.lock", (f"\nh11=={version} ", "\nh11==0.16.99 "))


def form_without_multipart(app: Path) -> None:
    text = ROUTER.format(imports="from fastapi import Form", value="name").replace(
        "greet()", "greet(name: str = Form())"
    )
    write(app, "src/demo/routers/greetings.py", text.replace("@router.get", "@router.post"))


def email_without_validator(app: Path) -> None:
    edit(app, "pyproject.toml", ('  "email-validator>=2.2,<3",\n', ""))
    for name in ("requirements.lock", "requirements.runtime.lock"):
        without_block(app, name, "email-validator")
    router(app, "from pydantic import BaseModel, EmailStr\n\n\nclass Guest(BaseModel):\n    mail: EmailStr", '"hello"')


def passlib_with_a_new_bcrypt(app: Path) -> None:
    declare(app, "passlib[bcrypt]>=1.7.4")
    lock(app)
    router(
        app, 'from passlib.context import CryptContext\n\nSECRET = CryptContext(["bcrypt"]).hash("x")', "len(SECRET)"
    )


def import_forgotten(app: Path) -> None:
    edit(app, "src/demo/main.py", ("import logging\n", ""))


def import_of_a_name_forgotten(app: Path) -> None:
    edit(app, "src/demo/routers/health.py", ("from typing import Literal\n", ""))


def import_from_a_library_forgotten(app: Path) -> None:
    edit(app, "src/demo/errors.py", ("from pydantic import BaseModel\n", ""))


def abstract_classes_from_collections(app: Path) -> None:
    edit(
        app,
        "src/demo/errors.py",
        ("from collections.abc import Mapping, Sequence", "from collections import Mapping, Sequence"),
    )


def list_from_fastapi(app: Path) -> None:
    router(app, "from fastapi import List, Query", "List[str]")


def settings_of_pydantic_one(app: Path) -> None:
    edit(
        app,
        "src/demo/config.py",
        ("from pydantic import Field, ", "from pydantic import BaseSettings, Field, "),
        ("from pydantic_settings import BaseSettings, NoDecode", "from pydantic_settings import NoDecode"),
    )


def interpreter_gone(app: Path) -> None:
    for name in ("python", "python3", "python3.11"):
        (app / ".venv/bin" / name).unlink(missing_ok=True)
    (app / ".venv/bin/python").symlink_to("/opt/python-3.11-that-was-removed/bin/python3")


def settings_of_the_environment_gone(app: Path) -> None:
    (app / ".venv/pyvenv.cfg").unlink()


def package_half_installed(app: Path) -> None:
    shutil.rmtree(site_packages(app) / "sqlalchemy" / "orm")


def compiled_half_missing(app: Path) -> None:
    next(site_packages(app).glob("pydantic_core/_pydantic_core*.so")).unlink()


def environment_never_synced(app: Path) -> None:
    uv = Path(sys.executable).with_name("uv")
    words = ["pip", "uninstall", "--quiet", "--python", ".venv/bin/python", "pytest", "sqlalchemy"]
    subprocess.run([str(uv), *words], cwd=app, check=True)


def folder_was_moved(app: Path) -> None:
    for link in site_packages(app).glob("*.pth"):
        if str(app) in link.read_text(encoding="utf-8"):
            link.write_text(str(app.parent / "old-name" / "src") + "\n", encoding="utf-8")


def environment_of_an_old_python(app: Path) -> None:
    versions = Path("~/.pyenv/versions").expanduser()
    programs = [*versions.glob("3.10.*/bin/python"), Path("/usr/bin/python3.10"), Path("/opt/homebrew/bin/python3.10")]
    old = next((program for program in programs if program.exists()), None)
    if old is None:
        pytest.skip("no Python 3.10 on this machine")
    shutil.rmtree(app / ".venv")
    subprocess.run([str(old), "-m", "venv", "--without-pip", ".venv"], cwd=app, check=True)


def own_stack(app: Path) -> None:
    """A team's stack.yaml that installs what pyproject.toml asks for, without a lock."""
    folder = Catalogue([Path(templates.__path__[0])]).get("python-fastapi").path
    data = yaml.safe_load((folder / "stack.yaml").read_text(encoding="utf-8"))
    uv = ["${uv}", "pip", "install", "--quiet", "--python", "${venv_bin}/python"]
    data["commands"]["install"] = {
        "steps": [
            {"argv": ["${uv}", "venv", "--clear", "--quiet", "--no-project", "--python", "${python}", ".venv"]},
            {"argv": [*uv, "--group", "dev", "-r", "pyproject.toml"]},
            {"argv": [*uv, "--no-deps", "--no-build-isolation", "--editable", "."]},
        ]
    }
    write(app, ".mity/stack.yaml", yaml.safe_dump(data))


def pin_of_the_template_in_the_way(app: Path) -> None:
    own_stack(app)
    edit(app, "pyproject.toml", ('  "ruff>=0.11,<1",\n', '  "ruff>=0.11,<1",\n  "uvicorn==0.33.0",\n'))


def pins_of_the_user_exclude_each_other(app: Path) -> None:
    own_stack(app)
    edit(
        app,
        "pyproject.toml",
        ('  "uvicorn>=0.34,<1",\n', '  "uvicorn==0.34.0",\n'),
        ('  "ruff>=0.11,<1",\n', '  "ruff>=0.11,<1",\n  "uvicorn==0.33.0",\n'),
    )


def module_nobody_knows(app: Path) -> None:
    router(app, "import reqeusts", "reqeusts")


def module_of_another_system(app: Path) -> None:
    router(app, "import winreg", "winreg")


def file_hides_a_standard_module(app: Path) -> None:
    write(app, "uuid.py", '"""Our identifiers."""\n\n\ndef make() -> int:\n    return 1\n')
    router(app, "from uuid import uuid4", "uuid4()")


def lock_was_tampered_with(app: Path) -> None:
    text = (app / "requirements.lock").read_text(encoding="utf-8")
    head, name, rest = text.partition("\nh11==")
    block, after, tail = rest.partition("\nhatchling==")
    other = re.sub(r"sha256:\w{4}", "sha256:0000", block)
    write(app, "requirements.lock", head + name + other + after + tail)


def behaviour_changed(app: Path) -> None:
    edit(app, "src/demo/security.py", ("nosniff", "sniff"))


def syntax_error(app: Path) -> None:
    edit(app, "src/demo/db.py", ("def make_sessions(engine: Engine)", "def make_sessions(engine: Engine"))


def name_nobody_defines(app: Path) -> None:
    edit(app, "src/demo/main.py", ("    register_errors(app)\n", "    register_erorrs(app)\n"))


def name_with_two_homes(app: Path) -> None:
    router(app, "\nROOT = Path", "ROOT")


def package_without_a_wheel(app: Path) -> None:
    digest = "d1454bde93fb1e224166811694d600e746430c006fbb031ea06ecc2ea41bf156"
    text = (app / "requirements.lock").read_text(encoding="utf-8")
    write(app, "requirements.lock", text + f"psycopg2==2.9.9 \\\n    --hash=sha256:{digest}\n")
    declare(app, "psycopg2>=2.9")


def nothing(app: Path) -> None:
    write(app, "NOTES.txt", "The network is the matter.\n")


@contextlib.contextmanager
def offline(app: Path) -> Iterator[Mapping[str, str]]:
    """A registry behind a closed port, and a cache that knows nothing."""
    yield {
        "UV_DEFAULT_INDEX": "http://127.0.0.1:9/simple",
        "UV_CACHE_DIR": str(app.parent / "cache"),
        "UV_HTTP_RETRIES": "0",
    }


@contextlib.contextmanager
def without_a_compiler(app: Path) -> Iterator[Mapping[str, str]]:
    """A machine that has nothing to compile with, and has never built the package."""
    yield {"CC": "no-such-compiler", "UV_CACHE_DIR": str(app.parent / "cache")}


@contextlib.contextmanager
def hiccup(app: Path) -> Iterator[Mapping[str, str]]:
    """A proxy that hangs up on whoever comes first and serves everybody after."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        threading.Thread(target=_proxy, args=(listener,), daemon=True).start()
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        yield {"HTTPS_PROXY": url, "UV_CACHE_DIR": str(app.parent / "cache"), "UV_HTTP_RETRIES": "0"}


def _proxy(listener: socket.socket) -> None:
    served = 0
    with contextlib.suppress(OSError):
        while True:
            client = listener.accept()[0]
            served += 1
            if served == 1:
                client.close()
            else:
                threading.Thread(target=_tunnel, args=(client,), daemon=True).start()


def _tunnel(client: socket.socket) -> None:
    with contextlib.suppress(OSError, IndexError), client:
        host, _, port = client.recv(8192).split()[1].decode().partition(":")
        with socket.create_connection((host, int(port))) as server:
            client.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
            back = threading.Thread(target=_copy, args=(server, client), daemon=True)
            back.start()
            _copy(client, server)
            back.join()


def _copy(source: socket.socket, target: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while data := source.recv(65536):
            target.sendall(data)
        target.shutdown(socket.SHUT_WR)


DEPENDENCY, BUILD, TEST, CONFIG = "DependencyError", "BuildError", "TestFailure", "ConfigError"
ENVIRONMENT = ("test", "launch")

HEALED = [
    Fault("undeclared", undeclared, DEPENDENCY, "devops", touches=MANIFESTS, rule="add-dependency"),
    Fault(
        "undeclared-other-name",
        undeclared_under_another_name,
        DEPENDENCY,
        "devops",
        touches=MANIFESTS,
        rule="add-dependency",
    ),
    Fault("undeclared-in-test", undeclared_in_a_test, DEPENDENCY, "devops", touches=MANIFESTS, rule="add-dependency"),
    Fault("declared-not-locked", declared_but_not_locked, DEPENDENCY, "devops", touches=("*.lock",), rule="stale-lock"),
    Fault("lock-lost-a-package", lock_lost_a_package, DEPENDENCY, "devops", touches=("*.lock",), rule="stale-lock"),
    Fault("lock-deleted", lock_deleted, "RuntimeError", "architect", touches=("*.lock",), rule="restore-generated"),
    Fault(
        "lock-impossible-version",
        lock_names_a_version_that_never_was,
        DEPENDENCY,
        "devops",
        touches=("*.lock",),
        rule="stale-lock",
    ),
    Fault(
        "form-without-multipart",
        form_without_multipart,
        DEPENDENCY,
        "devops",
        touches=MANIFESTS,
        rule="named-distribution",
    ),
    Fault(
        "email-without-validator",
        email_without_validator,
        DEPENDENCY,
        "devops",
        touches=MANIFESTS,
        rule="restore-requirement",
    ),
    Fault(
        "passlib-new-bcrypt",
        passlib_with_a_new_bcrypt,
        DEPENDENCY,
        "devops",
        touches=MANIFESTS,
        stations=("build", "launch"),
        rule="pin-bcrypt",
    ),
    Fault(
        "import-forgotten", import_forgotten, BUILD, "implementer", touches=("src/demo/main.py",), rule="missing-import"
    ),
    Fault(
        "import-of-name",
        import_of_a_name_forgotten,
        BUILD,
        "implementer",
        touches=("src/demo/routers/health.py",),
        rule="missing-import",
    ),
    Fault(
        "import-of-library",
        import_from_a_library_forgotten,
        BUILD,
        "implementer",
        touches=("src/demo/errors.py",),
        rule="missing-import",
    ),
    Fault(
        "collections-abc",
        abstract_classes_from_collections,
        BUILD,
        "implementer",
        touches=("src/demo/errors.py",),
        rule="moved-name",
    ),
    Fault(
        "list-from-fastapi",
        list_from_fastapi,
        BUILD,
        "implementer",
        touches=("src/demo/routers/greetings.py",),
        rule="moved-name",
    ),
    Fault(
        "settings-of-pydantic-1",
        settings_of_pydantic_one,
        DEPENDENCY,
        "implementer",
        touches=("src/demo/config.py",),
        rule="moved-name",
    ),
    Fault(
        "interpreter-gone",
        interpreter_gone,
        CONFIG,
        "devops",
        stations=ENVIRONMENT,
        environment=True,
        rule="broken-environment",
    ),
    Fault(
        "pyvenv-gone",
        settings_of_the_environment_gone,
        DEPENDENCY,
        "devops",
        stations=ENVIRONMENT,
        environment=True,
        rule="broken-environment",
    ),
    Fault(
        "half-installed",
        package_half_installed,
        DEPENDENCY,
        "devops",
        stations=ENVIRONMENT,
        environment=True,
        rule="reinstall-package",
    ),
    # The folder of type stubs is left, so the text speaks of a name that an existing module does not have.
    Fault(
        "compiled-half-missing",
        compiled_half_missing,
        BUILD,
        "devops",
        stations=ENVIRONMENT,
        environment=True,
        rule="reinstall-package",
    ),
    Fault(
        "never-synced",
        environment_never_synced,
        DEPENDENCY,
        "devops",
        stations=ENVIRONMENT,
        environment=True,
        rule="sync-environment",
    ),
    Fault(
        "folder-moved",
        folder_was_moved,
        BUILD,
        "devops",
        stations=ENVIRONMENT,
        environment=True,
        rule="broken-environment",
    ),
    Fault(
        "old-python",
        environment_of_an_old_python,
        DEPENDENCY,
        "devops",
        stations=ENVIRONMENT,
        environment=True,
        rule="broken-environment",
    ),
    Fault("interpreter-gone-build", interpreter_gone, environment=True),
    Fault(
        "pin-of-template", pin_of_the_template_in_the_way, DEPENDENCY, "devops", touches=MANIFESTS, rule="relax-own-pin"
    ),
    Fault("network-hiccup", nothing, DEPENDENCY, "factory", around=hiccup, stations=("build",), rule="try-again"),
]

ESCALATED = [
    Fault("unknown-module", module_nobody_knows, DEPENDENCY, "devops", False, "reqeusts.*did you mean .requests."),
    Fault(
        "stdlib-elsewhere", module_of_another_system, DEPENDENCY, "devops", False, "winreg is available on Windows only"
    ),
    Fault(
        "stdlib-hidden",
        file_hides_a_standard_module,
        BUILD,
        "implementer",
        False,
        r"uuid\.py hides the standard library",
    ),
    Fault(
        "pins-of-user", pins_of_the_user_exclude_each_other, DEPENDENCY, "devops", False, r"versions conflict.*uvicorn"
    ),
    Fault("lock-tampered", lock_was_tampered_with, DEPENDENCY, "devops", False, "h11 does not match the checksum"),
    Fault("behaviour-changed", behaviour_changed, TEST, "tester", False, "nosniff"),
    Fault("syntax-error", syntax_error, BUILD, "implementer", False, "never closed|SyntaxError"),
    Fault("name-misspelt", name_nobody_defines, BUILD, "implementer", False, "register_erorrs"),
    Fault("name-with-two-homes", name_with_two_homes, BUILD, "implementer", False, "pathlib or fastapi"),
    Fault(
        "no-wheel", package_without_a_wheel, DEPENDENCY, "devops", False, "psycopg2-binary", around=without_a_compiler
    ),
    Fault("offline", nothing, DEPENDENCY, "factory", False, "cannot be reached", around=offline),
]

FAULTS = [*HEALED, *ESCALATED]
