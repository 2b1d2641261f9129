"""Files that no application is made of: settings that only tools read, and programs of tools that nobody listed.

What is harmless is listed, because there is no end to the names of tools that load a file by itself.
"""

from __future__ import annotations

from pathlib import PurePosixPath

from mity.text.patterns import regex

_PROGRAM = regex(
    r".*\.config\.(?:[cm]?[jt]sx?|json5?|ya?ml|toml|coffee)|\.?[\w.\-]+rc\.(?:[cm]?[jt]s|json5?|ya?ml|toml|coffee)"
    r"|[\w\-]+\.workspace\.\w+|[\w\-]+\.projects\.\w+"
)
_HARMLESS = regex(
    r"\.git(?:ignore|keep|-blame-ignore-revs)|\.(?:docker|npm|helm|prettier|eslint|gcloud|vercel|stylelint|eb|nodemon|slug)ignore"
    r"|\.editorconfig|\.keep|\.nojekyll|\.mailmap|\.markdownlint\S*|\.all-contributorsrc|\.python-version|\.nvmrc|\.node-version"
    r"|\.ruby-version|\.java-version|\.go-version|\.terraform-version|\.hidden|\.DS_Store|\.clang-(?:format|tidy)|\.htaccess"
    r"|\.(?:yamllint|codespellrc|typos|shellcheckrc|hadolint|dockleignore|trivyignore|gitleaksignore|snyk|osv-scanner)\S*"
    r"|\.env\S*|\.well-known|\.rustfmt\.toml|\.scalafmt\.conf|\.sqlfluff\S*|\.ruff\.toml|\.isort\.cfg|\.style\.yapf|\.codecov\.ya?ml"
    r"|\.readthedocs\.ya?ml|\.coderabbit\.ya?ml|\.cspell\.json|\.commitlintrc|\.copier-answers\.ya?ml|\.cruft\.json|\.yamlfmt"
)
_HARMLESS_FOLDERS = frozenset(
    {".github", ".gitlab", ".circleci", ".forgejo", ".gitea", ".well-known", ".changeset", ".storybook"}
)
_OF_EDITORS = frozenset({".vscode", ".idea", ".vs", ".fleet", ".zed", ".claude", ".cursor", ".devcontainer"})
_TEXTS = frozenset({".md", ".rst", ".txt", ".adoc", ".png", ".svg", ".jpg", ".gif"})
_VERSIONS = frozenset({".nvmrc", ".node-version", ".java-version", ".ruby-version", ".go-version", ".python-version"})
_SETTINGS = frozenset(
    {".toml", ".json", ".jsonc", ".json5", ".yaml", ".yml", ".ini", ".cfg", ".conf", ".edn", ".properties"}
)
_USUAL = regex(
    r"(?:package|package-lock|npm-shrinkwrap|composer|manifest|codemeta|appsettings[\w.]*|openapi|swagger|tsconfig[\w.]*|jsconfig"
    r"|components|i18n|data|schema|version|release-please-config|\.release-please-manifest|crowdin)\.json"
    r"|(?:pyproject|Cargo|ruff|rustfmt|clippy|deny|taplo|typos|cliff|book|pylock[\w.]*|about|supply-chain|release)\.toml"
    r"|(?:compose|docker-compose)[\w.-]*\.ya?ml|(?:openapi|swagger|mkdocs|_config|codecov|action|antora|playbook|conda|pubspec"
    r"|pnpm-lock|application[\w-]*|crowdin|galaxy|catalog-info|mkdocs[\w.-]*|render|fly|app|service|chart|values)\.ya?ml"
    r"|(?:alembic|logging|setup)\.(?:ini|cfg|conf)|[\w.-]*\.schema\.json|application[\w-]*\.properties|.*-lock\.\w+"
)
"""Files at the top of a project of which no tool is started."""
_OF_TOOLS = (
    *("*.sbt", "build.sc", "*.mill", "project.clj", "deps.edn", "paket.*", "common/config/rush/*", "mise-tasks/*"),
    *("pixi.toml", "pixi.lock", "environment.y*ml", "conda-lock.yml", "flake.nix", "shell.nix", "default.nix"),
    *("Vagrantfile", "Cross.toml", "skaffold.y*ml", "Tiltfile", "devenv.nix", "process-compose.y*ml", "Brewfile"),
    *("babel-plugin-macros.config.*", "*.patch", "*.diff", "*.s", "*.S", "*.asm", "*.binlog"),
    *("settings.xml", "settings-*.xml", "*.cmake", "wscript", "*.bzl", "*.star", "*.nix", "packages.config"),
    *("*.dmg", "*.msi", "*.deb", "*.rpm", "*.AppImage", "*.apk", "*.phar", "*.pyz", "*.pex", "*.tgz", "*.tar.gz"),
)
"""Files of tools that start programs or bring them, beside those that are known by what they are."""


def strange(path: PurePosixPath) -> str:
    """What a file is that only tools read, by its path; empty for files that an application is made of."""
    top = path.parts[0]
    hidden = [part for part in path.parts[:-1] if part.startswith(".")]
    if top in _OF_EDITORS or (hidden and set(hidden) <= _HARMLESS_FOLDERS):
        return ""
    if hidden:
        return "" if path.suffix in _TEXTS else "in a folder that only tools read"
    if _PROGRAM.fullmatch(path.name):
        return "settings of a tool, which are a program or may name one"
    if len(path.parts) == 1 and path.suffix in _SETTINGS and not _USUAL.fullmatch(path.name) and path.name[0] != ".":
        return "settings at the top of the project, which a tool may read"
    if path.name.startswith("."):
        return "" if _HARMLESS.fullmatch(path.name) else "settings that only tools read"
    return "a file of tools, which may start or bring programs" if any(map(path.match, _OF_TOOLS)) else ""


def version_file(name: str, text: str) -> str:
    """The place that a file with the version of a tool names in place of one; empty where it names a version."""
    said = text.strip()
    return said[:200] if name in _VERSIONS and ("/" in said.removeprefix("lts/") or "\\" in said) else ""
