"""A setting that a tool refuses goes back to what an earlier commit has; what is only near, or a gate, stays."""

from __future__ import annotations

from pathlib import Path

import pytest
from real_outputs import Sample, failure

from harness import git
from mity.agents.fixes.general.earlier_setting import EarlierSetting
from mity.healing.model import Fix, Proposal

TS = """{
  "compilerOptions": {
    "strict": true,
    "moduleResolution": "node16"
  },
  "extends": "./base.json"
}
"""
TURBO = '{\n  "tasks": {\n    "build": {"outputs": []}\n  }\n}\n'
VITE = 'import p from "@vitejs/plugin-react";\nexport default {};\n'
POM = "<project>\n  <dependencies/>\n</project>\n"
OPTION = "tsconfig.json(3,5): error TS5025: Unknown compiler option 'strickt'. Did you mean 'strict'?\n"
TYPE = "tsconfig.json(3,15): error TS5024: Compiler option 'strict' requires a value of type boolean.\n"
VALUE = "tsconfig.json(4,25): error TS6046: Argument for '--moduleResolution' option must be: 'node16', 'bundler'.\n"
KEY = "  x Failed to parse turbo.json.\n  `->   x Found an unknown key `outputz`.\n"
PLUGIN = (
    "Error [ERR_MODULE_NOT_FOUND]: Cannot find package '@vitejs/plugin-reactt' imported from "
    "/home/dev/app/vite.config.js\n"
)
TAG = "[ERROR] Malformed POM /home/dev/app/pom.xml: Unrecognised tag: 'dependancies' (position: START_TAG seen @2:18)\n"
DIRECTIVE = "go: errors parsing go.mod:\ngo.mod:5: unknown directive: requir\n"


def proposed(root: Path, path: str, before: str, after: str, output: str) -> Proposal | None:
    """What the rule proposes in a project whose last commit changed a file."""
    git(root, "init", "--quiet")
    (root / path).parent.mkdir(exist_ok=True)
    for text in (before, after):
        (root / path).write_text(text)
        git(root, "add", "--all")
        git(root, "commit", "--quiet", "--message", "all")
    return EarlierSetting().propose(failure(Sample("earlier-setting", "", text=output), root))


@pytest.mark.parametrize(
    ("path", "text", "word", "wrong", "output"),
    [
        ("tsconfig.json", TS, "node16", "nodde", VALUE),
        ("tsconfig.build.json", TS, '"strict"', '"strickt"', OPTION),
        ("tsconfig.json", TS, "true", '"yes"', TYPE),
        ("tsconfig.json", TS, "base.json", "bas.json", "error TS5083: Cannot read file '/home/dev/app/bas.json'.\n"),
        ("turbo.json", TURBO, "outputs", "outputz", KEY),
        ("vite.config.js", VITE, "plugin-react", "plugin-reactt", PLUGIN),
        ("go.mod", "module a\n\ngo 1.21\n\nrequire example.org/b v1.0.0\n", "require", "requir", DIRECTIVE),
        ("pom.xml", POM, "dependencies", "dependancies", TAG),
    ],
)
def test_the_setting_is_as_before(tmp_path: Path, path: str, text: str, word: str, wrong: str, output: str) -> None:
    fix = proposed(tmp_path, path, text, text.replace(word, wrong), output)
    assert isinstance(fix, Fix)
    assert [(edit.path, edit.content) for edit in fix.edits] == [(path, text.encode())]
    assert fix.scope == (path,)


@pytest.mark.parametrize(
    ("path", "before", "after", "output"),
    [
        ("tsconfig.json", TS, TS.replace("true", "false"), VALUE),
        ("tsconfig.json", TS, TS.replace("node16", "nodde"), "a.ts(1,1): error TS2304: Cannot find name 'nodde'.\n"),
        ("jest.config.js", "x = {\n  preset: 1\n}\n", "x = {\n  presets: 1\n}\n", 'Unknown option "presets"\n'),
        ("tests/tsconfig.json", TS, TS.replace("node16", "nodde"), VALUE),
        ("settings.json", '{\n  "color": 1\n}\n', '{\n  "colour": 1\n}\n', "unknown key colour\n"),
    ],
    ids=[
        "another setting",
        "no complaint of a setting",
        "a gate",
        "settings of the tests",
        "a file of the application",
    ],
)
def test_what_is_not_complained_of_or_is_a_gate_stays(
    tmp_path: Path, path: str, before: str, after: str, output: str
) -> None:
    assert proposed(tmp_path, path, before, after, output) is None


def test_without_an_earlier_commit_there_is_nothing_to_write(tmp_path: Path) -> None:
    (tmp_path / "tsconfig.json").write_text(TS)
    sample = Sample("earlier-setting", "", text="error TS5023: Unknown compiler option 'strict'.\n")
    assert EarlierSetting().propose(failure(sample, tmp_path)) is None
