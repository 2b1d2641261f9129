"""`dataclass` as in the standard library, with methods that are made when they are first needed.

The standard one writes and compiles up to six methods for each class when its module is imported: with the hundreds of
classes that a run loads that was a third of its start. Here only `__init__` is compiled, when the first instance is
made; the others are shared. Fields, `replace`, `asdict` and so on are those of the standard library.
"""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING

__all__ = ["dataclass", "field"]

if TYPE_CHECKING:
    from dataclasses import dataclass
else:
    import dataclasses
    from dataclasses import MISSING, FrozenInstanceError, fields
    from operator import attrgetter
    from reprlib import recursive_repr

    def dataclass(*, frozen: bool = False, slots: bool = False):
        """Decorates a class as `dataclasses.dataclass(frozen=…, slots=…)` does, which knows further arguments."""
        bare = dataclasses.dataclass(init=False, repr=False, eq=False, slots=slots)

        def decorate(cls):
            return _with_methods(bare(cls), frozen=frozen)

        return decorate

    def _with_methods(cls, *, frozen):
        """The class with what it does not define itself. Its parts are the fields that count for `==`."""
        own = vars(cls)
        compared = tuple(one.name for one in fields(cls) if one.compare)
        parts = attrgetter(*compared) if compared else _nothing

        def __init__(self, *args, **kwargs):
            cls.__init__ = _init_of(cls, frozen=frozen)
            cls.__init__(self, *args, **kwargs)

        def __eq__(self, other):
            return parts(self) == parts(other) if other.__class__ is self.__class__ else NotImplemented

        def __hash__(self):
            return hash(parts(self))

        methods = {"__init__": __init__, "__repr__": _repr, "__eq__": __eq__}
        if "__eq__" not in own:
            methods["__hash__"] = __hash__ if frozen else None
        if frozen:
            methods |= {"__setattr__": _refuse_to_set, "__delattr__": _refuse_to_delete}
            methods |= {"__getstate__": _state, "__setstate__": _set_state}
        for name, method in methods.items():
            if name not in own or (name == "__hash__" and own[name] is None):
                setattr(cls, name, method)
        return cls

    def _init_of(cls, *, frozen):
        """An `__init__` that takes the fields in their order and calls `__post_init__` where there is one."""
        known, words, lines = {"_set": object.__setattr__, "_MISSING": MISSING}, [], []
        for one in fields(cls):
            value, word = one.name, one.name
            if one.default is not MISSING:
                known[f"_{one.name}"] = one.default
                word += f"=_{one.name}"
            elif one.default_factory is not MISSING:
                known[f"_{one.name}"] = one.default_factory
                word += "=_MISSING"
                value = f"_{one.name}() if {one.name} is _MISSING else {one.name}"
            words.append(word)
            lines.append(f"_set(self, {one.name!r}, {value})" if frozen else f"self.{one.name} = {value}")
        lines += ["self.__post_init__()"] if hasattr(cls, "__post_init__") else []
        body = "\n ".join(lines) or "pass"
        exec(f"def __init__(self, {', '.join(words)}):\n {body}", known)
        made = known["__init__"]
        made.__qualname__ = f"{cls.__qualname__}.__init__"
        return made

    def _nothing(self):
        return ()

    @recursive_repr()
    def _repr(self):
        shown = ", ".join(f"{one.name}={getattr(self, one.name)!r}" for one in fields(self) if one.repr)
        return f"{self.__class__.__qualname__}({shown})"

    def _refuse_to_set(self, name, value):
        raise FrozenInstanceError(f"cannot assign to field {name!r}")

    def _refuse_to_delete(self, name):
        raise FrozenInstanceError(f"cannot delete field {name!r}")

    def _state(self):
        return [getattr(self, one.name) for one in fields(self)]

    def _set_state(self, state):
        for one, value in zip(fields(self), state, strict=True):
            object.__setattr__(self, one.name, value)
