"""What owners add to a Node application of mity's, and how it breaks: plugins, native packages, pages made at build."""

from __future__ import annotations

import io
import json
import subprocess
import tarfile
from pathlib import Path

from faultsuite.faults_node import ANGULAR, BUILD, NODE, REACT
from faultsuite.suite import Fault, edit, write

MD4 = """
/** Names chunks as an old bundler did. */
function oldNames(): Plugin {
  return {
    name: "old-names",
    buildStart: () => {
      process.stdout.write(createHash("md4").update("a").digest("hex"));
    },
  };
}

export default defineConfig("""
# What Node's macro for native modules makes, for a version of Node that never was.
NATIVE = """
typedef struct { int version; unsigned flags; void *handle; const char *file; void *setup; void *in_context;
                 const char *name; void *data; void *next; } module_t;
extern void node_module_register(void *);
static module_t module = {999, 0, 0, "counter.c", 0, 0, "counter", 0, 0};
__attribute__((constructor)) static void begin(void) { node_module_register(&module); }
"""
SERVER_ROUTES = """import { RenderMode, type ServerRoute } from "@angular/ssr";

export const serverRoutes: ServerRoute[] = [
  { path: "items/:id", renderMode: RenderMode.Prerender },
  { path: "**", renderMode: RenderMode.Client },
];
"""
SERVER_MAIN = """import { bootstrapApplication, type BootstrapContext } from "@angular/platform-browser";
import { provideServerRendering, withRoutes } from "@angular/ssr";

import { App } from "./app/app";
import { appProviders } from "./app/app.config";
import { serverRoutes } from "./app/app.routes.server";
import { HomePage } from "./app/pages/home-page";

const providers = [
  ...appProviders([
    { path: "items", loadChildren: () => Promise.resolve({ default: [{ path: ":id", component: HomePage }] }) },
  ]),
  provideServerRendering(withRoutes(serverRoutes)),
];

export default (context: BootstrapContext): ReturnType<typeof bootstrapApplication> =>
  bootstrapApplication(App, { providers }, context);
"""


def hash_of_old(app: Path) -> None:
    edit(
        app,
        "vite.config.ts",
        ("\nexport default defineConfig(", MD4),
        ("plugins: [", "plugins: [oldNames(), "),
        ("import react ", 'import { createHash } from "node:crypto";\n\nimport react '),
    )


def run(app: Path, *words: str, text: str = "") -> str:
    """Runs a program that must end well; what it printed."""
    done = subprocess.run(words, cwd=app, input=text, text=True, capture_output=True, timeout=300)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def npm(app: Path, *words: str) -> None:
    """Changes package.json and the lock, and installs nothing."""
    run(app, "npm", "install", "--package-lock-only", "--ignore-scripts", "--no-audit", "--no-fund", *words)


def native_package(app: Path) -> None:
    """A package with a program that was compiled for another Node, as a colleague's machine leaves it."""
    (app / "vendor").mkdir()
    program = app / "vendor" / "counter.node"
    run(app, "cc", "-shared", "-fPIC", "-x", "c", "-", "-o", str(program), text=NATIVE)
    manifest = {"name": "counter", "version": "1.0.0", "main": "index.js", "types": "index.d.ts"}
    files = {
        "package.json": json.dumps(manifest).encode(),
        "index.js": b'module.exports = require("./build/Release/counter.node");\n',
        "index.d.ts": b"export function count(): number;\n",
        "build/Release/counter.node": program.read_bytes(),
    }
    with tarfile.open(app / "vendor" / "counter-1.0.0.tgz", "w:gz") as archive:
        for name, data in files.items():
            entry = tarfile.TarInfo(f"package/{name}")
            entry.size = len(data)
            archive.addfile(entry, io.BytesIO(data))
    program.unlink()
    npm(app, "./vendor/counter-1.0.0.tgz")
    edit(
        app,
        "src/main/index.ts",
        ('import { app } from "electron";\n', 'import { count } from "counter";\nimport { app } from "electron";\n'),
        ("start().catch(", "process.title = String(count());\nstart().catch("),
    )


def prerendered(app: Path) -> None:
    """Pages made when the application is built, one of them with a parameter of unknown values."""
    manifest = json.loads((app / "package.json").read_text(encoding="utf-8"))
    needs, tools = manifest["dependencies"], manifest["devDependencies"]
    # The packages of a release appear one by one: the newest release that is whole has this one.
    last = f"@angular/platform-server@{needs['@angular/core'].split('.')[0]}"
    known = run(app, "npm", "view", last, "version", "--json")
    needs |= dict.fromkeys(("@angular/platform-server", "@angular/ssr"))
    components = ("@angular/cdk", "@angular/material")  # which have versions of their own
    for part in (needs, tools):
        framework = (name for name in part if name.startswith("@angular/") and name not in components)
        part |= dict.fromkeys(framework, json.loads(known)[-1])
    write(app, "package.json", json.dumps(manifest, indent=2) + "\n")
    lock = json.loads((app / "package-lock.json").read_text(encoding="utf-8"))
    kept = {path: entry for path, entry in lock["packages"].items() if path and "node_modules/@angular/" not in path}
    write(app, "package-lock.json", json.dumps({**lock, "packages": kept}))
    npm(app)
    write(app, "src/app/app.routes.server.ts", SERVER_ROUTES)
    write(app, "src/main.server.ts", SERVER_MAIN)
    line = '"browser": "src/main.ts",\n'
    edit(app, "angular.json", (line, f'{line}"server": "src/main.server.ts",\n"outputMode": "static",\n'))


FAULTS = (
    Fault(
        "a plugin that hashes as old bundlers did", hash_of_old, "ConfigError", "architect", healed=False,
        cause="a hash that this Node's OpenSSL does not support", stack=REACT, needs=NODE, stations=BUILD,
    ),
    Fault(
        "a native package of another Node", native_package, "DependencyError", "devops", healed=False,
        cause="rebuild counter for Electron", stack="electron-app", needs=(*NODE, "cc"),
        stations=("build", "launch"),
    ),
    Fault(
        "a page with a parameter made at build", prerendered, "ConfigError", "architect", healed=False,
        cause="items/:id has parameters", stack=ANGULAR, needs=NODE, stations=BUILD,
    ),
)  # fmt: skip
