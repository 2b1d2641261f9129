"""A coding agent that does what a scenario tells: `python told_agent.py SCENARIO.json`.

A scenario maps a part of a prompt to what is done each time it is asked, the last one for all later times: files are
written (`write`), texts in them replaced (`replace`), and an object printed (`print`); variables of `lacks` must not be
set. What was asked is noted beside the scenario, with the values that came with it. A prompt that no part fits is
answered by a failure.
"""

import json
import os
import sys
from pathlib import Path

SCENARIO = Path(sys.argv[1])
ASKED = SCENARIO.with_suffix(".asked")


def main() -> None:
    request = json.loads(Path(os.environ["MITY_AGENT_REQUEST"]).read_text())
    words = " ".join(request["prompt"].split()) if request.get("task") == "step" else "repair"
    rows = [json.loads(line) for line in ASKED.read_text().splitlines()] if ASKED.exists() else []
    scenario = json.loads(SCENARIO.read_text())
    part = next((one for one in scenario if one in words), "")
    if not part:
        sys.exit(f"nobody told me what to do: {words}")
    before = sum(row["part"] == part for row in rows)
    with ASKED.open("a") as file:
        file.write(json.dumps({"part": part, "inputs": request.get("inputs", {})}) + "\n")
    does = scenario[part][min(before, len(scenario[part]) - 1)]
    for name, text in does.get("write", {}).items():
        path = Path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    for name, (old, new) in does.get("replace", {}).items():
        path = Path(name)
        assert old in path.read_text(), path.read_text()
        path.write_text(path.read_text().replace(old, new))
    assert not set(does.get("lacks", ())) & os.environ.keys()
    print("Done.")
    print(json.dumps(does.get("print", {"done": True})))


if __name__ == "__main__":
    main()
