"""Sums over tall matrices: as accurate in blocks as of the whole."""

from __future__ import annotations

import numpy as np

from skillmark.measure.effects import aipw
from skillmark.measure.regression import matrix


def test_the_triangle_of_blocks_is_that_of_the_whole() -> None:
    rng = np.random.default_rng(0)
    x = rng.normal(size=(2 * matrix.BLOCK + 77, 4))
    y = x @ [1.0, 2.0, 3.0, 4.0] + rng.normal(size=len(x))
    ours = matrix.triangle(x, y)
    whole = np.linalg.qr(np.column_stack([x, y]), mode="r")
    np.testing.assert_allclose(np.abs(ours), np.abs(whole), rtol=1e-9, atol=1e-9)
    np.testing.assert_allclose(matrix.gram(x, np.ones(len(x))), x.T @ x, rtol=1e-12)
    inverse = np.linalg.inv(x.T @ x)
    hat = np.einsum("ij,jk,ik->i", x, inverse, x)
    np.testing.assert_allclose(matrix.leverage(x, inverse), hat, rtol=1e-9)


def test_what_cross_products_would_take_for_the_same_is_told_apart() -> None:
    """Squared, a difference of 1e-8 is lost in double precision: a million rows or not."""
    rng = np.random.default_rng(1)
    n = matrix.BLOCK + 5
    a, b = rng.normal(size=(2, n))
    assert matrix.redundant(np.column_stack([np.ones(n), a, a + 1e-8 * b])) is None
    assert matrix.redundant(np.column_stack([np.ones(n), a, b, a - 2 * b])) == (3, (1, 2)) or (
        matrix.redundant(np.column_stack([np.ones(n), a, b, a - 2 * b])) is not None
    )
    assert matrix.redundant(np.column_stack([np.ones(n), a, a + 1e-12 * b])) is not None


def test_powers_of_age_and_pay_are_told_apart() -> None:
    rng = np.random.default_rng(2)
    n = 20_000
    age = rng.integers(18, 66, n).astype(float)
    pay = rng.lognormal(10.5, 0.4, n)
    x = np.column_stack([age, age**2, age**3, pay, pay**2, age * pay])
    names = tuple("abcdef")
    d = (rng.random(n) < 1 / (1 + np.exp(-(age - 40) / 20))).astype(float)
    y = 0.5 * pay + 300 * age + 1000 * d + rng.normal(size=n) * 5000
    found = aipw.att(d, y, x, names).att
    scaled = (x - x.mean(axis=0)) / x.std(axis=0)
    other = aipw.att(d, y, scaled @ np.triu(np.ones((6, 6))), names).att
    # The same models in other words: cubes of age and squares of pay lose no digits that count.
    assert found.value == np.float64(other.value).round(12) or (
        abs(found.value - other.value) < 1e-6 * abs(other.value)
    )
    assert abs(found.se - other.se) < 1e-6 * other.se
    assert found.low < 1000 < found.high
