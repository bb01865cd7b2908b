"""The credibility bundle in a credential: all of it, what older credentials lack, the sentence."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from skillmark.badges import credibility as believing
from skillmark.badges import schema, summary
from skillmark.nouns.credibility import Credibility, FieldData, Interval
from skillmark.nouns.errors import InputError

NAMES = {"urn:example:skill:read-charts": "Read charts"}


@pytest.fixture
def whole(credibility: Credibility) -> Credibility:
    """A bundle in which every figure is known."""
    return replace(
        credibility,
        omega=Interval(0.86, 0.82, 0.89),
        decision_consistency=0.88,
        truly_above=Interval(0.934, 0.901, 0.951),
        rater_agreement=Interval(0.81, 0.7, 0.9, 0.9),
        judges=12,
        cut_error=0.4,
        fairness_examined=True,
        report="https://skills.example/quality/1",
    )


def credential(bundle: Credibility, badge: dict[str, Any]) -> dict[str, Any]:
    """The badge with another bundle in it."""
    achievement = badge["credentialSubject"]["achievement"]
    said, results = believing.describe(bundle, achievement_id=achievement["id"], names=NAMES)
    achievement["resultDescription"] = said
    badge["credentialSubject"]["result"] = results
    badge["evidence"] = [believing.evidence(bundle)]
    return badge


def test_every_figure_comes_back(whole: Credibility, badge: dict[str, Any]) -> None:
    assert believing.read(credential(whole, badge)) == whole


@pytest.mark.parametrize("examined", [None, False, True])
def test_whether_fairness_was_examined_has_three_answers(
    examined: bool | None, whole: Credibility, badge: dict[str, Any]
) -> None:
    bundle = replace(whole, fairness_examined=examined)
    found = believing.read(credential(bundle, badge))
    assert found is not None
    assert found.fairness_examined is examined


def test_the_schema_of_open_badges_has_nothing_against_it(
    whole: Credibility, badge: dict[str, Any]
) -> None:
    assert schema.errors(credential(whole, badge)) == []


def test_older_credentials_have_none_of_the_later_figures(badge: dict[str, Any]) -> None:
    found = believing.read(badge)
    assert found is not None
    assert found.reliability is not None
    later = (found.omega, found.truly_above, found.judges, found.cut_error, found.fairness_examined)
    assert later == (None,) * 5
    assert found.report == ""


def test_a_credential_of_version_0_1_still_reads(root: Any) -> None:
    import json

    lines = (root / "tests/fixtures/state-0.1/out.jsonl").read_text().splitlines()
    for line in lines:
        record = json.loads(line)
        record = record.get("credential", record)
        found = believing.read(record)
        assert found is None or found.truly_above is None
        assert summary.summarise(record).achievement


def test_the_probability_is_said_in_plain_words(whole: Credibility) -> None:
    real = replace(whole, field_data=FieldData.REAL)
    words = believing.evidence(real)["narrative"]
    assert "Of 100 people who pass, about 93 are truly above the cut (90 to 95)." in words
    assert words.startswith("The figures rest on the responses of 1000 people.")


def test_where_nobody_stands_behind_it_that_comes_first(whole: Credibility) -> None:
    words = believing.sentence(whole)
    assert words.startswith("no field data: ")
    assert words.endswith("about 93 are truly above the cut (90 to 95).")


@pytest.mark.parametrize(
    ("share", "words"),
    [(0.0, "0"), (0.004, "<1"), (0.5, "50"), (0.996, ">99"), (1.0, "100")],
)
def test_nought_and_a_hundred_only_where_it_is_exactly_that(
    share: float, words: str, whole: Credibility
) -> None:
    said = believing.truly_above(replace(whole, truly_above=Interval(share, share, share)))
    assert f"about {words} are truly" in said


def test_without_the_figure_nothing_is_said_of_it(credibility: Credibility) -> None:
    assert believing.truly_above(credibility) == ""
    assert "truly" not in believing.evidence(credibility)["narrative"]


def test_the_published_report_is_where_the_evidence_is(whole: Credibility) -> None:
    assert believing.evidence(whole)["id"] == whole.report
    assert "id" not in believing.evidence(replace(whole, report=""))


@pytest.mark.parametrize(
    ("kind", "value"), [("fairnessExamined", "perhaps"), ("judges", "many"), ("trulyAboveLow", "")]
)
def test_later_figures_that_make_no_sense_are_refused(
    kind: str, value: str, whole: Credibility, badge: dict[str, Any]
) -> None:
    made = credential(whole, badge)
    for result in made["credentialSubject"]["result"]:
        if result["resultDescription"].endswith(f"credibility-{kind}"):
            result["value"] = value
    with pytest.raises(InputError, match="makes no sense"):
        believing.read(made)
