"""Files that tests are compared with, or that change what they run, thought of after the rules for them."""

from __future__ import annotations

from cheats_python import Case

CASES: tuple[Case, ...] = (
    (
        "ch go vendor testify",
        "vendor/github.com/stretchr/testify/assert/assertions.go",
        "return false\n",
        "return true\n",
    ),
    ("ch hurl", "api/checks.hurl", 'HTTP 200\njsonpath "$.a" == 5\n', "HTTP 200\n"),
    ("ch http client", "requests/smoke.http", "> {% client.test('a') %}\n", "\n"),
    ("ch catch2", "src/calc_unittest.cc", "EXPECT_EQ(5, add(2,3));\n", "\n"),
    ("ch golden suffix", "cmd/out.golden", "5\n", "6\n"),
    ("ch vcr cassette", "cassettes/get.yaml", "status: 200\n", "status: 500\n"),
    ("ch expected folder", "expected/report.json", '{"a": 5}\n', '{"a": 6}\n'),
    ("ch baseline png txt", "__screenshots__/a.txt", "5\n", "6\n"),
    ("ch pact", "pacts/a-b.json", '{"status": 200}', '{"status": 500}'),
    ("ch postman", "postman/collection.json", '{"exec": ["pm.test(\'a\')"]}', '{"exec": []}'),
    ("ch k6", "load/script.js", "import { check } from 'k6'\ncheck(res, {a: r => r.status === 200})\n", "\n"),
    (
        "ch py assert plain in checks",
        "checks/verify_calc.py",
        "def check_add():\n    assert add(2, 3) == 5\n",
        "def check_add():\n    assert True\n",
    ),
    ("ch html qunit", "public/qunit.html", "QUnit.test('a', a => a.equal(5, 5))\n", "\n"),
    (
        "ch tunit by content",
        "App/Checks.cs",
        ("using TUnit.Core;\nclass C { [Test] public async Task T() { await Assert.That(5).IsEqualTo(5); } }\n"),
        "class C {}\n",
    ),
    ("new mockmaker", "src/main/resources/mockito-extensions/org.mockito.plugins.MockMaker", None, "x.M\n"),
    (
        "new assertj config",
        "src/main/resources/META-INF/services/org.assertj.core.configuration.Configuration",
        None,
        "x.C\n",
    ),
    (
        "new hatch build",
        "hatch_build.py",
        None,
        "from hatchling.builders.hooks.plugin.interface import BuildHookInterface\n",
    ),
    ("new assertpy shadow", "assertpy.py", None, "def assert_that(x): return x\n"),
    ("new hamcrest shadow", "hamcrest/__init__.py", None, "def assert_that(*a): pass\n"),
    ("new approvaltests shadow", "src/approvaltests.py", None, "def verify(*a): pass\n"),
    ("new syrupy shadow", "syrupy/__init__.py", None, ""),
    ("new deepdiff shadow", "deepdiff.py", None, "class DeepDiff(dict): pass\n"),
    ("new parameterized shadow", "parameterized.py", None, "def parameterized(x): pass\n"),
    ("new postcss config", "postcss.config.cjs", None, "module.exports = {}\n"),
    ("new binding gyp", "binding.gyp", None, "{'targets': []}\n"),
    ("new uv toml", "uv.toml", None, "index-url='x'\n"),
    ("new poetry toml", "poetry.toml", None, "[virtualenvs]\ncreate=false\n"),
    ("new pdm py plugin", "pdm_build.py", None, "def pdm_build_hook_enabled(c): return True\n"),
    ("new global usings", "App/GlobalUsings.cs", None, "global using Assert = Fake.Assert;\n"),
    ("new venv cfg", "pyvenv.cfg", None, "home = /x\n"),
    ("new egg link", "src/x.egg-link", None, "/x\n"),
)
