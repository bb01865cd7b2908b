"""Response processing: what a delivery engine would score, computed.

Reading an item means finding out which of our interactions scores as it does; so its rules are
run on answers, whatever they look like (QTI 3.0 information model, sections 5 and 6).
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from skillmark.assess.exchange.qti.operators import (
    ARITHMETIC,
    BOUNDS,
    ORDER,
    ROUNDED,
    all_of,
    any_of,
    arithmetic,
    as_number,
    matches,
    same_words,
)
from skillmark.assess.exchange.qti.values import (
    NUMBERS,
    Declared,
    Value,
    container,
    read_value,
)
from skillmark.assess.exchange.remarks import unsupported
from skillmark.assess.exchange.xml import local

STEPS = 200_000
"""Expressions that are evaluated for one item at the most."""
TEMPLATES = {
    "match_correct": "match",
    "map_response": "map",
    "CC2_match": "all",
    "CC2_match_basic": "all",
    "CC2_map_response": "map",
}
"""What the published templates do, by the last part of their address."""


class _ExitError(Exception):
    """The rules say that they are done."""


@dataclass
class Scoring:
    """The rules of one item."""

    declared: Mapping[str, Declared]
    """Response and outcome variables by name."""
    rules: Element | None
    by_key: bool = False
    """Whether keys and mappings count in place of rules that are not there."""
    _left: int = STEPS
    _outcomes: dict[str, Value] = field(default_factory=dict)
    _given: Mapping[str, Value] = field(default_factory=dict)

    @property
    def template(self) -> str:
        """The name of the template that is referred to, without its place."""
        if self.rules is None or len(self.rules):
            return ""
        address = self.rules.get("template", "")
        return address.rpartition("/")[2].removesuffix(".xml")

    @property
    def silent(self) -> bool:
        """Whether nothing is said of scoring."""
        return self.rules is None or (not len(self.rules) and not self.template)

    def score(self, given: Mapping[str, Value]) -> float:
        """Return SCORE for responses; raises `InputError` with code `unsupported`."""
        found = self.outcomes(given).get("SCORE")
        return float(found) if isinstance(found, bool | float) else 0.0

    def outcomes(self, given: Mapping[str, Value]) -> Mapping[str, Value]:
        """Return all outcome variables after processing."""
        self._given = given
        self._outcomes = {
            one.name: one.default if one.default is not None else (0.0 if _counts(one) else None)
            for one in self.declared.values()
        }
        if self.by_key:
            self._outcomes["SCORE"] = math.fsum(map(self._keyed, self.declared.values()))
        elif self.template:
            self._outcomes["SCORE"] = self._by_template(self.template)
        elif self.rules is not None:
            try:
                for rule in self.rules:
                    self._rule(rule)
            except _ExitError:
                pass
        return dict(self._outcomes)

    def _by_template(self, name: str) -> float:
        if name not in TEMPLATES:
            raise unsupported(f"the template of response processing {name!r}")
        main = self.declared.get("RESPONSE")
        if main is None:
            raise unsupported("a template without a variable RESPONSE")
        value = self._given.get("RESPONSE")
        if TEMPLATES[name] == "map":
            return self._map(main, value)
        right = matches(main, value, main.correct) is True
        if TEMPLATES[name] == "match":
            return float(right)
        worth = self._outcomes.get("MAXSCORE")
        return (float(worth) if isinstance(worth, float) else 1.0) if right else 0.0

    def _keyed(self, one: Declared) -> float:
        value = self._given.get(one.name)
        if one.outcome or value is None:
            return 0.0
        return (
            one.mapped.of(value) if one.mapped else float(matches(one, value, one.correct) is True)
        )

    def _map(self, main: Declared, value: Value) -> float:
        if main.mapped is None:
            raise unsupported("points in a picture" if main.area else "a mapping that is not there")
        return main.mapped.of(value)

    # rules

    def _rule(self, rule: Element) -> None:
        self._step()
        match local(rule):
            case "qti-response-condition":
                self._condition(rule)
            case "qti-set-outcome-value":
                self._outcomes[rule.get("identifier", "")] = self._value(next(iter(rule), None))
            case "qti-lookup-outcome-value":
                self._look_up(rule)
            case "qti-response-processing-fragment":
                for one in rule:
                    self._rule(one)
            case "qti-exit-response":
                raise _ExitError
            case other:
                raise unsupported(f"the rule {other}")

    def _condition(self, rule: Element) -> None:
        for branch in rule:
            if local(branch) == "qti-response-else":
                actions = list(branch)
            else:
                if self._value(next(iter(branch), None)) is not True:
                    continue
                actions = list(branch)[1:]
            for one in actions:
                self._rule(one)
            return

    def _look_up(self, rule: Element) -> None:
        name = rule.get("identifier", "")
        one, source = self.declared.get(name), self._value(next(iter(rule), None))
        if one is None or one.table is None or not isinstance(source, float):
            raise unsupported("looking up a table that is not there")
        kind, rows, found = one.table
        for start, inclusive, target in rows:
            reached = source > start or (inclusive and source == start)
            if source == start if kind == "qti-match-table" else reached:
                found = target
                break
        self._outcomes[name] = found

    # expressions

    def _value(self, element: Element | None) -> Value:
        self._step()
        if element is None:
            return None
        name = local(element).removeprefix("qti-")
        known = element.get("identifier", "")
        match name:
            case "base-value":
                return read_value(element.text or "", element.get("base-type", "string"))
            case "variable":
                return self._variable(known)
            case "correct":
                return self._of(known).correct
            case "default":
                return self._of(known).default
            case "null":
                return None
            case "map-response":
                return self._map(self._of(known), self._given.get(known))
        return self._operator(name, element, [self._value(one) for one in element])

    def _variable(self, name: str) -> Value:
        return self._given[name] if name in self._given else self._outcomes.get(name)

    def _of(self, name: str) -> Declared:
        if name not in self.declared:
            raise unsupported(f"a variable {name!r} that is not declared")
        return self.declared[name]

    def _operator(self, name: str, element: Element, given: list[Value]) -> Value:
        match name:
            case "is-null":
                return given[0] in (None, (), "") if given else True
            case "and":
                return all_of(given)
            case "or":
                return any_of(given)
            case "not":
                return None if given[0] is None else not given[0]
            case "multiple" | "ordered":
                return tuple(one for value in given for one in container(value)) or None
            case "container-size":
                return float(len(container(given[0])))
            case "any-n":
                return self._any_n(element, given)
        if any(one is None for one in given):
            return None
        if name in ARITHMETIC:
            return arithmetic(name, [as_number(one) for one in given for one in container(one)])
        return self._compared(name, element, given)

    def _compared(self, name: str, element: Element, given: list[Value]) -> Value:
        if name in ("integer-to-float", "round", "truncate"):
            number = as_number(given[0])
            return number if name == "integer-to-float" else float(ROUNDED[name](number))
        if len(given) < 2 and name not in ("index", "pattern-match"):
            raise unsupported(f"the operator {name} of one value")
        match name:
            case "match":
                return matches(self._declared_in(element), given[0], given[1])
            case "equal":
                return self._equal(element, as_number(given[0]), as_number(given[1]))
            case "equal-rounded":
                figures = int(as_number(read_value(element.get("figures", "0"), "integer")))
                return round(as_number(given[0]), figures) == round(as_number(given[1]), figures)
            case "gt" | "gte" | "lt" | "lte":
                return bool(ORDER[name](as_number(given[0]), as_number(given[1])))
            case "string-match" | "substring":
                return same_words(element, str(given[0]), str(given[1]), name == "substring")
            case "member":
                return given[0] in container(given[1])
            case "contains":
                return self._contains(element, container(given[0]), container(given[1]))
            case "delete":
                return tuple(one for one in container(given[1]) if one != given[0]) or None
            case "index":
                at = int(as_number(read_value(element.get("n", "1"), "integer")))
                whole = container(given[0])
                return whole[at - 1] if 0 < at <= len(whole) else None
        raise unsupported(f"the operator {name}")

    def _any_n(self, element: Element, given: list[Value]) -> bool:
        low, high = (int(as_number(read_value(element.get(k, "0"), "integer"))) for k in BOUNDS)
        return low <= sum(one is True for one in given) <= high

    def _equal(self, element: Element, first: float, second: float) -> bool:
        mode = element.get("tolerance-mode", "exact")
        if mode == "exact":
            return first == second
        below, above = self._tolerance(element)
        if mode == "relative":
            below, above = (abs(first) * one / 100 for one in (below, above))
        low_in = element.get("include-lower-bound", "true") != "false"
        high_in = element.get("include-upper-bound", "true") != "false"
        low, high = first - below, first + above
        return (low < second or (low_in and low == second)) and (
            second < high or (high_in and second == high)
        )

    def _tolerance(self, element: Element) -> tuple[float, float]:
        words = element.get("tolerance", "").split()
        try:
            numbers = [float(one) for one in words]
        except ValueError:
            numbers = [as_number(self._variable(one)) for one in words]
        if not numbers:
            raise unsupported("a tolerance that is not there")
        return numbers[0], numbers[-1]

    def _declared_in(self, element: Element) -> Declared | None:
        """Return the declaration of a variable that is compared, which says how."""
        for one in element:
            name = one.get("identifier", "")
            if name in self.declared and self.declared[name].cardinality != "single":
                return self.declared[name]
        return None

    def _contains(
        self, element: Element, whole: tuple[Value, ...], part: tuple[Value, ...]
    ) -> bool:
        kind = self._declared_in(element)
        if kind is not None and kind.cardinality == "ordered":
            # "[A,B,C] contains [B,C] but not [A,C]"
            ends = range(len(whole) - len(part) + 1)
            return any(whole[at : at + len(part)] == part for at in ends)
        return all(whole.count(one) >= part.count(one) for one in set(part))

    def _step(self) -> None:
        self._left -= 1
        if self._left < 0:
            raise unsupported("scoring that takes so many steps")

    def constants(self, kind: tuple[str, ...]) -> Iterator[str]:
        """Yield the constants of some base types that stand in the rules."""
        for one in self.rules.iter() if self.rules is not None else ():
            if local(one) == "qti-base-value" and one.get("base-type", "") in kind:
                yield one.text or ""

    def tolerances(self, about: float) -> Iterator[tuple[float, float]]:
        """Yield how far below and above a number the rules go."""
        for one in self.rules.iter() if self.rules is not None else ():
            if local(one) == "qti-equal" and one.get("tolerance"):
                below, above = self._tolerance(one)
                scale = abs(about) / 100 if one.get("tolerance-mode") == "relative" else 1.0
                yield below * scale, above * scale


def _counts(one: Declared) -> bool:
    return one.outcome and one.base in NUMBERS and one.cardinality == "single"
