"""The same bits for a number and for an array, and the right ones."""

from __future__ import annotations

import math
from decimal import Decimal, getcontext

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from skillmark.match.exactly import WHOLE, billionths, half_to_the

some = st.lists(st.floats(-40, 40), min_size=1, max_size=20)


@given(some)
def test_an_array_comes_to_the_bits_that_its_numbers_come_to(numbers: list[float]) -> None:
    array = np.array(numbers)
    assert billionths(array).tolist() == [billionths(z) for z in numbers]
    ages = np.abs(array)
    assert half_to_the(ages).tolist() == [half_to_the(abs(x)) for x in numbers]


@given(st.floats(-8, 8), st.floats(0, 8))
def test_the_probability_grows_and_its_sides_mirror(z: float, more: float) -> None:
    assert 0 <= billionths(z) <= billionths(z + more) <= WHOLE
    assert abs(billionths(z) + billionths(-z) - WHOLE) <= 1


def test_known_values() -> None:
    # Abramowitz and Stegun 1964, table 26.1, rounded to nine digits
    known = {0.0: 500000000, 0.5: 691462461, 1.0: 841344746, 2.0: 977249868, 3.0: 998650102}
    assert {z: int(billionths(z)) for z in known} == known
    for z in np.linspace(-7, 7, 2801).tolist():
        assert abs(billionths(z) - 0.5 * math.erfc(-z / math.sqrt(2)) * WHOLE) < 0.500001
    getcontext().prec = 40
    for x in (0.0, 0.25, 1.0, 7.75, 60.125):
        exact = (Decimal(-x) * Decimal(2).ln()).exp()
        assert abs(Decimal(half_to_the(x)) / exact - 1) < Decimal("1e-15")
