"""Bad data in: what is refused, by name, with what to do."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from skillmark.measure.effects.effect import effect
from skillmark.measure.effects.study import Study, read_study
from skillmark.nouns.errors import InputError


def people(n: int = 200) -> Study:
    rng = np.random.default_rng(9)
    x = rng.normal(size=(n, 2))
    d = (rng.random(n) < 0.4).astype(float)
    return Study(d, x[:, 0] + d + rng.normal(size=n), x, ("years", "grade"))


GIVEN = people()
ONES = np.ones(200)
HOLE = np.where(np.arange(200) == 41, np.nan, 1.0)


def with_column(column: np.ndarray[tuple[int], np.dtype[np.float64]], name: str = "new") -> Study:
    return replace(
        GIVEN,
        covariates=np.column_stack([GIVEN.covariates, column]),
        names=(*GIVEN.names, name),
    )


@pytest.mark.parametrize(
    ("study", "code", "cause"),
    [
        (replace(GIVEN, treatment=ONES), "one_group", "there are no untreated people"),
        (replace(GIVEN, treatment=0 * ONES), "one_group", "there are no treated people"),
        (replace(GIVEN, outcome=ONES), "no_variation", "the outcome is the same for everybody"),
        (with_column(ONES), "no_variation", "covariate 'new' is the same for everybody"),
        (with_column(ONES, "years"), "duplicate", "covariate 'years' is there twice"),
        (with_column(2 * GIVEN.covariates[:, 0] - 1), "collinear", "says nothing"),
        (with_column(GIVEN.covariates.sum(axis=1)), "collinear", "says nothing"),
        (with_column(GIVEN.treatment * 5), "separation", "covariate 'new' tells"),
        (with_column(GIVEN.treatment * (np.arange(200) % 2)), "separation", "'new' is "),
        (with_column(HOLE), "missing", "the first is person 42"),
        (replace(GIVEN, outcome=HOLE), "missing", "1 people without a number"),
        (replace(GIVEN, placebo=HOLE, placebo_name="before"), "missing", "person 42"),
        (replace(GIVEN, treatment=ONES * 0.5), "input", "0.5 where 0 or 1"),
        (replace(GIVEN, clusters=np.arange(3)), "shape", "different lengths"),
        (replace(GIVEN, names=("years",)), "shape", "different lengths"),
        (
            Study(GIVEN.treatment[:4], GIVEN.outcome[:4], GIVEN.covariates[:4, [0, 1, 1]],
                  ("a", "b", "c")),
            "too_few_people", "4 people cannot carry 3 covariates",
        ),
    ],
)  # fmt: skip
def test_what_nothing_can_be_made_of_is_refused_by_name(
    study: Study, code: str, cause: str
) -> None:
    with pytest.raises(InputError) as caught:
        effect(study, rng=np.random.default_rng(0), shuffles=2)
    assert cause in str(caught.value)
    if code != "input":
        assert caught.value.code == code
    if code in {"separation", "collinear", "missing", "one_group"}:
        assert caught.value.remedy


def test_a_collinear_covariate_is_named_with_those_it_follows_from() -> None:
    with pytest.raises(InputError) as caught:
        effect(with_column(GIVEN.covariates.sum(axis=1)), rng=np.random.default_rng(0))
    named = f"{caught.value.cause} {caught.value.remedy}"
    assert all(repr(name) in named for name in ("years", "grade", "new"))


def test_an_empty_cell_is_named_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    path.write_text("t,pay,age,team\n1,10,30,a\n0,9,,a\n0,8,40,\n")
    with pytest.raises(InputError, match="line 3, column age"):
        read_study(path, treatment="t", outcome="pay", covariates=["age"])
    with pytest.raises(InputError, match="line 4, column team"):
        read_study(path, treatment="t", outcome="pay", covariates=[], cluster="team")
    path.write_text("t,pay,age,team\n1,10,30,b\n0,9,31,a\n0,8,40,b\n")
    read = read_study(path, treatment="t", outcome="pay", covariates=["age"], cluster="team")
    assert read.clusters is not None
    assert read.clusters.tolist() == [1, 0, 1]
