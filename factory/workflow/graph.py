"""Workflows as pictures: a tree of lines, Mermaid, SVG."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from html import escape
from typing import TypeVar

from mity.text.records import dataclass
from mity.workflow.core import Loop, Stage, Step
from mity.workflow.model import Workflow
from mity.workflow.shown import said

T = TypeVar("T")
_SIGNS = {'"': "quot", "#": "35", "&": "amp", "<": "lt", ">": "gt", "`": "96", "\\": "92"}
_ENTITIES = {ord(sign): f"#{name};" for sign, name in _SIGNS.items()}
"""Signs that mean something in a label of Mermaid, as its documentation has them written."""
_WIDTH, _HEIGHT, _GAP, _LINE = 220, 44, 24, 20


def tree(workflow: Workflow) -> list[str]:
    """A line for the workflow, each stage and each step."""
    lines = [workflow.id]
    for last, stage in _with_last(workflow.stages):
        lines.append(f"{'└─' if last else '├─'} {stage.name or 'stage'}{_remarks(stage)}")
        for end, step in _with_last(stage.steps):
            edge = "   " if last else "│  "
            lines.append(f"{edge}{'└─' if end else '├─'} {step.id} ({said(step)}){_conditions(step)}")
            lines += [f"{edge}{'   ' if end else '│  '}→ {to}" for to in _edges(step)] if workflow.machine else []
    return lines


def mermaid(workflow: Workflow) -> list[str]:
    """A flow chart for Mermaid."""
    lines = ["flowchart TD"]
    numbers = {step.id: f"s{number}" for number, step in enumerate(workflow.steps())}
    for number, stage in enumerate(workflow.stages):
        lines.append(f"  subgraph g{number}[{_quoted(f'{stage.name}{_remarks(stage)}')}]")
        lines += [f"    {numbers[step.id]}[{_quoted(f'{step.id}: {said(step)}')}]" for step in stage.steps]
        lines.append("  end")
    for first, second, label in _ways(workflow):
        target = numbers.get(second, "failed")
        lines.append(f"  {numbers[first]} -->{f'|{_quoted(label)}|' if label else ''} {target}")
    return lines


def svg(workflow: Workflow, colours: Mapping[str, str] | None = None) -> str:
    """A picture: stages from top to bottom, what runs at once side by side; `colours` fill the boxes of steps."""
    boxes = list(_boxes(workflow))
    places = {box.id: box for box in boxes}
    width = max((box.x + _WIDTH for box in boxes), default=0) + _GAP
    height = max((box.y + _HEIGHT for box in boxes), default=0) + _GAP
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}"',
        ' font-family="sans-serif" font-size="13">',
        f"<title>{_xml(workflow.name)}</title>",
        '<defs><marker id="end" markerWidth="8" markerHeight="8" refX="7" refY="4" orient="auto">',
        '<path d="M0,0 L8,4 L0,8 z"/></marker></defs>',
    ]
    for first, second, _ in _ways(workflow):
        if first in places and second in places:
            one, other = places[first], places[second]
            ends = f'x1="{one.x + _WIDTH // 2}" y1="{one.y + _HEIGHT}" x2="{other.x + _WIDTH // 2}" y2="{other.y}"'
            parts.append(f'<line {ends} stroke="#666" marker-end="url(#end)"/>')
    for box in boxes:
        frame = f'x="{box.x}" y="{box.y}" width="{_WIDTH}" height="{_HEIGHT}" rx="6"'
        fill = (colours or {}).get(box.id, "#eef3fa")
        parts.append(f'<rect {frame} fill="{fill}" stroke="#35587f"/>')
        parts.append(f'<text x="{box.x + 10}" y="{box.y + 18}" font-weight="bold">{_xml(_cut(box.id))}</text>')
        parts.append(f'<text x="{box.x + 10}" y="{box.y + 35}" fill="#444">{_xml(_cut(box.text))}</text>')
    parts += [f'<text x="{_GAP}" y="{y}" fill="#35587f">{_xml(text)}</text>' for text, y in _titles(workflow)]
    return "\n".join([*parts, "</svg>"])


@dataclass(frozen=True, slots=True)
class _Box:
    id: str
    text: str
    x: int
    y: int


def _boxes(workflow: Workflow) -> Iterator[_Box]:
    y = _GAP
    for stage in workflow.stages:
        y += _LINE
        beside = _beside(stage)
        for index, step in enumerate(stage.steps):
            yield _Box(step.id, said(step), _GAP + (index * (_WIDTH + _GAP) if beside else 0), y)
            y += 0 if beside else _HEIGHT + _GAP
        y += _HEIGHT + _GAP if beside else 0


def _titles(workflow: Workflow) -> Iterator[tuple[str, int]]:
    y = _GAP
    for stage in workflow.stages:
        yield f"{stage.name}{_remarks(stage)}", y + _LINE - 6
        y += _LINE + (1 if _beside(stage) else len(stage.steps)) * (_HEIGHT + _GAP)


def _ways(workflow: Workflow) -> Iterator[tuple[str, str, str]]:
    """From which step to which one leads a way, and what is written on it."""
    if workflow.machine:
        for step in workflow.steps():
            yield from ((step.id, edge.to, edge.condition) for edge in step.next)
            if step.failed:
                yield step.id, step.failed.to, "on failure"
        return
    before: list[str] = []
    for stage in workflow.stages:
        rows = [list(stage.steps)] if _beside(stage) else [[step] for step in stage.steps]
        for row in rows:
            yield from ((first, step.id, step.condition) for first in before for step in row)
            before = [step.id for step in row]


def _beside(stage: Stage) -> bool:
    return (stage.max_parallel > 1 or bool(stage.parallel)) and stage.loop is None


def _remarks(stage: Stage) -> str:
    found = [f"if {stage.condition}"] if stage.condition else []
    found += [f"for each {stage.loop.variable} of {_list(stage.loop)}"] if stage.loop else []
    found += [f"parallel if {stage.parallel}"] if stage.parallel else []
    found += [f"at most {stage.max_parallel} at once"] if stage.max_parallel > 1 else []
    return f" [{'; '.join(found)}]" if found else ""


def _conditions(step: Step) -> str:
    found = [f"if {step.condition}"] if step.condition else []
    found += [f"for each {step.loop.variable} of {_list(step.loop)}"] if step.loop else []
    return f" [{'; '.join(found)}]" if found else ""


def _list(loop: Loop) -> str:
    return loop.items if isinstance(loop.items, str) else f"{len(loop.items)} items"


def _edges(step: Step) -> list[str]:
    found = [f"{edge.to}{f' if {edge.condition}' if edge.condition else ''}" for edge in step.next]
    return [*found, *([f"{step.failed.to} on failure"] if step.failed else [])]


def _with_last(items: Sequence[T]) -> Iterator[tuple[bool, T]]:
    for number, one in enumerate(items, 1):
        yield number == len(items), one


def _quoted(text: str) -> str:
    """A text as a label of Mermaid: `#…;` are its entities, and a backtick would begin Markdown."""
    return f'"{_line(text).translate(_ENTITIES)}"'


def _line(text: str) -> str:
    """A text without ends of lines and signs that nobody sees."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())


def _xml(text: str) -> str:
    return escape(_line(text))


def _cut(text: str) -> str:
    return text if len(text) <= 32 else f"{text[:31]}…"
