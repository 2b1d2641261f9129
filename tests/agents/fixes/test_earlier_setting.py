"""A setting that a tool refuses goes back to what an earlier commit has; what is only near, or a gate, stays."""

from __future__ import annotations

from pathlib import Path

import pytest
from real_outputs import Sample, failure

from harness import git
from mity.agents.fixes.general.earlier_setting import EarlierSetting
from mity.healing.model import Fix, Proposal

TS = '{\n  "compilerOptions": {\n    "strict": true,\n    "moduleResolution": "node16"\n  },\n  "extends": "./base.json"\n}\n'


def proposed(root: Path, path: str, before: str, after: str, output: str) -> Proposal | None:
    """What the rule proposes in a project whose last commit changed a file."""
    git(root, "init", "--quiet")
    for text in (before, after):
        (root / path).write_text(text)
        git(root, "add", "--all")
        git(root, "commit", "--quiet", "--message", "all")
    return EarlierSetting().propose(failure(Sample("earlier-setting", "", text=output), root))


@pytest.mark.parametrize(
    ("path", "text", "word", "wrong", "output"),
    [
        ("tsconfig.json", TS, "node16", "nodde", "tsconfig.json(4,25): error TS6046: Argument for '--moduleResolution' option must be: 'node16', 'bundler'.\n"),
        ("tsconfig.build.json", TS, '"strict"', '"strickt"', "tsconfig.json(3,5): error TS5025: Unknown compiler option 'strickt'. Did you mean 'strict'?\n"),
        ("tsconfig.json", TS, "true", '"yes"', "tsconfig.json(3,15): error TS5024: Compiler option 'strict' requires a value of type boolean.\n"),
        ("tsconfig.json", TS, "base.json", "bas.json", "error TS5083: Cannot read file '/home/dev/app/bas.json'.\n"),
        ("turbo.json", '{\n  "tasks": {\n    "build": {"outputs": []}\n  }\n}\n', "outputs", "outputz", "  x Failed to parse turbo.json.\n  `->   x Found an unknown key `outputz`.\n"),
        ("vite.config.js", 'import p from "@vitejs/plugin-react";\nexport default {};\n', "plugin-react", "plugin-reactt", "Error [ERR_MODULE_NOT_FOUND]: Cannot find package '@vitejs/plugin-reactt' imported from /home/dev/app/vite.config.js\n"),
        ("go.mod", "module a\n\ngo 1.21\n\nrequire example.org/b v1.0.0\n", "require", "requir", "go: errors parsing go.mod:\ngo.mod:5: unknown directive: requir\n"),
        ("pom.xml", "<project>\n  <dependencies/>\n</project>\n", "dependencies", "dependancies", "[ERROR] Malformed POM /home/dev/app/pom.xml: Unrecognised tag: 'dependancies' (position: START_TAG seen ... @2:18)\n"),
    ],
)  # fmt: skip
def test_the_setting_is_as_before(tmp_path: Path, path: str, text: str, word: str, wrong: str, output: str) -> None:
    fix = proposed(tmp_path, path, text, text.replace(word, wrong), output)
    assert isinstance(fix, Fix)
    assert [(edit.path, edit.content) for edit in fix.edits] == [(path, text.encode())]
    assert fix.scope == (path,)


@pytest.mark.parametrize(
    ("path", "before", "after", "output"),
    [
        ("tsconfig.json", TS, TS.replace("true", "false"), "error TS6046: Argument for '--target' option must be: 'es6'.\n"),
        ("tsconfig.json", TS, TS.replace("node16", "nodde"), "src/a.ts(1,1): error TS2304: Cannot find name 'nodde'.\n"),
        ("jest.config.js", "module.exports = {\n  preset: 'a'\n}\n", "module.exports = {\n  presets: 'a'\n}\n", "Unknown option \"presets\" with value \"a\" was found.\n"),
        ("settings.json", '{\n  "color": 1\n}\n', '{\n  "colour": 1\n}\n', "unknown key colour\n"),
    ],
    ids=["another setting", "no complaint of a setting", "a gate", "a file of the application"],
)  # fmt: skip
def test_what_is_not_complained_of_or_is_a_gate_stays(
    tmp_path: Path, path: str, before: str, after: str, output: str
) -> None:
    assert proposed(tmp_path, path, before, after, output) is None


def test_without_an_earlier_commit_there_is_nothing_to_write(tmp_path: Path) -> None:
    (tmp_path / "tsconfig.json").write_text(TS)
    sample = Sample("earlier-setting", "", text="error TS5023: Unknown compiler option 'strict'.\n")
    assert EarlierSetting().propose(failure(sample, tmp_path)) is None
