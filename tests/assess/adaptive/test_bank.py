"""A bank is read strictly: what is wrong is named with its place."""

from __future__ import annotations

import json
import math

import numpy as np
import pytest

from skillmark.assess.adaptive.bank import bank_of
from skillmark.assess.adaptive.prepare import prepare
from skillmark.assess.adaptive.reading import read
from skillmark.assess.adaptive.rules import InfeasibleError, Rules
from skillmark.nouns.errors import InputError


def item(name, **more):
    return {"item": name, "a": 1.0, "b": 0.5, "c": 0.0} | more


def printed(*items, **more):
    """What `skillmark assess calibrate --json` prints."""
    return {"model": "2pl", "log_likelihood": -1.0, "persons": 9, "items": list(items), **more}


def test_what_calibrate_prints_is_a_bank(lsat6, tmp_path, capsys):
    from skillmark.assess.scaling.calibration import calibrate
    from skillmark.cli import assess

    found = calibrate(lsat6, "2pl")
    path = tmp_path / "lsat6.csv"
    np.savetxt(path, lsat6.values, "%d", ",", header=",".join(lsat6.items), comments="")
    assess.app(args=["calibrate", str(path), "--model", "2pl", "--json"], standalone_mode=False)
    bank = read(json.loads(capsys.readouterr().out))
    assert bank.items == found.items
    assert bank.parameters.a == pytest.approx(found.parameters.a)
    assert bank.parameters.d == pytest.approx(found.parameters.d)
    assert bank.errors.d == pytest.approx(found.errors.d)
    assert bank.model == "2pl"


def test_a_bank_comes_back_as_it_was_written(drawn):
    bank = drawn(30, enemies=3).with_eligibility(np.linspace(0, 1, 30))
    again = read(json.loads(json.dumps(bank.as_json())))
    assert again.digest() == bank.digest()
    assert again.enemies == bank.enemies
    assert any(again.enemies)


def test_the_order_in_the_file_makes_no_difference():
    rows = [item(name, b=b, content="A") for name, b in (("x", 1.0), ("a", -1.0), ("m", 0.0))]
    rows[0]["enemies"] = ["m"]
    one, other = read(printed(*rows)), read(printed(*rows[::-1]))
    assert one.digest() == other.digest()
    assert one.items == ("a", "m", "x")
    assert one.enemies == ((), (2,), (1,))


@pytest.mark.parametrize(
    ("value", "cause"),
    [
        ([], "an object was expected"),
        ({}, "B.json/items: a list of items is missing"),
        (printed(), "the bank is empty"),
        (printed(3), "B.json/items/0: an object was expected"),
        (printed({"a": 1}), "B.json/items/0/item: the item has no id"),
        (printed(item("x", contents="A")), "items/0: unknown member 'contents'"),
        (printed(item("y"), item("x", a=-0.4)), "items/1 (item x)/a: a slope of -0.4"),
        (printed(item("x", a=0)), "slope of 0 is 0 or below"),
        (printed(item("x", a=40)), "above 12"),
        (printed(item("x", a=math.nan)), "(item x)/a: 'a' is not finite"),
        (printed(item("x", b=None)), "'b' is missing"),
        (printed(item("x", b=math.inf)), "'b' is not finite"),
        (printed(item("x", b=90)), "out of reach"),
        (printed(item("x", b=10**400)), "'b' is not finite"),
        (printed(item("x", b="0")), "'b' should be a number"),
        (printed(item("x", b=True)), "'b' should be a number"),
        (printed(item("x", c=1)), "(item x)/c: guessing of 1"),
        (printed(item("x", intercept=3)), "contradict each other"),
        (printed(item("x", max_exposure=1.2)), "/max_exposure: 1.2 is no share"),
        (printed(item("x", released="yes")), "'released' should be true or false"),
        (printed(item("x", enemies="y")), "/enemies: a list of ids"),
        (printed(item("x", enemies=["y"])), "items/0/enemies: there is no item 'y'"),
        (printed(item("x", enemies=["x"])), "its own enemy"),
        (printed(item("x", b=[0.1, 0.4], levels=[0, 1, 2])), "more than two scores"),
        (printed(item("x"), item("x")), "two items are called 'x'"),
        (printed(item("x"), converged=False), "did not converge"),
    ],
)
def test_what_is_wrong_is_named_with_its_place(value, cause):
    with pytest.raises(InputError) as caught:
        read(value, where="B.json")
    assert cause in str(caught.value)


@pytest.mark.parametrize(
    ("changes", "cause", "error"),
    [
        ({"max_items": 121}, "needs as many; 120 of the bank's 120", InputError),
        ({"cut": 4.5}, "the cut 4.5 lies outside the bank", InputError),
        ({"blueprint": (("A", 0.5), ("Z", 0.5))}, "no item of 'Z'", InfeasibleError),
        ({"blueprint": (("A", 0.4), ("D", 0.6))}, "'D' runs out", InfeasibleError),
    ],
)
def test_a_bank_that_cannot_carry_the_rules_is_refused(drawn, changes, cause, error):
    with pytest.raises(error, match=cause):
        prepare(drawn(), Rules(**changes))


def test_one_item_makes_no_mastery_test():
    with pytest.raises(InputError, match="needs as many; 1 of the bank's 1"):
        prepare(read(printed(item("x"))), Rules())


def test_enemies_that_leave_too_few_items_are_named():
    rows = [
        item(f"q{k}", b=k / 10, content="A" if k < 6 else "B", enemies=["q0"] if 0 < k < 6 else [])
        for k in range(12)
    ]
    rules = Rules(cut=0.5, min_items=2, max_items=8, blueprint=(("A", 0.5), ("B", 0.5)))
    for name in range(1, 6):
        rows[name]["enemies"] = [f"q{k}" for k in range(6) if k != name]
    with pytest.raises(InfeasibleError, match="no form of 8 items"):
        prepare(bank_of([r | {"d": -r["a"] * r["b"]} for r in rows]), rules)


@pytest.mark.parametrize(
    ("changes", "cause"),
    [
        ({"cut": math.nan}, "finite"),
        ({"delta": 0.0}, "indifference"),
        ({"alpha": 0.0}, "error rate"),
        ({"beta": 0.5}, "error rate"),
        ({"min_items": 0}, "lengths"),
        ({"min_items": 30, "max_items": 20}, "lengths"),
        ({"max_items": 501}, "lengths"),
        ({"blueprint": (("A", 0.5), ("A", 0.5))}, "named twice"),
        ({"blueprint": (("A", 0.5), ("B", 0.4))}, "add up to 0.9"),
        ({"blueprint": (("A", -0.5), ("B", 1.5))}, "no share"),
        ({"standard_error": 0.0}, "above 0"),
        ({"rule": "glr", "curtail": "stochastic"}, "for sprt"),
        ({"rule": "cat", "criterion": "kl"}, "Kullback"),
    ],
)
def test_rules_that_make_no_sense_are_refused(changes, cause):
    from skillmark.assess.adaptive.rules import Criterion, Curtail, Rule

    for name, kind in (("rule", Rule), ("curtail", Curtail), ("criterion", Criterion)):
        if name in changes:
            changes[name] = kind(changes[name])
    with pytest.raises(InputError, match=cause):
        Rules(**changes)
