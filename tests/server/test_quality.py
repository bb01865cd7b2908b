"""The quality report of a test: computed, signed, published; and where it says no field data."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from random import Random

import orjson
import pytest
from django.urls import reverse
from django.utils import translation

from skillmark.badges import credibility as believing
from skillmark.nouns.errors import ConflictError, InputError

NOW = datetime.now(UTC) + timedelta(hours=3)
"""Later than what the world holds."""


@pytest.fixture
def quality(world):
    from skillmark.server.assess import quality

    return quality


@pytest.fixture
def report(world):
    """The report of simulated responses that the world holds; it is public."""
    return world.things["report"]


@pytest.fixture
def test_row(world):
    return world.things["believed"]


def as_real(test):
    """Say that people answered, so that both kinds can be told apart."""
    from skillmark.server.assess.models import AttemptRecord

    AttemptRecord.objects.filter(delivery__test=test).update(simulated=False)


# --- what is stored


def test_a_calibration_has_its_report_and_both_say_the_same(report, quality):
    made, row = quality.report_of(report), report.calibration
    assert made.figure("alpha").value == row.alpha
    assert made.figure("sem").value == row.sem
    assert made.figure("accuracy").value == row.accuracy
    assert made.persons == row.persons == 60
    assert made.digest
    assert [one.act for one in made.signatures] == ["prepared"]


def test_computed_again_it_is_the_same_to_the_last_bit(world, quality, report, test_row):
    from skillmark.server.assess import services

    again = services.calibrate(test_row, simulated=True, now=report.computed)
    assert quality.of_calibration(again).report == report.report


def test_whoever_passed_the_own_form_counts_as_passed(report, quality, test_row):
    from skillmark.server.assess.models import AttemptRecord

    rows = AttemptRecord.objects.filter(delivery__test=test_row, final=True)
    passed = sum(one.passed for one in rows)
    assert quality.report_of(report).figure("passing").facts["passed"] == passed


def test_real_and_simulated_are_never_mixed(world, quality, report, test_row):
    from skillmark.server.assess import services

    with pytest.raises(InputError, match="too few"):
        services.calibrate(test_row, simulated=False, now=NOW)
    as_real(test_row)
    real = services.calibrate(test_row, simulated=False, now=NOW)
    made = quality.report_of(quality.of_calibration(real))
    assert made.has_field_data
    assert made.digest != quality.report_of(report).digest
    assert services.credibility(test_row).has_field_data


@pytest.mark.slow
def test_the_language_of_the_test_is_looked_at_where_it_differs(world, quality, test_row):
    from skillmark.server.assess import services
    from skillmark.server.assess.models import AttemptRecord

    rows = list(AttemptRecord.objects.filter(delivery__test=test_row))
    for one in rows[::2]:
        one.language = "de"
    AttemptRecord.objects.bulk_update(rows, ["language"])
    row = services.calibrate(test_row, simulated=True, now=NOW)
    figure = quality.report_of(quality.of_calibration(row)).figure("dif")
    assert figure.facts["grouping"] == "language"
    assert services.credibility(test_row).fairness_examined


# --- signatures and publication


def test_acts_are_added_and_never_changed(world, quality, report):
    act = quality.review(
        report, actor=world.people["assessor"], now=NOW, role="head of quality", remark="seen"
    )
    assert quality.report_of(report).signatures[-1].role == "head of quality"
    act.remark = "not seen"
    with pytest.raises(ConflictError):
        act.save()
    with pytest.raises(ConflictError):
        act.delete()
    with pytest.raises(InputError):
        quality.review(report, actor=world.people["assessor"], now=NOW, role=" ", remark="")


def test_a_report_is_public_until_it_is_taken_back(world, quality, report, client_of):
    address = reverse("quality_public", args=[report.pk])
    outside = client_of("nobody")
    assert outside.get(address).status_code == 200
    author = world.people["assessor"]
    with pytest.raises(ConflictError):
        quality.publish(report, actor=author, now=NOW)
    quality.withdraw(report, actor=author, now=NOW + timedelta(seconds=1))
    for name in ("quality_public", "quality_public_pdf", "quality_public_json"):
        assert outside.get(reverse(name, args=[report.pk])).status_code == 404
    with pytest.raises(ConflictError):
        quality.withdraw(report, actor=author, now=NOW)
    later = NOW + timedelta(seconds=2)
    quality.publish(report, actor=author, now=later)
    assert outside.get(address).status_code == 200


def test_outsiders_read_nothing_of_a_single_item(report, client_of):
    outside = client_of("nobody")
    page = outside.get(reverse("quality_public", args=[report.pk])).content.decode()
    data = outside.get(reverse("quality_public_json", args=[report.pk])).content.decode()
    for item in report.calibration.items:
        assert item["item"] not in page
        assert item["item"] not in data


def test_the_page_is_reviewed_and_published_by_its_forms(world, client_of, test_row, report):
    client = client_of("assessor")
    page = reverse("test_quality", args=[test_row.pk])
    sent = client.post(
        reverse("quality_review", args=[test_row.pk]), {"role": "Prüferin", "remark": "<i>gut</i>"}
    )
    assert sent.headers["Location"] == page
    shown = client.get(page).content.decode()
    assert "Prüferin" in shown
    assert "&lt;i&gt;gut" in shown
    assert reverse("quality_public", args=[report.pk]) in shown
    client.post(reverse("quality_publish", args=[test_row.pk]), {"public": "no"})
    assert reverse("quality_public", args=[report.pk]) not in client.get(page).content.decode()
    refused = client.post(reverse("quality_review", args=[test_row.pk]), {"role": ""})
    assert refused.status_code == 400


def test_without_a_report_the_page_says_so(world, client_of):
    client, other = client_of("assessor"), world.things["test"]
    shown = client.get(reverse("test_quality", args=[other.pk])).content.decode()
    assert "No field data." in shown
    assert client.get(reverse("test_quality_pdf", args=[other.pk])).status_code == 400


def test_a_calibration_of_an_earlier_version_asks_to_compute_again(
    world, client_of, test_row, report
):
    from skillmark.server.assess import services
    from skillmark.server.assess.models import QualityRecord

    QualityRecord.objects.filter(pk=report.pk).delete()
    shown = client_of("assessor").get(reverse("test_quality", args=[test_row.pk]))
    assert "older than this page" in shown.content.decode()
    bundle = services.credibility(test_row)
    assert (bundle.truly_above, bundle.reliability is None) == (None, False)


# --- the panel behind the cut


def adopted(world, test, *, simulated):
    from skillmark.server.assess import library
    from skillmark.server.assess.standards.models import AdoptionRecord, StandardSettingRecord

    cut = library.cut_of(test)
    setting = StandardSettingRecord.objects.create(
        organisation=world.home, test=test, method="angoff", candidate="c", consent="c",
        maximum=cut.maximum, simulated=simulated,
    )  # fmt: skip
    row = library.set_cut(test, cut)
    AdoptionRecord.objects.create(
        organisation=world.home, setting=setting, cut=row, recommended=cut.score,
        standard_error=0.6, panellists=12, rounds=2, differs=False, record={},
    )  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("simulated", [False, True])
def test_the_panel_travels_in_the_credential_unless_a_program_played_it(
    simulated, world, quality, test_row
):
    from skillmark.server.assess import services

    adopted(world, test_row, simulated=simulated)
    row = services.calibrate(test_row, simulated=True, now=NOW)
    made = quality.report_of(quality.of_calibration(row))
    bundle = services.credibility(test_row)
    if simulated:
        assert made.figure("judges").why == "played_panel"
        assert (bundle.judges, bundle.cut_error) == (None, None)
    else:
        assert (bundle.judges, bundle.cut_error) == (12, 0.6)


# --- "no field data", wherever it is seen


def sitting_that_passed(world, test):
    """An award that follows from this test."""
    from skillmark.badges.identity import Recipient
    from skillmark.nouns.evidence import Result
    from skillmark.server.assess import services
    from skillmark.server.award import services as award
    from skillmark.server.define.models import AchievementRecord

    result = Result(test.slug, "p", NOW, 30, 38, 20, simulated=True)
    return award.award_one(
        AchievementRecord.objects.of(world.home).first(),
        Recipient(name="Zoë", email="zoe@home.example"),
        actor=world.people["provider_admin"],
        result=result,
        credibility=services.credibility(test),
        notify=False,
    )


@pytest.mark.parametrize(
    ("language", "words"), [("en", "No field data"), ("de", "Keine Felddaten")]
)
def test_no_field_data_on_every_page(language, words, world, client_of, test_row, report):
    client = client_of("assessor")
    client.cookies["django_language"] = language
    for name, pk in (
        ("test_quality", test_row.pk),
        ("test", test_row.pk),
        ("quality_public", report.pk),
    ):
        with translation.override(language):
            answer = client.get(reverse(name, args=[pk]), HTTP_ACCEPT_LANGUAGE=language)
        assert words in answer.content.decode(), name


def test_no_field_data_in_json_and_in_the_credential(world, client_of, test_row, report):
    client = client_of("assessor")
    for name, pk in (("test_quality_json", test_row.pk), ("quality_public_json", report.pk)):
        found = json.loads(client.get(reverse(name, args=[pk])).content)
        assert found["no_field_data"] is True
        assert found["notice"]["en"].startswith("No field data")
    award = sitting_that_passed(world, test_row)
    body = orjson.loads(bytes(award.body))
    said = next(one for one in body["evidence"] if one.get("genre") == believing.GENRE)
    assert said["narrative"].startswith("no field data: ")
    assert "are truly above the cut" in said["narrative"]
    assert said["id"].endswith(reverse("quality_public", args=[report.pk]))
    assert award.caution.startswith("no field data: ")
    bundle = believing.read(body)
    assert bundle.truly_above is not None
    assert bundle.report == said["id"]


def test_the_verifier_says_how_sure_a_pass_is_in_both_languages(world, test_row):
    from skillmark.server.verify import details
    from skillmark.server.verify.services import check

    award = sitting_that_passed(world, test_row)
    evidence = next(one for one in check(bytes(award.body)).checks if one.name.value == "evidence")
    assert "are truly above the cut" in evidence.detail
    with translation.override("de"):
        words, tongue = details.of(evidence)
    assert tongue == ""
    assert "liegen etwa" in words
    assert "keine Felddaten" in words.replace("Keine", "keine")


def test_the_day_of_the_report_is_the_day_it_was_computed(world, quality, test_row):
    from skillmark.server.assess import services

    row = services.calibrate(test_row, simulated=True, now=NOW)
    assert quality.report_of(quality.of_calibration(row)).made_on == NOW.date()


@pytest.mark.slow
def test_more_responses_another_report_and_the_old_one_stays(world, quality, report, test_row):
    from skillmark.server.assess import services

    sitters = [services.Sitter(f"more-{n}", 0.2) for n in range(10)]
    services.record_simulated_responses(world.home, test_row, sitters, now=NOW, rng=Random(9))
    services.calibrate(test_row, simulated=True, now=NOW)
    assert quality.of_calibration(services.latest(test_row)).pk != report.pk
    assert test_row.reports.count() == 2
