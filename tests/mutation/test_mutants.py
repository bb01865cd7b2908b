"""What the mutation driver changes and what it leaves alone."""

from __future__ import annotations

import ast
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT))
from mutation.ledger import Equivalent, Ledger, Score, Verdict, digest, total  # noqa: E402
from mutation.live import Live  # noqa: E402
from mutation.mutants import Mutant  # noqa: E402

from mutation import ledger as ledger_module  # noqa: E402
from mutation import mutants  # noqa: E402

sys.path.remove(str(ROOT))


def changes(source: str) -> list[tuple[str, str]]:
    return [(mutant.was, mutant.now) for mutant in mutants.of(source.encode(), "m")]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("x = a < b", ("a < b", "(a <= b)")),
        ("x = a is not b", ("a is not b", "(a is b)")),
        ("x = a and b", ("a and b", "(a or b)")),
        ("x = not a", ("not a", "(a)")),
        ("x = a // b", ("a // b", "(a * b)")),
        ("x = 7", ("7", "8")),
        ("x = True", ("True", "False")),
        ("x = 'proof'", ("'proof'", "'XXproof'")),
        ("x = f'{a}#key'", ("f'{a}#key'", "f'{a}XX#key'")),
        ("x = f(a)", ("x = f(a)", "x = None")),
        ("x = f(a, now=b)", ("f(a, now=b)", "(f(a))")),
        ("f(a)", ("f(a)", "pass")),
        ("if a:\n    b = c", ("a", "(not a)")),
        ("x = b if f(a) else c", ("f(a)", "(not f(a))")),
        ("x = [a for a in b if a.c]", ("a.c", "(not a.c)")),
        ("def f():\n    return a", ("return a", "return None")),
        ("def f():\n    raise E(a)", ("raise E(a)", "pass")),
        ("for a in b:\n    continue", ("continue", "break")),
        ("try:\n    a = b\nexcept E:\n    c = d", ("E", "()")),
        ("x += 1", ("x += 1", "x -= 1")),
        ("class A:\n    x: int = 3", ("3", "4")),
        ("def f(a=3): ...", ("3", "4")),
    ],
)
def test_a_mistake_of_each_kind(source: str, expected: tuple[str, str]) -> None:
    assert expected in changes(source)


@pytest.mark.parametrize(
    "source",
    [
        '"""A docstring."""',
        "import a.b",
        "assert a < 3",
        "def f(a: 'int | None') -> Literal['x']: ...",
        "x: Literal['x']",
        "X = tuple[str, 'int']",
        "@dataclass(frozen=True)\nclass A(B[3]): ...",
        "x = 'a text for people'",
        "x = f'{a} is wrong'",
        "__all__ = ['a']",
        "if TYPE_CHECKING:\n    x = 3",
    ],
)
def test_what_is_left_alone(source: str) -> None:
    assert changes(source) == []


@pytest.mark.parametrize("path", ["trust/multibase.py", "verify/report.py"])
def test_every_mutant_can_be_compiled_and_told_from_the_others(path: str) -> None:
    source = (ROOT / "src/skillmark" / path).read_bytes()
    found = mutants.of(source, "m")
    assert len(found) > 20
    assert len({mutant.key for mutant in found}) == len(found)
    for mutant in found:
        changed = mutant.applied(source)
        assert changed != source
        ast.parse(changed)
        assert changed.count(b"\n") == source.count(b"\n")


SOURCE = b"""
LIMIT = 3

class Scale:
    code = "scale"

    @property
    def top(self):
        return LIMIT + 1

def within(n=5):
    return [m for m in range(n) if m < LIMIT]
"""


@pytest.fixture
def module(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    made = ModuleType("made_for_mutation")
    made.__file__ = "made.py"
    exec(compile(SOURCE, "made.py", "exec"), made.__dict__)
    monkeypatch.setitem(sys.modules, made.__name__, made)
    return made


def mutant(was: str, now: str) -> Mutant:
    [found] = [
        found
        for found in mutants.of(SOURCE, "made_for_mutation")
        if (found.was, found.now) == (was, now)
    ]
    return found


def test_a_live_function_becomes_a_mutant_wherever_it_was_imported(module: ModuleType) -> None:
    elsewhere: Any = module.within
    live = Live({module.__name__}, {module.__name__: SOURCE})
    assert live.become(mutant("m < LIMIT", "(m <= LIMIT)"))
    assert elsewhere(9) == [0, 1, 2, 3]
    assert live.become(mutant("LIMIT + 1", "(LIMIT - 1)"))
    assert module.Scale().top == 2


def test_a_live_constant_becomes_a_mutant(
    module: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = ModuleType("skillmark.made_for_mutation")
    other.LIMIT, other.THREE = module.LIMIT, 3  # type: ignore[attr-defined]
    stranger = ModuleType("stranger")
    stranger.LIMIT = 3  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, other.__name__, other)
    monkeypatch.setitem(sys.modules, stranger.__name__, stranger)
    assert Live({module.__name__}, {module.__name__: SOURCE}).become(mutant("3", "4"))
    assert module.within(9) == [0, 1, 2, 3]
    assert (other.LIMIT, other.THREE) == (4, 3), "a number that happens to be the same stays"  # type: ignore[attr-defined]
    assert stranger.LIMIT == 3  # type: ignore[attr-defined]


def test_live_attributes_and_defaults_become_mutants(module: ModuleType) -> None:
    scale, within = module.Scale, module.within
    live = Live({module.__name__}, {module.__name__: SOURCE})
    assert live.become(mutant('"scale"', "'XXscale'"))
    assert scale().code == "XXscale"
    assert live.become(mutant("5", "6"))
    assert within.__defaults__ == (6,)


def test_a_verdict_counts_until_what_it_rests_on_changes(tmp_path: Path) -> None:
    test = tmp_path / "test_a.py"
    test.write_text("def test():\n    assert 1\n")
    one, two = mutant("3", "4"), mutant("m < LIMIT", "(m <= LIMIT)")
    ledger = Ledger(tmp_path / "verdicts", tmp_path)
    ledger.note(one, "source", "all", Verdict(True, "test_a.py::test"))
    ledger.note(two, "source", "all", Verdict(False))
    again = Ledger(tmp_path / "verdicts", tmp_path)
    assert again.known(one, "source", "others") == Verdict(True, "test_a.py::test")
    assert again.known(one, "changed", "all") is None
    assert again.known(two, "source", "all") == Verdict(False)
    assert again.known(two, "source", "others") is None
    again.note(two, "source", "all", Verdict(True))
    assert again.known(two, "source", "others") == Verdict(True), "it never came back"
    test.write_text("import a\n\n\ndef test():\n    assert 1\n")
    ledger_module._test.cache_clear()
    assert again.known(one, "source", "others") is not None, "another part of the file changed"
    test.write_text("def test():\n    assert 2\n")
    ledger_module._test.cache_clear()
    assert again.known(one, "source", "others") is None
    assert digest(test) != digest(tmp_path / "verdicts")


def test_the_score_leaves_equivalent_mutants_out(tmp_path: Path) -> None:
    file = tmp_path / "equivalent.toml"
    file.write_text(
        '[["trust.a"]]\nin = "f"\nwas = "3"\nnow = "4"\nbecause = "it is not read"\n'
        '[["trust.a"]]\nin = "f"\nwas = "5"\nnow = "6"\nbecause = "gone"\n'
    )
    listed = Equivalent(file)
    [three, nine] = mutants.of(b"def f():\n    return 3 < 9\n", "skillmark.trust.a")[2:]
    assert (three.was, nine.was) == ("3", "9")
    assert listed.why(three) == "it is not read"
    assert not listed.why(nine)
    assert listed.stale(["skillmark.trust.a"]) == ["skillmark.trust.a f: 5 -> 6"]
    assert listed.stale(["skillmark.trust.b"]) == []
    whole = total([Score("a", 10, 6, 2), Score("b", 10, 9, 1)], "both")
    assert (whole.share, whole.survived) == (15 / 17, 2)


def test_what_was_not_asked_is_no_survivor_and_makes_the_score_less_sure() -> None:
    """The interval is Wilson's: 81 of 263 is 0.2553 to 0.3662 (Newcombe 1998, table I)."""
    part = Score("a", mutants=1000, noticed=81, unasked=737)
    assert (part.asked, part.survived) == (263, 182)
    assert part.interval == pytest.approx((0.2553, 0.3662), abs=5e-5)
    assert part.said == "30.8 % (26 to 37)"
    assert Score("all", mutants=10, noticed=9).said == "90.0 %"
    assert Score("none", mutants=10, unasked=10).said == "?"
    assert total([part, Score("b", 10, 10)], "both").unasked == 737
