"""What is wrong with a workflow of Python is one sentence with the place of the call, the one that a file would get."""

from __future__ import annotations

import enum
import re
from collections.abc import Callable
from typing import Any

import pytest
from pydantic import BaseModel, Field, field_validator

from mity.dsl import (
    Machine,
    Parameters,
    Reference,
    call,
    checkpoint,
    choose,
    command,
    each,
    expression,
    functions,
    parallel,
    stage,
    step,
    when,
    workflow,
)
from mity.dsl.places import BuildError
from mity.errors import MityError
from mity.workflow.expressions import fill


class Given(BaseModel):
    """What a workflow is given."""

    folder: str = "."
    items: list[str] = []


P = Parameters[Given]


@step(outputs={"count": "number"})
def count(folder: str, least: int = 0) -> dict[str, int]:
    """Counts."""
    return {"count": least}


def told(function: Callable[..., None], **keys: Any) -> str:
    """What is wrong with the workflow of a function, which must be something, in the lines of this file."""
    with pytest.raises(MityError) as raised:
        workflow("flow", **keys)(function).core()
    first = function.__code__.co_firstlineno
    last = first + max(line or 0 for _, _, line in function.__code__.co_lines()) - first
    found = re.match(r"tests/dsl/test_python_mistakes.py:(\d+):\d+: ", str(raised.value))
    assert found and first <= int(found[1]) <= last, str(raised.value)
    return str(raised.value)[found.end() :].partition("\n")[0]


EARLY = "is known when the workflow runs, not while it is built"


@pytest.mark.parametrize(
    ("use", "sentence"),
    [
        (lambda one: bool(one > 8), f"the value of `parameters.folder > 8` {EARLY}: use when"),
        (lambda one: 1 < one < 3, f"the value of `parameters.folder > 1` {EARLY}: use when"),
        (lambda one: list(one), f"the value of `parameters.folder` {EARLY}: use `with each"),
        (lambda one: "a" in one, f"the value of `parameters.folder` {EARLY}: use functions.contains"),
        (lambda one: len(one), f"the value of `parameters.folder` {EARLY}: use functions.length"),
        (lambda one: one + 1, f"the value of `parameters.folder` {EARLY}: let a step calculate"),
        (lambda one: "a" + one, f"the value of `parameters.folder` {EARLY}: let a step calculate"),
        (lambda one: range(one), f"the value of `parameters.folder` {EARLY}: let a step calculate"),
        (lambda one: one > 8 & one, "8 is no condition; `&`, `|` and `~` bind more tightly than comparisons"),
        (lambda one: one > (one & one), "`&`, `|` and `~` bind more tightly than comparisons"),
        (lambda one: one[None], "None is no name, number or reference of a member"),
        (lambda one: one == {1, 2}, "set cannot be compared or given to a function"),
        (lambda one: functions.lenght(one), "expressions have no function 'lenght': did you mean"),
        (lambda one: 1 / 0, "the function of workflow 'flow' raised ZeroDivisionError: division by zero"),
    ],
)
def test_what_cannot_be_asked_of_a_reference(use: Callable[[Reference], object], sentence: str) -> None:
    def made(p: P) -> None:
        use(p.folder)

    with pytest.raises(MityError) as raised:
        workflow("flow")(made).core()
    assert sentence in str(raised.value) and "test_python_mistakes.py:" in str(raised.value)


def test_a_step_is_called_as_a_function_is() -> None:
    def missing(p: P) -> None:
        count()

    def unknown(p: P) -> None:
        count(foldr=p.folder)

    def unfit(p: P) -> None:
        count(folder=3)

    def fits_as_text(p: P) -> None:
        count(folder=p.folder, least="many")

    assert told(missing) == "step 'count': missing a required argument: 'folder'  [missing-key]"
    assert told(unknown) == "step 'count' has no input 'foldr': did you mean 'folder'?  [unknown-parameter]"
    assert told(unfit).startswith("step 'count': the input 'folder' must be str, not 3: Input should be a valid string")
    assert "the input 'least' must be int, not 'many'" in told(fits_as_text)


def test_the_checks_of_files_hold_with_the_places_of_the_calls() -> None:
    def too_early(p: P) -> None:
        command("echo", expression("steps.count.outputs.count"))
        count(folder=p.folder)

    def unknown_parameter(p: P) -> None:
        command("echo", p.foldr)

    def unknown_output(p: P) -> None:
        found = count(folder=p.folder)
        command("echo", found.cuont)

    def unknown_key(p: P) -> None:
        command("make", max_retires=3)

    def unsafe(p: P) -> None:
        command("sh", "-c", p.folder)

    def twice(p: P) -> None:
        command("make", name="build")
        command("make", name="build")

    def unknown_workflow(p: P) -> None:
        call("nowhere")

    def no_duration(p: P) -> None:
        checkpoint("Sure?", timeout="24")

    assert "runs after this, so nothing of it can be read here: move 'count' above it" in told(too_early)
    assert "did you mean 'folder'?" in told(unknown_parameter)
    assert told(unknown_output) == "step 'count' gives no output 'cuont': did you mean 'count'?  [unknown-output]"
    assert told(unknown_key).startswith("unknown key 'max_retires' in step 'make': did you mean 'max_retries'?")
    assert "a value is never code" in told(unsafe)
    assert told(twice).startswith("two steps are named 'build': the first in line")
    assert told(unknown_workflow) == "there is no workflow 'nowhere'  [unknown-workflow]"
    assert "timeout must be a duration with a unit" in told(no_duration)


def test_blocks_and_conditions() -> None:
    def nested(p: P) -> None:
        with each(p.items), parallel():
            command("make")

    def empty(p: P) -> None:
        command("make")
        with each(p.items):
            pass

    def idle(p: P) -> None:
        when(p.folder == ".")
        command("make")

    def idle_block(p: P) -> None:
        command("make")
        parallel(2)

    def no_step(p: P) -> None:
        when(p.folder == ".", "make")  # type: ignore[arg-type]

    assert told(nested).startswith("a stage cannot be within another one")
    assert told(empty).startswith("there is no step in this `with`")
    assert told(idle).startswith("when(…) does nothing by itself")
    assert told(idle_block).startswith("parallel() does nothing by itself")
    assert told(no_step).startswith("when(…) takes steps, not str")


def test_what_a_step_cannot_be() -> None:
    def no_list(p: P) -> None:
        with each("abc"):
            command("make")

    def line(p: P) -> None:
        command("make test")

    def nothing(p: P) -> None:
        command()

    def object_(p: P) -> None:
        command("make", cwd=object())

    def large(p: P) -> None:
        command("make", 10**30, 1e30, outputs=[1e30])

    assert told(no_list).startswith("each() takes a list or a reference to one, not str")
    assert told(line).startswith('\'make test\' is no program but a line: give its words, command("make", "test")')
    assert told(nothing).startswith("command() needs the name of a program")
    assert told(object_).startswith("object cannot be part of a definition")
    assert told(large).startswith("the number 1e+30 is not written the same in a file")


def test_the_function_of_a_workflow() -> None:
    def without_steps() -> None:
        pass

    def several(p: P, q: P) -> None:
        command("make")

    def plain(p: str) -> None:
        command("make")

    def returns() -> None:
        return command("make")  # type: ignore[return-value]

    assert told(without_steps) == "workflow 'flow' has no steps  [missing-key]"
    assert told(several).startswith("several takes one argument, its parameters")
    assert told(plain).startswith("plain takes one argument, its parameters")
    assert told(returns).startswith("it must return nothing, not StepReference")
    with pytest.raises(BuildError, match=r"each\(…\) belongs into the function of a workflow"):
        each([1])
    with pytest.raises(BuildError, match=r"stage\(…\) belongs into the function of a workflow"):
        stage("a")


class Colour(enum.Enum):
    """Colours."""

    RED = "red"


class Bounded(BaseModel):
    """A bound."""

    size: int = Field(1, ge=0)


class Odd(BaseModel):
    """A type that parameters do not have."""

    when: complex = 1j


class Mixed(BaseModel):
    """Several types."""

    one: int | str = 1


class Judged(BaseModel):
    """A validator."""

    one: str = "a"

    @field_validator("one")
    @classmethod
    def known(cls, value: str) -> str:
        """Any."""
        return value


class Silent(BaseModel):
    """No value where one is needed."""

    one: str = None  # type: ignore[assignment]


@pytest.mark.parametrize(
    ("model", "sentence"),
    [
        (Bounded, "the bounds of Bounded.size (Ge(ge=0)) cannot be checked by a workflow: check them in a step"),
        (Odd, "Odd.when is of a type that parameters do not have: use str, bool, int"),
        (Mixed, "Mixed.one is of a type that parameters do not have"),
        (Silent, "the default of Silent.one is None: annotate it as optional"),
        (Judged, "Judged.known is a validator, which a workflow cannot run: check in a step"),
        (int, "parameters are described by a pydantic model, not by <class 'int'>"),
    ],
)
def test_a_model_that_cannot_be_parameters(model: Any, sentence: str) -> None:
    with pytest.raises(MityError) as raised:
        Machine("fix", parameters=model)
    assert sentence in str(raised.value)


def test_a_function_that_cannot_be_a_step() -> None:
    async def later() -> None: ...

    def several(*names: str) -> None: ...

    def unknown(one: str) -> None: ...

    unknown.__annotations__["one"] = "Nowhere"
    for function, sentence in (
        (later, "step 'later' must be a plain function that returns its outputs"),
        (several, "step 'several': the argument 'names' cannot be an input, name each"),
        (unknown, "an annotation of unknown cannot be read: name 'Nowhere' is not defined"),
    ):
        with pytest.raises(BuildError, match=sentence):
            step(function)
    with pytest.raises(BuildError, match="step 'later': outputs must be a list of names"):
        step(outputs="count", name="later")(lambda: None)
    with pytest.raises(BuildError, match="a step needs a name of letters"):
        step(name="a b")(lambda: None)


@pytest.mark.parametrize("name", ["", "a b", "../x", "a/b", 7])
def test_a_name_that_is_none(name: str) -> None:
    for make in (workflow, Machine):
        with pytest.raises(BuildError, match=r"name of a workflow.*: use up to 100 letters"):
            make(name)


def test_a_machine_within_a_function_keeps_its_steps() -> None:
    machines = []

    @workflow("flow")
    def made() -> None:
        machines.append(Machine("inner").state("a", command("make"), next="b").final("b"))
        call("bug-fix", inputs={"issue": "1"})

    found = [one.id for one in made.core().steps()]
    assert found == ["bug-fix"] and [one.id for one in machines[0].core().steps()] == ["a", "b"]


def test_a_machine_is_checked_as_one_of_a_file() -> None:
    with pytest.raises(BuildError, match="machine 'fix' has two states named 'a'"):
        Machine("fix").state("a", command("make"), next="b").state("a", command("make"))
    with pytest.raises(BuildError, match="a state runs a step, not str"):
        Machine("fix").state("a", "make")  # type: ignore[arg-type]
    for made, sentence in (
        (Machine("fix").state("a", command("make"), next="b").final("c"), "there is no state 'b'"),
        (Machine("fix").state("a", command("make")).final("b"), "state 'a' leads nowhere"),
        (Machine("fix").state("a", command("make"), next="a").final("b"), "no way leads from 'a' to the state 'b'"),
        (Machine("fix"), "workflow 'fix' has no steps"),
    ):
        with pytest.raises(MityError, match=sentence):
            made.core()


ODD = ["it's", 'a "text"', "both ' and \"", "}}", "it's \"}}", {"a": {"b": {"c": "}}'"}}}, [1, [2]], 1e-9, None]


def test_choices_and_texts_of_any_kind_are_read_back() -> None:
    @workflow("flow")
    def made(p: P) -> None:
        for number, one in enumerate(ODD):
            command("echo", choose(p.folder == one, one, p.items), name=f"s{number}")

    for step_, one in zip(made.core().steps(), ODD, strict=True):
        assert fill(step_.command[1], {"parameters": {"folder": one, "items": 7}}) == one
