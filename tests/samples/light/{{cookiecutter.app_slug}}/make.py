"""build, test, lint and format without any package."""

import pathlib
import sys
import time

HERE = pathlib.Path()


def build():
    import zipfile  # here, as each import is part of every command otherwise

    (HERE / "dist").mkdir(exist_ok=True)
    with zipfile.ZipFile("dist/app.zip", "w") as archive:
        archive.write("server.py")
    print("built dist/app.zip", flush=True)


def test(path):
    compile((HERE / "server.py").read_text(encoding="utf-8"), "server.py", "exec")
    features = sorted((HERE / "tests").glob("features/test_*.py"))
    red(*features)
    cases = "".join(f'<testcase name="{name}" time="0.0"/>' for name in ("compiles", *(f.stem for f in features)))
    report = pathlib.Path(path)
    report.parent.mkdir(exist_ok=True)
    report.write_text(f'<testsuite tests="{1 + len(features)}">{cases}</testsuite>', encoding="utf-8")
    print(f"{1 + len(features)} passed", flush=True)


def red(*paths):
    import runpy

    for path in paths:
        runpy.run_path(str(path))


def lint():
    for path in sorted(HERE.glob("features/*.py")):
        text = path.read_text(encoding="utf-8")
        if any(line != line.rstrip() for line in text.splitlines()):
            sys.exit(f"{path}: a space at the end of a line")


def format(*paths):
    for path in map(pathlib.Path, paths):
        lines = path.read_text(encoding="utf-8").splitlines()
        path.write_text("".join(line.rstrip() + "\n" for line in lines), encoding="utf-8")


def newest():
    names = sorted(path.stem for path in HERE.glob("migrations/*.sql"))
    print(*names[-1:])


time.sleep(float(pathlib.Path("slow").read_text()) if pathlib.Path("slow").exists() else 0)
globals()[sys.argv[1]](*sys.argv[2:])
