"""Worth a look: from stored responses to flags, what people record, and what never changes."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random

import numpy as np
import pytest
from django.urls import reverse

from skillmark.nouns.errors import InputError

NOW = datetime(2026, 11, 27, 12, tzinfo=UTC)


@pytest.fixture
def integrity(world):
    from skillmark.server.assess.integrity import services

    return services


def outcome_of(attempts):
    return [(one.score, one.final, one.claimed, one.state) for one in attempts]


@pytest.fixture
def crowd(world):
    """Seventy people who do not exist, stored as if real; the second has the first's answers."""
    from skillmark.server.assess import services
    from skillmark.server.assess.models import AttemptRecord, ResponseRecord
    from skillmark.server.people.models import AccountRecord

    rng = np.random.default_rng(5)
    sitters = [services.Sitter(f"crowd-{n}", float(rng.normal(0, 0.7))) for n in range(70)]
    attempts = services.record_simulated_responses(
        world.home,
        world.things["test"],
        sitters,
        now=NOW,
        rng=Random(5),
        delivery=world.things["delivery"],
    )
    accounts = AccountRecord.objects.bulk_create(
        AccountRecord(email=f"{one.person}@home.example", name=f"Nobody {n}")
        for n, one in enumerate(attempts)
    )
    for n, (one, account) in enumerate(zip(attempts, accounts, strict=True)):
        one.account, one.simulated = account, False
        one.submitted = NOW + timedelta(minutes=n)
    AttemptRecord.objects.bulk_update(attempts, ["account", "simulated", "submitted"])
    source = attempts[0]
    answers = list(source.responses.all())
    attempts[1].responses.all().delete()
    for one in answers:
        one.pk, one.attempt = None, attempts[1]
    ResponseRecord.objects.bulk_create(answers)
    attempts[1].form = source.form
    attempts[1].save()
    for one in ResponseRecord.objects.filter(attempt__in=attempts):
        one.shown = NOW
        hasty = one.attempt_id == attempts[2].pk
        one.answered = NOW + timedelta(seconds=0.5 if hasty else float(rng.lognormal(3.5, 0.4)))
        one.save()
    return attempts


def test_a_look_finds_the_pair_and_the_hasty_and_touches_nothing_else(world, integrity, crowd):
    from skillmark.server.assess.models import AttemptRecord

    before = outcome_of(AttemptRecord.objects.order_by("pk"))
    row = integrity.look(world.things["test"], simulated=False, now=NOW)
    assert row.persons >= 70
    flags = {(one.kind, one.first_id, one.second_id) for one in row.flags.filter(current=True)}
    pair = tuple(sorted((crowd[0].pk, crowd[1].pk), key=str))
    assert ("similar_answers", *pair) in flags
    assert ("haste", crowd[2].pk, None) in flags
    assert outcome_of(AttemptRecord.objects.order_by("pk")) == before


def test_a_finding_stays_with_its_flag_over_later_looks(world, integrity, crowd):
    test = world.things["test"]
    row = integrity.look(test, simulated=False, now=NOW)
    flag = row.flags.get(kind="haste", first=crowd[2])
    actor = world.people["assessor"]
    integrity.record_finding(flag, "explained", note="typed in later", actor=actor, now=NOW)
    count = row.flags.count()
    again = integrity.look(test, simulated=False, now=NOW + timedelta(days=1))
    assert again.pk == row.pk
    assert again.flags.count() == count
    assert again.flags.get(pk=flag.pk).findings.get().note == "typed in later"
    crowd[2].responses.update(answered=NOW + timedelta(seconds=40))
    integrity.look(test, simulated=False, now=NOW + timedelta(days=2))
    assert not again.flags.get(pk=flag.pk).current


def test_erasing_a_person_erases_their_flags_and_those_of_pairs(world, integrity, crowd):
    from skillmark.server.assess.integrity.models import FindingRecord, ResponseFlagRecord

    row = integrity.look(world.things["test"], simulated=False, now=NOW)
    pair = row.flags.get(kind="similar_answers")
    integrity.record_finding(pair, "nothing", note="", actor=world.people["assessor"], now=NOW)
    crowd[1].account.delete()
    assert not ResponseFlagRecord.objects.filter(pk=pair.pk).exists()
    assert not FindingRecord.objects.filter(flag=pair.pk).exists()
    assert row.flags.filter(first=crowd[2]).exists()


def test_real_and_simulated_are_never_looked_at_together(world, integrity, crowd):
    from skillmark.server.assess.models import AttemptRecord

    with pytest.raises(InputError, match="too few"):
        integrity.look(world.things["test"], simulated=True, now=NOW)
    AttemptRecord.objects.filter(pk__in=[one.pk for one in crowd]).update(simulated=True)
    row = integrity.look(world.things["test"], simulated=True, now=NOW)
    assert row.simulated
    assert row.persons == 70
    with pytest.raises(InputError, match="too few"):
        integrity.look(world.things["test"], simulated=False, now=NOW)


def test_the_page_orders_a_look_and_shows_it(world, integrity, crowd, client_of):
    from skillmark.server.jobs import worker

    worker.load()
    test = world.things["test"]
    browser = client_of("assessor")
    address = reverse("test_look", args=[test.pk])
    ordered = browser.post(
        reverse("test_look_run", args=[test.pk]), {"responses": "real", "since": "2026-11-27"}
    )
    assert ordered.status_code == 302
    assert "are being looked at" in browser.get(address).content.decode()
    assert integrity.order_look(test, simulated=False, actor=world.people["assessor"])
    while integrity.open_job(test):
        assert worker.run_one()
    shown = browser.get(address).content.decode()
    assert "Nobody 0" in shown
    assert "same teacher" in shown
    assert "never verdicts" in shown
    assert "No field data" not in shown
    picture = browser.get(reverse("test_look_picture", args=[test.pk]))
    assert b"<svg" in picture.content


def test_a_finding_is_recorded_once_seen_and_audited(world, integrity, client_of):
    from skillmark.server.people.models import AuditRecord

    flag = world.things["flag"]
    browser = client_of("assessor")
    address = reverse("flag_finding", args=[flag.pk])
    assert browser.post(address, {"outcome": "guilty"}).status_code == 400
    assert browser.post(address, {"outcome": "explained", "note": " "}).status_code == 400
    done = browser.post(address, {"outcome": "explained", "note": "a slow line"}, follow=True)
    assert "a slow line" in done.content.decode()
    entry = AuditRecord.objects.filter(action="flag_looked_at").latest("pk")
    assert entry.detail == {"outcome": "explained"}
    assert "slow" not in str(entry.detail)


def test_what_rests_on_simulated_responses_says_so(world, client_of):
    flag = world.things["flag"]
    flag.look.field_data = "simulated"
    flag.look.save()
    page = client_of("assessor").get(reverse("test_look", args=[flag.look.test_id]))
    assert "No field data" in page.content.decode()


def test_the_candidate_sees_nothing_of_it(world, client_of):
    flag = world.things["flag"]
    browser = client_of("learner")
    assert browser.get(reverse("test_look", args=[flag.look.test_id])).status_code == 403
    result = (
        browser.get(reverse("attempt_result", args=[flag.first_id])).content.decode().casefold()
    )
    assert "worth a look" not in result


def test_questions_that_the_test_has_not(world, integrity, crowd):
    with pytest.raises(InputError, match="no question zz"):
        integrity.order_look(
            world.things["test"], simulated=False, actor=world.people["assessor"], exposed=["zz"]
        )


def test_an_exposure_date_reaches_the_look(world, integrity, crowd):
    row = integrity.look(world.things["test"], simulated=False, now=NOW, since=date(2026, 11, 28))
    assert row.since == date(2026, 11, 28)
    reasons = {one["kind"]: one["reason"] for one in row.looks}
    assert "before and 30 since" in reasons["easier_since"]


def test_the_server_keeps_when_it_showed_a_question_and_when_an_answer_came(world, client_of):
    attempt = world.things["attempt"]
    browser = client_of("learner")
    address = reverse("question", kwargs={"pk": attempt.pk, "number": 1})
    name = attempt.form[0][0]
    attempt.responses.filter(item=name).delete()
    browser.head(address)
    assert not attempt.responses.filter(item=name).exists()
    browser.get(address)
    row = attempt.responses.get(item=name)
    assert row.shown is not None
    assert row.answered is None
    first = row.shown
    browser.get(address)
    from skillmark.server.assess import services

    item = services.noun(attempt.delivery.test).item(name)
    services.save_answer(attempt, name, None, now=first + timedelta(seconds=4))
    row.refresh_from_db()
    assert (row.shown, row.answered) == (first, None)
    services.save_answer(attempt, name, item.interaction.right(), now=first + timedelta(seconds=9))
    services.save_answer(attempt, name, item.interaction.right(), now=first + timedelta(seconds=60))
    row.refresh_from_db()
    assert (row.shown, row.answered) == (first, first + timedelta(seconds=9))
    assert row.saved == first + timedelta(seconds=60)


def test_nothing_outside_the_room_reads_a_flag():
    """No score, award, match or record of a candidate can come to depend on one."""
    from skillmark import server

    room = Path(server.__file__).parent.parent
    names = re.compile(r"\b(ResponseFlagRecord|FindingRecord|LookRecord)\b|assess\.integrity\b")
    readers = {
        file.relative_to(room).as_posix()
        for file in (room / "server").rglob("*.py")
        if names.search(file.read_text(encoding="utf-8")) and "migrations" not in file.parts
    }
    inside = {one for one in readers if one.startswith("server/assess/integrity/")}
    assert inside
    # The page's addresses, the background job, Django's way to the rows, and what raters see.
    names = ("urls", "tasks", "models", "rating/seen")
    assert readers - inside == {f"server/assess/{one}.py" for one in names}
    # That is shown on their pages, and known to nothing that rates, settles or finishes.
    seers = {
        file.relative_to(room).as_posix()
        for file in (room / "server").rglob("*.py")
        if re.search(r"import (.*, )?seen\b|rating\.seen", file.read_text(encoding="utf-8"))
    }
    assert seers - inside == {"server/assess/rating/shown.py"}
