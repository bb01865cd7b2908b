"""The product as it stands in memory, and how to make one mistake in it.

A function gets the mutant's code object, a constant, an attribute or a default its mutant's value:
whoever imported it before meets the mistake too.
"""

from __future__ import annotations

import gc
import re
import sys
import types
from collections import defaultdict
from collections.abc import Iterator
from datetime import timedelta
from enum import Enum
from typing import Any

from mutation.mutants import Mutant


class Live:
    """The product as it stands in memory, and how to make one mistake in it."""

    def __init__(self, modules: set[str], sources: dict[str, bytes]) -> None:
        self.sources = sources
        self.functions: dict[tuple[str, str], list[types.FunctionType]] = defaultdict(list)
        for thing in gc.get_objects():
            if isinstance(thing, types.FunctionType) and thing.__module__ in modules:
                self.functions[thing.__module__, thing.__code__.co_qualname].append(thing)

    def become(self, mutant: Mutant) -> bool:
        """Make the mistake; False if that is only possible by importing it."""
        if not mutant.function:
            return self._constant(mutant)
        live = self.functions[mutant.module, mutant.function]
        if not live:
            return False
        codes = {
            (code.co_qualname, code.co_firstlineno): code for code in _codes(self._compiled(mutant))
        }
        for function in live:
            code = codes.get((mutant.function, function.__code__.co_firstlineno))
            if code is None or len(code.co_freevars) != len(function.__code__.co_freevars):
                return False
            function.__code__ = code
        return True

    def _compiled(self, mutant: Mutant) -> types.CodeType:
        source = mutant.applied(self.sources[mutant.module])
        file = str(sys.modules[mutant.module].__file__)
        return compile(source, file, "exec", dont_inherit=True)

    def _constant(self, mutant: Mutant) -> bool:
        """Replace what comes out differently and is plain, wherever it was imported."""
        module = sys.modules[mutant.module]
        fresh: dict[str, Any] = {"__name__": module.__name__, "__file__": module.__file__}
        # A module that cannot be imported any more is noticed by an import of its own.
        try:
            exec(self._compiled(mutant), fresh)
        except Exception:
            return False
        changed = False
        for name, value in fresh.items():
            before = getattr(module, name, None)
            if isinstance(value, type) and isinstance(before, type):
                # an enumeration's members are not to be replaced
                if value.__module__ == module.__name__ and not issubclass(value, Enum):
                    changed |= _adopt_class(before, value)
            elif isinstance(value, types.FunctionType) and isinstance(before, types.FunctionType):
                changed |= _adopt_defaults(before, value)
            elif not name.startswith("__") and _replaceable(before, value):
                changed = True
                for other in _importers(module):
                    # small numbers are one object everywhere: only the same name means the same
                    if vars(other).get(name) is before:
                        setattr(other, name, value)
        return changed


def _importers(module: types.ModuleType) -> list[types.ModuleType]:
    """The module and those of the product and its tests, which may have imported from it."""
    return [
        other
        for name, other in list(sys.modules.items())
        if other is module or name.partition(".")[0] in ("skillmark", "tests")
    ]


def _replaceable(before: object, value: object) -> bool:
    return _plain(before) and _plain(value) and before != value


def _adopt_defaults(before: types.FunctionType, value: types.FunctionType) -> bool:
    """Give a live function the defaults of its mutant."""
    changed = False
    for name in ("__defaults__", "__kwdefaults__"):
        if _replaceable(getattr(before, name), getattr(value, name)):
            setattr(before, name, getattr(value, name))
            changed = True
    return changed


def _adopt_class(before: type, value: type) -> bool:
    """Give a live class the plain attributes and the defaults of its mutant."""
    changed = False
    for name, attribute in vars(value).items():
        held = vars(before).get(name)
        if isinstance(attribute, types.FunctionType) and isinstance(held, types.FunctionType):
            changed |= _adopt_defaults(held, attribute)
        elif not name.startswith("__") and _replaceable(held, attribute):
            setattr(before, name, attribute)
            changed = True
    return changed


def _plain(value: object) -> bool:
    """Whether a value means the same wherever it was made."""
    if isinstance(value, dict):
        return all(map(_plain, value)) and all(map(_plain, value.values()))
    if isinstance(value, (tuple, list, set, frozenset)):
        return all(map(_plain, value))
    return type(value) in {str, bytes, int, float, bool, re.Pattern, timedelta, type(None)}


def _codes(code: types.CodeType) -> Iterator[types.CodeType]:
    yield code
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            yield from _codes(constant)
