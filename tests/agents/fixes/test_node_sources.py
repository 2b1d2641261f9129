"""Rules for what TypeScript, Vue and Angular say of sources: one line is edited, and only when it is clear."""

from __future__ import annotations

from pathlib import Path

from node_case import advice, case, fix, manifest, project, silent, text

from mity.agents.fixes.node.absent_import import AbsentImport
from mity.agents.fixes.node.component_import import ComponentImport
from mity.agents.fixes.node.misspelled_name import MisspelledName, distance, near
from mity.agents.fixes.node.moved_module import MovedModule
from mity.agents.fixes.node.repeated_import import RepeatedImport
from mity.agents.fixes.node.type_import import TypeImport
from mity.agents.fixes.node.unused_import import UnusedImport

PAGE = 'import { Link } from "react-router";\n\nexport function Page() {\n  return <Link to="/">{title()}</Link>;\n}\n'
ROUTER = manifest(dependencies={"react": "^19", "react-router": "^7"})


def unknown(name: str, file: str = "src/Page.tsx", line: int = 4) -> str:
    return f"{file}({line},30): error TS2304: Cannot find name '{name}'.\n"


def test_a_name_that_one_module_exports_is_imported(tmp_path: Path) -> None:
    files = {"src/Page.tsx": PAGE, "src/words/title.ts": "export const title = () => 'x';\n"}
    done = fix(AbsentImport(), case(project(tmp_path, files), unknown("title")))
    assert text(done, "src/Page.tsx").startswith(
        'import { Link } from "react-router";\nimport { title } from "./words/title";\n\n'
    )


def test_the_suffix_is_written_where_the_file_writes_suffixes(tmp_path: Path) -> None:
    files = {
        "src/Page.tsx": f'import {{ a }} from "./a.ts";\n{PAGE}',
        "src/a.ts": "export const a = 1;\n",
        "src/title.ts": "export function title() {}\n",
    }
    assert 'from "./title.ts"' in text(
        fix(AbsentImport(), case(project(tmp_path, files), unknown("title"))), "src/Page.tsx"
    )


def test_an_import_of_the_module_is_extended(tmp_path: Path) -> None:
    files = {"src/Page.tsx": PAGE, "src/Other.tsx": 'import { NavLink } from "react-router";\n'}
    done = fix(AbsentImport(), case(project(tmp_path, files, ROUTER), unknown("NavLink")))
    assert text(done, "src/Page.tsx").startswith('import { Link, NavLink } from "react-router";\n\n')


def test_a_type_is_imported_as_one(tmp_path: Path) -> None:
    files = {"src/Page.tsx": PAGE, "src/kinds.ts": "export interface Kind {}\n"}
    done = fix(AbsentImport(), case(project(tmp_path, files), unknown("Kind")))
    assert 'import type { Kind } from "./kinds";' in text(done, "src/Page.tsx")


def test_a_hook_comes_from_the_framework_that_is_declared(tmp_path: Path) -> None:
    done = fix(AbsentImport(), case(project(tmp_path, {"src/Page.tsx": PAGE}), unknown("useState")))
    assert 'import { useState } from "react";' in text(done, "src/Page.tsx")
    assert silent(AbsentImport(), case(project(tmp_path, {}, manifest(dependencies={})), unknown("useState")))
    assert "useState" in fix(AbsentImport(), case(project(tmp_path), unknown("useState"))).title


def test_a_name_of_two_modules_is_asked_for(tmp_path: Path) -> None:
    one = "export const title = 1;\n"
    files = {"src/Page.tsx": PAGE, "src/a.ts": one, "src/b.ts": one}
    assert "src/a.ts and src/b.ts" in advice(AbsentImport(), case(project(tmp_path, files), unknown("title")))


def test_the_project_s_habit_chooses_between_a_module_and_what_passes_it_on(tmp_path: Path) -> None:
    files = {
        "src/Page.tsx": PAGE,
        "src/api/index.ts": 'export { title } from "./title";\n',
        "src/api/title.ts": "export const title = 1;\n",
        "src/Other.tsx": 'import { title } from "./api/index";\n',
    }
    assert silent(AbsentImport(), case(project(tmp_path, files), unknown("nothing")))
    done = fix(AbsentImport(), case(project(tmp_path, files), unknown("title")))
    assert 'from "./api";' in text(done, "src/Page.tsx")


def test_a_name_that_the_import_spells_wrong_is_not_imported_again(tmp_path: Path) -> None:
    """The output of vue-tsc after a letter of an import was lost."""
    wrong = 'import { createWebHistry } from "vue-router";\n\nexport const history = createWebHistory();\n'
    output = (
        "src/router.ts(1,10): error TS2724: '\"vue-router\"' has no exported member named 'createWebHistry'. "
        "Did you mean 'createWebHistory'?\n"
        "src/router.ts(1,10): error TS6133: 'createWebHistry' is declared but its value is never read.\n"
        "src/router.ts(3,24): error TS2552: Cannot find name 'createWebHistory'. Did you mean 'createWebHistry'?\n"
    )
    files = {"src/router.ts": wrong, "src/other.ts": 'import { createWebHistory } from "vue-router";\n'}
    failure = case(project(tmp_path, files, manifest(dependencies={"vue-router": "^4"})), output)
    assert silent(AbsentImport(), failure)
    assert 'import { createWebHistory } from "vue-router";' in text(fix(MisspelledName(), failure), "src/router.ts")


def test_a_test_is_never_given_an_import(tmp_path: Path) -> None:
    files = {"src/Page.test.tsx": PAGE, "src/title.ts": "export const title = 1;\n"}
    said = advice(AbsentImport(), case(project(tmp_path, files), unknown("title", "src/Page.test.tsx")))
    assert "does not edit tests" in said


def test_a_vue_component_gets_its_import_into_the_script(tmp_path: Path) -> None:
    files = {"src/A.vue": '<script setup lang="ts">\nconst a = ref(1);\n</script>\n'}
    done = fix(
        AbsentImport(),
        case(project(tmp_path, files, manifest(dependencies={"vue": "3"})), unknown("ref", "src/A.vue", 2)),
    )
    assert text(done, "src/A.vue").startswith('<script setup lang="ts">\nimport { ref } from "vue";\nconst a')


def test_a_misspelt_name_is_corrected_where_the_message_says(tmp_path: Path) -> None:
    files = {"src/a.ts": "const a = 1;\nconsole.log(options.timeOutMs, timeOutMs2);\n"}
    output = (
        "src/a.ts(2,21): error TS2551: Property 'timeOutMs' does not exist on type 'Options'. "
        "Did you mean 'timeoutMs'?\n"
    )
    done = fix(MisspelledName(), case(project(tmp_path, files), output))
    assert text(done, "src/a.ts") == "const a = 1;\nconsole.log(options.timeoutMs, timeOutMs2);\n"
    assert silent(MisspelledName(), case(project(tmp_path, {"src/a.ts": "\n\nb;\n"}), output))


def test_a_wrong_import_is_corrected_before_its_uses(tmp_path: Path) -> None:
    files = {"src/a.ts": 'import { ApiErrors } from "./e";\nthrow new ApiError();\n'}
    output = (
        "src/a.ts(1,10): error TS2724: '\"./e\"' has no exported member named 'ApiErrors'. Did you mean 'ApiError'?\n"
        "src/a.ts(2,11): error TS2552: Cannot find name 'ApiError'. Did you mean 'ApiErrors'?\n"
    )
    done = fix(MisspelledName(), case(project(tmp_path, files), output))
    assert text(done, "src/a.ts") == 'import { ApiError } from "./e";\nthrow new ApiError();\n'


def test_only_near_names_are_taken_for_slips() -> None:
    assert distance("kitten", "sitting") == 3
    assert near("readConfigs", "readConfig")
    assert near("ID", "id")
    assert not near("add", "odd")
    assert not near("settings", "sessions")


def test_types_are_imported_as_types(tmp_path: Path) -> None:
    files = {"src/a.ts": 'import { A, b } from "./x";\nimport { C } from "./y";\n'}
    word = "is a type and must be imported using a type-only import when 'verbatimModuleSyntax' is enabled."
    output = f"src/a.ts(1,10): error TS1484: 'A' {word}\nsrc/a.ts(2,10): error TS1484: 'C' {word}\n"
    done = fix(TypeImport(), case(project(tmp_path, files), output))
    assert text(done, "src/a.ts") == 'import { type A, b } from "./x";\nimport type { C } from "./y";\n'


def test_unused_imports_go_when_nothing_else_is_wrong(tmp_path: Path) -> None:
    files = {
        "src/a.ts": 'import { a, b } from "./x";\nimport {\n  c,\n  d,\n} from "./y";\nimport E from "./z";\n\nb;\n'
    }
    output = (
        "src/a.ts(1,10): error TS6133: 'a' is declared but its value is never read.\n"
        "src/a.ts(2,1): error TS6192: All imports in import declaration are unused.\n"
        "src/a.ts(6,1): error TS6133: 'E' is declared but its value is never read.\n"
    )
    done = fix(UnusedImport(), case(project(tmp_path, files), output))
    assert text(done, "src/a.ts") == 'import { b } from "./x";\n\nb;\n'
    assert silent(UnusedImport(), case(tmp_path, output + unknown("x", "src/a.ts", 1)))


def test_an_unused_variable_is_a_person_s(tmp_path: Path) -> None:
    output = "src/a.ts(1,7): error TS6133: 'a' is declared but its value is never read.\n"
    assert "src/a.ts:1" in advice(UnusedImport(), case(project(tmp_path, {"src/a.ts": "const a = 1;\n"}), output))


def test_a_repeated_import_goes_once(tmp_path: Path) -> None:
    line = 'import { a } from "./x";\n'
    output = "".join(f"src/a.ts({n},10): error TS2300: Duplicate identifier 'a'.\n" for n in (1, 2))
    assert text(fix(RepeatedImport(), case(project(tmp_path, {"src/a.ts": line * 2}), output)), "src/a.ts") == line
    other = {"src/a.ts": line + line.replace("./x", "./y")}
    assert "./x and ./y" in advice(RepeatedImport(), case(project(tmp_path, other), output))


def test_a_bundler_s_word_of_a_repeated_import(tmp_path: Path) -> None:
    output = (
        '✘ [ERROR] The symbol "a" has already been declared\n\n    src/a.ts:2:9:\n'
        '      2 │ import { a } from "./x";\n        ╵          ^\n'
    )
    line = 'import { a } from "./x";\n'
    assert text(fix(RepeatedImport(), case(project(tmp_path, {"src/a.ts": line * 2}), output)), "src/a.ts") == line


def test_an_import_follows_a_file_that_moved(tmp_path: Path) -> None:
    files = {"src/a.ts": "import { b } from './b';\nimport './old.css';\n", "src/deep/b.ts": "", "src/css/old.css": ""}
    output = (
        "src/a.ts(1,19): error TS2307: Cannot find module './b' or its corresponding type declarations.\n"
        "[UNRESOLVED_IMPORT] Could not resolve './old.css' in src/a.ts\n"
    )
    done = fix(MovedModule(), case(project(tmp_path, files), output))
    assert text(done, "src/a.ts") == "import { b } from './deep/b';\nimport './css/old.css';\n"


def test_a_file_that_is_nowhere_or_twice_is_asked_for(tmp_path: Path) -> None:
    output = "src/a.ts(1,19): error TS2307: Cannot find module './b' or its corresponding type declarations.\n"
    root = project(tmp_path, {"src/a.ts": "import { b } from './b';\n"})
    assert "create it" in advice(MovedModule(), case(root, output))
    assert silent(MovedModule(), case(root, output, owned=("src/b.ts",)))
    project(root, {"src/x/b.ts": "", "src/y/b.ts": ""})
    assert "src/x/b.ts or src/y/b.ts" in advice(MovedModule(), case(root, output))


UNKNOWN_ELEMENT = (
    "✘ [ERROR] NG8001: 'app-card' is not a known element:\n1. If 'app-card' is an Angular component, then verify that "
    "it is included in the '@Component.imports' of this component.\n2. If 'app-card' is a Web Component then add "
    "'CUSTOM_ELEMENTS_SCHEMA' to the '@Component.schemas' of this component. [plugin angular-compiler]\n\n"
    "    src/app/home.ts:5:4:\n      5 │   <app-card>\n"
)
CARD = '@Component({\n  selector: "app-card",\n  template: "",\n})\nexport class Card {}\n'


def test_a_component_of_a_template_is_imported(tmp_path: Path) -> None:
    start = 'import { Component } from "@angular/core";\n\n'
    home = f'{start}@Component({{\n  selector: "app-home",\n}})\nexport class Home {{}}\n'
    files = {"src/app/home.ts": home, "src/app/ui/card.ts": CARD}
    done = fix(ComponentImport(), case(project(tmp_path, files), UNKNOWN_ELEMENT))
    made = text(done, "src/app/home.ts")
    assert 'import { Card } from "./ui/card";' in made
    assert "@Component({\n  imports: [Card],\n  selector" in made
    project(tmp_path, {"src/app/other/card.ts": CARD.replace("Card", "OtherCard")})
    assert "Card or OtherCard" in advice(ComponentImport(), case(tmp_path, UNKNOWN_ELEMENT))
