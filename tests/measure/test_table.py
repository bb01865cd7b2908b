"""Reading a study: what is wrong is named with its line."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from skillmark.measure.effects.study import read_study
from skillmark.measure.table import read_rows
from skillmark.nouns.errors import InputError, SkillmarkError, UnreadableError

GOOD = "who,treated,pay,age\na,1,10.5,30\nb,0,9,40\nc,1,12,35\n"


def write(folder: Path, content: str | bytes) -> Path:
    path = folder / "data.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


@pytest.mark.parametrize(
    "content",
    [
        GOOD,
        "\ufeff" + GOOD,
        GOOD.replace(",", ";"),
        GOOD.replace("\n", "\r\n"),
        GOOD.replace(",", ";").replace("10.5", "10,5"),
        GOOD + "\n\n",
    ],
)
def test_the_same_study_in_every_dialect(tmp_path: Path, content: str) -> None:
    study = read_study(
        write(tmp_path, content), treatment="treated", outcome="pay", covariates=["age"]
    )
    assert study.treatment.tolist() == [1, 0, 1]
    assert study.outcome.tolist() == [10.5, 9, 12]
    assert study.covariates.tolist() == [[30], [40], [35]]


def test_powers_and_products(tmp_path: Path) -> None:
    content = "t,y,age,educ\n1,5,30,10\n0,4,40,12\n"
    study = read_study(
        write(tmp_path, content),
        treatment="t",
        outcome="y",
        covariates=["age", "age^3", "age*educ", " age "],
    )
    assert study.names == ("age", "age^3", "age*educ")
    np.testing.assert_allclose(study.covariates, [[30, 27000, 300], [40, 64000, 480]])


@pytest.mark.parametrize(
    ("content", "where", "cause"),
    [
        (GOOD.replace("b,0", "b,2"), "data.csv, line 3, column treated", "0 or 1"),
        (GOOD.replace("12,35", ",35"), "data.csv, line 4, column pay", "empty"),
        (GOOD.replace("12,35", "nan,35"), "data.csv, line 4, column pay", "not a number"),
        (GOOD.replace("12,35", "1e999,35"), "data.csv, line 4, column pay", "not a number"),
        (GOOD.replace("12,35", "1_2,35"), "data.csv, line 4, column pay", "not a number"),
        (GOOD.replace("12,35", "12"), "data.csv, line 4", "3 cells where the header has 4"),
        (GOOD.replace("who", "pay", 1), "data.csv, line 1", "occurs twice"),
        (GOOD.replace("who", "", 1), "data.csv, line 1", "column 1 has no name"),
        ("who,treated,pay,age\n", "data.csv", "no rows"),
        ("", "data.csv", "header row"),
        (GOOD.replace("b", '"b', 1), "data.csv, line ", "not CSV"),
    ],
)
def test_what_is_wrong_is_named_with_its_line(
    tmp_path: Path, content: str, where: str, cause: str
) -> None:
    with pytest.raises(InputError) as caught:
        read_study(write(tmp_path, content), treatment="treated", outcome="pay", covariates=["age"])
    assert caught.value.where.startswith(where)
    assert cause in caught.value.cause


def test_a_row_over_two_lines_keeps_the_count(tmp_path: Path) -> None:
    content = 'who,treated,pay,age\n"a\nb",1,10,30\nc,x,9,40\n'
    with pytest.raises(InputError, match="line 4, column treated"):
        read_study(write(tmp_path, content), treatment="treated", outcome="pay", covariates=["age"])


def test_unknown_columns_are_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no column 'wage'") as caught:
        read_study(write(tmp_path, GOOD), treatment="treated", outcome="wage", covariates=["age"])
    assert "who, treated, pay, age" in caught.value.remedy


def test_an_outcome_is_no_covariate_of_itself(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="'pay' is the outcome"):
        read_study(write(tmp_path, GOOD), treatment="treated", outcome="pay", covariates=["pay^2"])
    with pytest.raises(InputError, match="different columns"):
        read_study(
            write(tmp_path, GOOD),
            treatment="treated",
            outcome="pay",
            covariates=["age"],
            placebo="pay",
        )


def test_bytes_that_are_no_text(tmp_path: Path) -> None:
    with pytest.raises(UnreadableError, match="line 3: not UTF-8"):
        read_rows(write(tmp_path, b"a,b\n1,2\n\xff,3\n"))
    with pytest.raises(SkillmarkError, match="No such file"):
        read_rows(tmp_path / "missing.csv")
