"""The period of validity, to the second (VC Data Model 2.0, section 4.9)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from skillmark.trust.outcome import Status
from skillmark.verify import validity
from skillmark.verify.checks import Reason

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def reason(now: datetime = NOW, **members: Any) -> Reason | None:
    check = validity.check(members, now=now)
    assert (check.status is Status.PASS) == (check.reason is None)
    return check.reason


@pytest.mark.parametrize(
    ("begins", "ends"), [("validFrom", "validUntil"), ("issuanceDate", "expirationDate")]
)
def test_the_first_and_the_last_moment_belong_to_it(begins: str, ends: str) -> None:
    period = {begins: "2026-06-01T12:00:00Z", ends: "2026-06-02T12:00:00Z"}
    assert reason(NOW, **period) is None
    assert reason(NOW + timedelta(days=1), **period) is None
    assert reason(NOW + timedelta(days=1) + SECOND, **period) is Reason.EXPIRED
    assert reason(NOW - timedelta(minutes=5), **period) is None
    assert reason(NOW - timedelta(minutes=5) - SECOND, **period) is Reason.NOT_YET_VALID


def test_a_period_of_one_moment_is_one_and_one_that_ends_first_is_none() -> None:
    moment = "2026-06-01T12:00:00Z"
    assert reason(validFrom=moment, validUntil=moment) is None
    assert reason(validFrom=moment, validUntil="2026-06-01T11:59:59Z") is Reason.MALFORMED


def test_either_end_may_be_open() -> None:
    assert reason() is None
    assert reason(validUntil="2026-06-02T00:00:00Z") is None
    assert reason(validUntil="2026-05-31T00:00:00Z") is Reason.EXPIRED
    assert reason(validFrom="2026-05-01T00:00:00Z") is None
    for open_end in ({}, {"validFrom": "2026-05-01T00:00:00Z"}):
        assert "without end" in validity.check(open_end, now=NOW).detail
    closed = validity.check({"validUntil": "2026-06-02T00:00:00Z"}, now=NOW)
    assert "without end" not in closed.detail


def test_a_skewed_clock_is_named_only_where_it_is_one() -> None:
    ahead = validity.check({"validFrom": "2026-06-01T12:00:01Z"}, now=NOW)
    assert (ahead.status, "skewed" in ahead.detail) == (Status.PASS, True)
    exact = validity.check({"validFrom": "2026-06-01T12:00:00Z"}, now=NOW)
    assert (exact.status, "skewed" in exact.detail) == (Status.PASS, False)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-06-01T12:00:00Z", NOW),
        ("2026-06-01t12:00:00z", NOW),
        ("2026-06-01T14:00:00+02:00", NOW),
        ("2026-06-01T12:00:00.25Z", NOW + timedelta(milliseconds=250)),
        # xsd:dateTime has no last digit; what is finer than a microsecond is cut off
        ("2026-06-01T12:00:00.123456789Z", NOW + timedelta(microseconds=123456)),
    ],
)
def test_moments(text: str, expected: datetime) -> None:
    assert validity.moment(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        *("2026-06-01", "2026-06-01T12:00:00", "2026-06-01 12:00:00Z", "2026-06-31T12:00:00Z"),
        *("2026-06-01T24:00:01Z", "20260601T120000Z", "2026-06-01T12:00Z", "", None, 7),
        *("2026-06-01T12:00:00Z\n", "x2026-06-01T12:00:00Z", "2026-06-01T12:00:00.Z"),
    ],
)
def test_what_is_no_moment(text: object) -> None:
    with pytest.raises(validity.NotATimestampError):
        validity.moment(text)
