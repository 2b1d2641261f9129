"""The formatters that a project declares, each asked in its checking mode."""

from __future__ import annotations

from pathlib import Path

from mity.stacks.own_tools import FORMAT, own_tools
from rows import each

HOOKS = "repos:\n  - repo: local\n    hooks:\n      - id: {}\n"
SPOTLESS = "<project><build><plugin><artifactId>spotless-maven-plugin</artifactId></plugin></build></project>"


@each(
    "name, text, lines",
    [
        ("pyproject.toml", "[tool.ruff.format]\nquote-style = 'single'\n", ["ruff format --check ."]),
        ("pyproject.toml", "[tool.ruff]\nline-length = 100\n", []),
        (".pre-commit-config.yaml", HOOKS.format("ruff-format"), ["ruff format --check ."]),
        (".pre-commit-config.yaml", HOOKS.format("ruff"), []),
        (".pre-commit-config.yaml", HOOKS.format("black"), ["black --check ."]),
        (".pre-commit-config.yaml", HOOKS.format("blacken-docs"), []),
        ("pyproject.toml", "[tool.black]\n[tool.isort]\n", ["black --check .", "isort --check-only ."]),
        ("package.json", '{"scripts": {"format:check": "prettier -c ."}, "prettier": {}}', ["npm run format:check"]),
        ("package.json", '{"scripts": {"format": "prettier -w ."}, "prettier": {}}', ["prettier --check ."]),
        ("dprint.json", "{}", ["dprint check"]),
        ("deno.json", '{"fmt": {"lineWidth": 100}}', ["deno fmt --check"]),
        ("deno.json", '{"tasks": {}}', []),
        ("go.mod", "module a\n", ["gofmt -l ."]),
        ("Cargo.toml", "[package]\n", ["cargo fmt --check"]),
        ("pom.xml", SPOTLESS, ["mvn --batch-mode spotless:check"]),
        ("pom.xml", "<project></project>", []),
        ("build.gradle.kts", 'plugins { id("com.diffplug.spotless") version "7.0.0" }', ["./gradlew spotlessCheck"]),
        (".editorconfig", "[*.{cs,vb}]\nindent_size = 4\n", ["dotnet format --verify-no-changes"]),
        (".editorconfig", "[*.cs]\ncsharp_new_line_before_open_brace = all\n", ["dotnet format --verify-no-changes"]),
        (".editorconfig", "[*.css]\nindent_size = 2\n", []),
        ("main.tf", "", ["terraform fmt -check -recursive"]),
    ],
)
def test_what_is_declared_is_asked(tmp_path: Path, name: str, text: str, lines: list[str]) -> None:
    (tmp_path / name).write_text(text)
    assert [" ".join(one.argv) for one in own_tools(tmp_path, FORMAT)] == lines
