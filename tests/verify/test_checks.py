"""The law of the verdict."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from skillmark.trust.outcome import Status
from skillmark.verify.checks import DECIDING, Check, Name, Reason, Verdict, decide

statuses = st.fixed_dictionaries({name: st.sampled_from(Status) for name in Name})


def checks(found: dict[Name, Status]) -> list[Check]:
    return [Check(name, status, "", reason=Reason.FORGED) for name, status in found.items()]


@given(statuses, st.booleans())
def test_one_fail_is_invalid_else_one_unknown_is_unknown_else_valid(
    found: dict[Name, Status], require: bool
) -> None:
    deciding = {found[name] for name in (*DECIDING, *([Name.ISSUER_KNOWN] if require else []))}
    verdict, reason = decide(checks(found), require_known_issuer=require)
    if Status.FAIL in deciding:
        assert verdict is Verdict.INVALID
    elif Status.UNKNOWN in deciding:
        assert verdict is Verdict.UNKNOWN
    else:
        assert verdict is Verdict.VALID
    assert (reason is None) == (verdict is Verdict.VALID)


@given(statuses, st.sampled_from(Name))
def test_a_check_that_gets_worse_never_makes_the_verdict_better(
    found: dict[Name, Status], name: Name
) -> None:
    order = [Verdict.VALID, Verdict.UNKNOWN, Verdict.INVALID]
    before, _ = decide(checks(found))
    after, _ = decide(checks(found | {name: Status.FAIL}))
    assert order.index(after) >= order.index(before)


@given(statuses, st.sampled_from(sorted(DECIDING)))
def test_what_was_not_checked_is_not_passed(found: dict[Name, Status], name: Name) -> None:
    del found[name]
    assert decide(checks(found))[0] is not Verdict.VALID


def test_every_check_of_the_contract_is_there() -> None:
    assert [name.value for name in Name] == [
        "well_formed", "schema", "context", "proof", "issuer_key",
        "validity", "status", "holder", "issuer_known", "evidence",
    ]  # fmt: skip


def test_every_reason_and_verdict_of_the_contract_is_there() -> None:
    assert [reason.value for reason in Reason] == [
        "forged", "malformed", "expired", "not_yet_valid", "revoked", "suspended",
        "wrong_holder", "issuer_key", "issuer_unknown", "status_unavailable", "unsupported",
        "unreadable",
    ]  # fmt: skip
    assert [verdict.value for verdict in Verdict] == ["valid", "invalid", "unknown"]
