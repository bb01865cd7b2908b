"""Authentic, right person, current: never better than what is proven."""

from __future__ import annotations

import itertools
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skillmark.trust.outcome import Status
from skillmark.verify.checks import Check, Name, Reason, Verdict, decide
from skillmark.verify.glance import Answer, glance, same_name
from skillmark.verify.report import Report
from skillmark.verify.source import Expected
from skillmark.verify.table import COLUMNS, row
from skillmark.verify.verify import verify_bytes

from .conftest import NOW, Issue, altered

STATUSES = st.lists(st.sampled_from(list(Status)), min_size=10, max_size=10)


def report(statuses: list[Status]) -> Report:
    checks = tuple(
        Check(name, status, "", "", None if status is Status.PASS else Reason.UNSUPPORTED)
        for name, status in zip(Name, statuses, strict=True)
    )
    verdict, reason = decide(checks)
    return Report("x", verdict, reason, None, "json", checks)


@given(STATUSES)
def test_valid_has_no_no_and_no_unknown_and_nothing_is_yes_that_is_not_proven(
    statuses: list[Status],
) -> None:
    seen = glance(report(statuses))
    answers = {seen.authentic, seen.right_person, seen.current}
    if report(statuses).verdict is Verdict.VALID:
        assert answers <= {Answer.YES, Answer.NOT_ASKED}
    if seen.authentic is not Answer.YES:
        assert Answer.YES not in answers
    if Answer.NO in answers:
        assert report(statuses).verdict is Verdict.INVALID


@given(STATUSES, st.integers(0, 9), st.sampled_from([Status.UNKNOWN, Status.FAIL]))
def test_a_check_that_gets_worse_makes_no_answer_better(
    statuses: list[Status], place: int, worse: Status
) -> None:
    order = [Answer.YES, Answer.NOT_ASKED, Answer.CLAIMED, Answer.UNKNOWN, Answer.NO]
    if statuses[place] is Status.FAIL:
        worse = Status.FAIL
    before = glance(report(statuses))
    after = glance(report([*statuses[:place], worse, *statuses[place + 1 :]]))
    for name in ("authentic", "right_person", "current"):
        assert order.index(getattr(after, name)) >= order.index(getattr(before, name))


def test_what_was_not_checked_is_unknown() -> None:
    bare = Report("x", Verdict.UNKNOWN, Reason.UNREADABLE, None, "", ())
    assert set(vars_of(bare)) == {Answer.UNKNOWN}


def vars_of(one: Report) -> list[Answer]:
    seen = glance(one)
    return [seen.authentic, seen.right_person, seen.current]


def test_of_real_badges(issue: Issue) -> None:
    yes, no, claimed, asked = Answer.YES, Answer.NO, Answer.CLAIMED, Answer.NOT_ASKED
    good = issue()
    expired = issue(validUntil="2026-02-01T00:00:00Z")
    forged = altered(good, lambda value: value.update(name="Boss"))
    for data, holder, seen in (
        (good.data, "", [yes, asked, yes]),
        (good.data, "did:example:ada", [yes, yes, yes]),
        (good.data, "did:example:eve", [yes, no, yes]),
        (expired.data, "did:example:ada", [yes, yes, no]),
        (forged, "did:example:ada", [no, claimed, claimed]),
        (b"hello", "", [Answer.UNKNOWN] * 3),
    ):
        assert vars_of(verify_bytes(data, now=NOW, holder=holder)) == seen


@pytest.mark.parametrize(
    ("listed", "same"),
    [
        ("Ada Lovelace", True),
        ("LOVELACE, Ada", True),
        ("ada  lovelace", True),
        ("Ada King", False),
        ("", None),
    ],
)
def test_names_are_compared_as_people_write_them(
    listed: str, same: bool | None, issue: Issue
) -> None:
    name = {"type": "IdentityObject", "hashed": False, "identityHash": "Ada Lovelace",
            "identityType": "name"}  # fmt: skip
    found = verify_bytes(issue(credentialSubject=subject(name)).data, now=NOW)
    listed_report = found.listed_as(Expected(1, person=listed))
    assert same_name(listed_report) is same
    assert listed_report.summary == found.summary
    assert found.expected is None


def subject(identity: dict[str, Any]) -> dict[str, Any]:
    from .conftest import unsigned

    value: dict[str, Any] = unsigned("did:example:x")["credentialSubject"]
    return {**value, "identifier": [identity]}


def test_a_row_has_a_cell_for_every_column(issue: Issue) -> None:
    cells = dict(zip(COLUMNS, row(verify_bytes(issue().data, now=NOW)), strict=True))
    assert (cells["verdict"], cells["authentic"], cells["right_person"]) == (
        "valid", "yes", "not_asked",
    )  # fmt: skip
    empty = dict(zip(COLUMNS, row(verify_bytes(b"hello", now=NOW)), strict=True))
    assert (empty["verdict"], empty["authentic"], empty["achievement"]) == (
        "unknown", "unknown", "",
    )  # fmt: skip
    assert all(isinstance(cell, str) for cell in itertools.chain(cells.values(), empty.values()))
