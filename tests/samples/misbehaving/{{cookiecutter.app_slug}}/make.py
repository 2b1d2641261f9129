"""build and test without any package."""

import os
import pathlib
import subprocess
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import moods  # noqa: E402

SLEEP = [sys.executable, "-c", "import time; time.sleep(300)"]


def brood():
    """Three kinds of grandchildren, then a long wait."""
    near = subprocess.Popen(SLEEP)
    session = subprocess.Popen(SLEEP, start_new_session=True)
    twice = "import subprocess as s,sys; print(s.Popen(sys.argv[1:], stdout=s.DEVNULL, start_new_session=True).pid)"
    lost = subprocess.run([sys.executable, "-c", twice, *SLEEP], stdout=subprocess.PIPE, start_new_session=True)
    moods.leave("brood", f"{near.pid} {session.pid} {int(lost.stdout)}")
    print("brooding", flush=True)
    time.sleep(300)


def fill():
    """Writes until the disk is full."""
    with open("dist/fat.bin", "wb") as handle:
        while True:
            handle.write(b"x" * 65536)
            handle.flush()


def build():
    os.makedirs("dist", exist_ok=True)
    if moods.BUILD == "brood":
        brood()
    elif moods.BUILD == "fill":
        fill()
    elif moods.BUILD == "tell":
        print("the token is", os.environ.get("DEPLOY_TOKEN"), "and", "{{ cookiecutter.api_token }}", flush=True)
        print("remote: https://me:opensesame99@example.com/x.git ghp_" + "a1B2" * 9, flush=True)
        print(os.environ.get("SIGNING_PRIVATE_KEY"), flush=True)
    elif moods.BUILD == "broken":
        print("compiling", flush=True)
        sys.exit("server.py:7: the build is broken")
    elif moods.BUILD == "slow":
        moods.leave("slow", os.getpid())
        time.sleep(300)
    elif moods.BUILD == "slack":
        return
    pathlib.Path("dist/app.txt").write_text("built")


def test(report):
    if moods.TEST == "slow":
        moods.leave("slow", os.getpid())
        time.sleep(300)
    os.makedirs("reports", exist_ok=True)
    case = '<testcase name="one" time="0"/>'
    if moods.TEST == "fail":
        case = '<testcase name="one" time="0"><failure message="1 != 2"/></testcase>'
    elif moods.TEST == "none":
        case = ""
    pathlib.Path(report).write_text(f'<testsuite name="s">{case}</testsuite>')
    print("FAILED one: 1 != 2" if moods.TEST == "fail" else "tests ran", flush=True)
    sys.exit(moods.TEST == "fail")


if sys.argv[1] == "build":
    build()
else:
    test(sys.argv[2])
