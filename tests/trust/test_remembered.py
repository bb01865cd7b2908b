"""The bounded table behind what is remembered."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from skillmark.trust.remembered import Remembered


def test_what_was_used_least_goes_first() -> None:
    kept: Remembered[str, int] = Remembered(most=2, most_weight=100)
    kept.put("a", 1)
    kept.put("b", 2)
    assert kept.get("a") == 1
    kept.put("c", 3)
    assert (kept.get("a"), kept.get("b"), kept.get("c")) == (1, None, 3)


def test_what_weighs_more_than_everything_may_displaces_nothing() -> None:
    kept: Remembered[str, int] = Remembered(most=9, most_weight=10)
    kept.put("a", 1, 6)
    kept.put("huge", 2, 11)
    assert (kept.get("a"), kept.get("huge")) == (1, None)


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 30)), max_size=60))
def test_it_never_holds_more_than_it_may_and_never_anything_else(
    puts: list[tuple[int, int]],
) -> None:
    kept: Remembered[int, tuple[int, int]] = Remembered(most=4, most_weight=50)
    newest: dict[int, tuple[int, int]] = {}
    for key, weight in puts:
        kept.put(key, (key, weight), weight)
        newest[key] = (key, weight)
        held = [found for one in range(10) if (found := kept.get(one)) is not None]
        assert len(held) == len(kept) <= 4
        assert kept.weight == sum(weight for _, weight in held) <= 50
        assert all(newest[one] == (one, weight) for one, weight in held)
