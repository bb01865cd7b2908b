"""What others publish, and readiness: read strictly, told with care."""

from __future__ import annotations

from datetime import date

import pytest

from skillmark.nouns.errors import InputError, UnreadableError
from skillmark.nouns.evidence import Evidence
from skillmark.nouns.person import Requirement
from skillmark.nouns.proficiency import EvidenceClass
from skillmark.plan.foresight.exposure import exposed, read_exposure
from skillmark.plan.foresight.readiness import CELL, Worker, readiness, together
from skillmark.plan.foresight.standing import Standing
from skillmark.plan.foresight.technologies import read_technologies

V, E, C, M = (
    EvidenceClass.VERIFIED, EvidenceClass.EVIDENCED, EvidenceClass.CLAIMED, EvidenceClass.MISSING,
)  # fmt: skip
HEAD = (
    "O*NET-SOC Code,Title,dv_rating_alpha,dv_rating_beta,dv_rating_gamma,"
    "human_rating_alpha,human_rating_beta,human_rating_gamma\n"
)


def test_exposure_is_read_and_averaged_over_people():
    table = read_exposure(
        HEAD + "1,Clerks,0.1,0.2,0.3,0.4,0.5,0.6\n2,Cooks,0,0,0,0,0.1,0\n", where="e.csv"
    )
    assert (table[0].of("beta", "people"), table[0].of("gamma", "model")) == (0.5, 0.3)
    by_code = {one.code: one for one in table}
    mean = exposed(["1", "1", "2", None, "9"], by_code, measure="beta", judge="people")
    assert mean is not None
    assert mean.mean == pytest.approx((0.5 + 0.5 + 0.1) / 3)
    assert (mean.known.hits, mean.known.of) == (3, 5)
    assert exposed([None], by_code, measure="beta", judge="people") is None


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("1,Clerks,0.1,0.2,0.3,0.4,0.5,1.6", "no share"),
        ("1,Clerks,0.1,0.2,0.3,0.4,,0.6", "no share"),
        ("1,,0.1,0.2,0.3,0.4,0.5,0.6", "without code or title"),
        ("0,A,0,0,0,0,0,0\n0,A,0,0,0,0,0,0", "twice"),
        ("", "names no occupation"),
    ],
)
def test_exposure_that_makes_no_sense_is_refused(row, words):
    with pytest.raises(InputError, match=words):
        read_exposure(HEAD + row, where="e.csv")


def test_technologies_of_a_text_release_are_read():
    text = (
        "O*NET-SOC Code\tExample\tCommodity Code\tCommodity Title\tHot Technology\tIn Demand\n"
        "15-1\tPython\t1\tx\tY\tY\n15-2\tPython\t1\tx\tY\tN\n15-2\tAda\t1\tx\tN\tN\n15-3\t\t1\n"
    )
    ada, python = read_technologies(text.encode(), where="t.txt")
    assert (python.name, python.hot, python.occupations, python.in_demand) == (
        "Python", True, 2, ("15-1",),
    )  # fmt: skip
    assert (ada.hot, ada.in_demand) == (False, ())
    with pytest.raises(InputError, match="column"):
        read_technologies(b"a\tb\n", where="t.txt")
    with pytest.raises(InputError, match="neither"):
        read_technologies(b"\xff\xfe\x00", where="t.xlsx")
    with pytest.raises(UnreadableError):
        read_technologies(b"PK no workbook", where="t.xlsx")


def test_the_official_files_are_read_whole(shared):
    table = read_exposure(
        (shared / "data/genai-exposure-occupations.csv").read_text(), where="exposure"
    )
    assert len(table) == 923
    writers = next(one for one in table if one.code == "27-3043.00")
    assert writers.of("beta", "people") > 0.5
    book = (shared / "data/onet-29.3/Technology Skills.xlsx").read_bytes()
    found = {one.name: one for one in read_technologies(book, where="Technology Skills.xlsx")}
    assert sum(len(one.in_demand) for one in found.values()) == 2339
    assert found["Python"].hot
    assert len(found["Python"].in_demand) < found["Python"].occupations


def worker(function, *pieces, asked=("ai",)):
    evidence = [Evidence(skill, cls, date(2026, 1, 1), level) for skill, cls, level in pieces]
    return Worker(function, tuple(Requirement(one, 3) for one in asked), Standing.of(evidence))


def test_a_person_is_as_ready_as_the_weakest_skill_and_counts_once():
    people = [
        worker("it", ("ai", V, 3)),
        worker("it", ("ai", V, 2), ("ai", E, 4)),
        worker("it", ("ai", V, 2), ("ai", C, 4)),
        worker("it", ("ai", V, 8), asked=("ai", "law")),
        worker("it"),
        worker("it", asked=()),
    ]
    (it,) = readiness(people)
    assert (it.people, it.small) == (5, False)
    assert {cls: share.hits for cls, share in it.shares} == {V: 1, E: 1, C: 1, M: 2}
    low, high = it.share(V).interval
    assert (low, high) == (pytest.approx(0.0362, abs=1e-3), pytest.approx(0.6245, abs=1e-3))


def test_small_groups_are_not_told_nor_had_back_by_subtraction():
    big = [worker("it", ("ai", V, 3)) for _n in range(CELL)]
    small = [worker("law", ("ai", V, 3)) for _n in range(CELL - 1)]
    it, law = readiness([*big, *small])
    assert (law.small, law.people, law.shares, law.unasked) == (True, 0, (), 0)
    everybody = together([it, law])
    assert everybody is not None
    assert everybody.people == CELL
    assert together([law]) is None
    assert readiness([]) == ()
