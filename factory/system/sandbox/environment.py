"""The environment within the sandbox: without secrets, without ways to programs of the user that listen."""

from __future__ import annotations

import re
from collections.abc import Mapping

from mity.confinement import Confinement
from mity.redaction.names import is_secret_name
from mity.system.child_environment import MARK

_LISTENERS = frozenset(
    {
        *("SSH_AUTH_SOCK", "SSH_AGENT_PID", "GPG_AGENT_INFO", "DBUS_SESSION_BUS_ADDRESS", "DBUS_SYSTEM_BUS_ADDRESS"),
        *("DISPLAY", "WAYLAND_DISPLAY", "XAUTHORITY", "TMUX", "STY", "DOCKER_HOST", "CONTAINER_HOST", "KUBECONFIG"),
        *("GIT_ASKPASS", "SSH_ASKPASS", "GIT_SSH", "GIT_SSH_COMMAND", "SUDO_USER", "SUDO_COMMAND", "NETRC", "BROWSER"),
        *("GOOGLE_APPLICATION_CREDENTIALS", "GNOME_KEYRING_CONTROL", "SESSION_MANAGER", "LS_COLORS", "MAIL"),
    }
)
_PREFIXES = ("AWS_", "AZURE_", "XDG_", "VSCODE_", "SYSTEMD_", "LC_TERMINAL", "ACTIONS_", "GITHUB_", "VAULT_")
_TEMPORARY = ("TMPDIR", "TMP", "TEMP")
_OF_PROXIES = re.compile(r"(?:https?|all|no|ftp)_proxy|npm_config_(?:https?_?)?proxy|NODE_USE_ENV_PROXY", re.IGNORECASE)
_USERINFO = re.compile(r"://[^/\s@]+@")


def confined_environment(env: Mapping[str, str], confinement: Confinement, home: str, temporary: str) -> dict[str, str]:
    """`env` as a confined command is given it, with another home and another folder for temporary files."""
    kept = {name: value for name, value in env.items() if _stays(name, value, confinement.variables)}
    return {**kept, "HOME": home, **dict.fromkeys(_TEMPORARY, temporary)}


def without_proxies(env: Mapping[str, str]) -> dict[str, str]:
    """`env` without what names the proxies of this machine, which cannot be reached from within."""
    return {name: value for name, value in env.items() if not _OF_PROXIES.fullmatch(name)}


def through_proxy(env: Mapping[str, str], port: int) -> dict[str, str]:
    """`env` in which programs find the proxy of the sandbox at a port of this machine."""
    address = f"http://127.0.0.1:{port}"
    names = ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY", "npm_config_proxy", "npm_config_https_proxy")
    java = " ".join(f"-D{kind}.proxyHost=127.0.0.1 -D{kind}.proxyPort={port}" for kind in ("http", "https"))
    here = "localhost,127.0.0.1,::1"
    made = {**without_proxies(env), **dict.fromkeys(names, address), "NO_PROXY": here, "no_proxy": here}
    for name in ("MAVEN_OPTS", "GRADLE_OPTS"):
        made[name] = " ".join(filter(None, (env.get(name), java)))
    return {**made, "NODE_USE_ENV_PROXY": "1"}


def _stays(name: str, value: str, named: frozenset[str]) -> bool:
    if name in named or name == MARK:
        return True
    if name in _LISTENERS or name.startswith(_PREFIXES) or is_secret_name(name):
        return False
    return not _USERINFO.search(value)
