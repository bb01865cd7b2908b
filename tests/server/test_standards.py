"""Standard settings: panels, rounds, what is seen by whom, and the act."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from random import Random

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from skillmark.assess.simulate import simulate_attempt
from skillmark.nouns.errors import ConflictError, InputError

NOW = datetime(2026, 11, 27, 9, tzinfo=UTC)
HTMX = {"HTTP_HX_REQUEST": "true"}
GUESTS = "Ada; teacher; ada@panel.example; ten years\nBo; employer\n\nCy; practitioner"


@pytest.fixture
def rooms(world):
    from skillmark.server.assess.standards import (
        deciding,
        demonstration,
        judging,
        links,
        models,
        opening,
        standing,
    )

    class Rooms:
        pass

    found = Rooms()
    for module in (deciding, demonstration, judging, links, models, opening, standing):
        setattr(found, module.__name__.rpartition(".")[2], module)
    return found


@pytest.fixture
def opened(world, rooms):
    """A setting of three panellists whose first round is open and empty."""
    plan = rooms.opening.Plan(rooms.models.Method.ANGOFF, "Just passes.", "Stored.", show_key=True)
    guests = [rooms.opening.Guest(name, "teacher") for name in ("Ada", "Bo", "Cy")]
    row, invited = rooms.opening.open_setting(world.things["test"], plan, guests, actor=None)
    for one in invited:
        rooms.judging.agree(one.seat, named=one.seat.name == "Ada", now=NOW)
    return row, [one.seat for one in invited]


def rate_all(rooms, row, seats, seed=1, shift=0.0):
    rng = Random(seed)
    items = {name: rng.randrange(6, 19) / 20 for name, _points in row.items}
    for place, seat in enumerate(seats):
        said = {
            name: points * min(1, max(0, share + 0.05 * (place - 1) + shift))
            for (name, points), share in zip(row.items, items.values(), strict=True)
        }
        rooms.judging.judge_all(seat, said, now=NOW)


def decide(rooms, world, row, score, reason="As recommended."):
    return rooms.deciding.adopt(
        row,
        score,
        decided_by="Board of examiners",
        decided_on=date(2026, 11, 27),
        reason=reason,
        actor=world.people["provider_admin"],
    )


def real_sittings(world, count=24):
    """People who sat the test, with accounts, and how able each is."""
    from skillmark.server.assess import library, services
    from skillmark.server.assess.models import ResponseRecord
    from skillmark.server.people.services import add_account

    test = world.things["test"]
    delivery = services.deliver(test, include_short=False)
    own = library.noun(test)
    rng = Random(3)
    sat = []
    for place in range(count):
        ability = 1.5 if place % 2 else -1.5
        account = add_account(f"sat{place}@home.example", f"Person {place:02}", None)
        attempt = services.start_attempt(account, delivery, now=NOW, rng=rng, agreed=True)
        names = [name for name, _order in attempt.form]
        made = simulate_attempt(own, names, ability=ability + rng.gauss(0, 0.7), rng=rng)
        for name, value in made.responses.items():
            if value is not None:
                services.save_answer(attempt, name, value, now=NOW)
        attempt = services.submit(attempt, now=NOW + timedelta(minutes=1))
        sat.append((attempt, place % 2 == 1))
    assert ResponseRecord.objects.exists()
    return sat


def test_a_panel_rates_two_rounds_and_somebody_decides(world, rooms, opened):
    from skillmark.server.assess import services

    row, seats = opened
    rate_all(rooms, row, seats)
    rooms.judging.close_round(row, now=NOW, impact_shown=False, actor=None)
    rooms.judging.next_round(row, actor=None)
    rate_all(rooms, row, seats, shift=0.05)
    with pytest.raises(ConflictError, match="still open"):
        decide(rooms, world, row, 10)
    rooms.judging.close_round(row, now=NOW, impact_shown=False, actor=None)
    found = rooms.standing.standing(row)
    assert len(found.cuts) == 2
    score, error = found.answer
    assert found.cuts[0].score < score < row.maximum
    act = decide(rooms, world, row, round(score) + 2, "Wrong passes cost dearly.")
    cut = services.cut_of(row.test)
    assert (cut.score, cut.maximum) == (round(score) + 2, row.maximum)
    assert cut.method == (
        f"modified Angoff, panel of 3, 2 rounds, standard error {error:.2f} points"
    )
    assert "Wrong passes cost dearly. Recommended:" in cut.reason
    assert "It replaces" in cut.reason
    assert act.differs
    assert act.record["replaces"]["decided_by"] == "Skillmark starter content"
    assert act.record["panel"]["members"][0]["name"] == "Ada"
    assert '"Bo"' not in json.dumps(act.record)
    with pytest.raises(ConflictError, match="ended with a decision"):
        rooms.judging.next_round(row, actor=None)
    again = decide(rooms, world, row, round(score), "On reflection.")
    assert again.record["replaces"]["score"] == round(score) + 2


def test_what_was_judged_and_decided_is_never_changed(world, rooms, opened):
    row, seats = opened
    rate_all(rooms, row, seats)
    rooms.judging.close_round(row, now=NOW, impact_shown=False, actor=None)
    act = decide(rooms, world, row, 12)
    one = seats[0].judgements.first()
    for thing in (act, one):
        with pytest.raises(ConflictError):
            thing.save()
        with pytest.raises(ConflictError):
            thing.delete()
        for change in (
            lambda rows: rows.update(at=NOW + timedelta(days=1)),
            lambda rows: rows.delete(),
        ):
            rows = type(thing).objects.filter(pk=thing.pk)
            with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
                change(rows)


def test_the_newest_judgement_counts_and_the_same_again_adds_nothing(rooms, opened):
    row, seats = opened
    name = row.items[0][0]
    for value in (0.4, 0.4, 0.6):
        rooms.judging.judge(seats[0], name, value, now=NOW)
    turn = rooms.judging.open_round(row)
    assert seats[0].judgements.count() == 2
    assert rooms.judging.said_by(seats[0], turn) == {name: 0.6}
    rooms.judging.judge(seats[0], name, None, now=NOW)
    assert rooms.judging.said_by(seats[0], turn) == {}


def test_judgements_that_are_refused(rooms, opened, world):
    row, seats = opened
    name = row.items[0][0]
    for subject, value in (("nothing", 0.5), (name, 100.0), (name, -0.1), (name, float("nan"))):
        with pytest.raises(InputError):
            rooms.judging.judge(seats[0], subject, value, now=NOW)
    with pytest.raises(ConflictError, match="too few to close"):
        rooms.judging.close_round(row, now=NOW, impact_shown=False, actor=None)
    rate_all(rooms, row, seats[:2])
    rooms.judging.close_round(row, now=NOW, impact_shown=False, actor=None)
    with pytest.raises(ConflictError, match="no round is open"):
        rooms.judging.judge(seats[2], name, 0.5, now=NOW)
    # Who had not finished does not count.
    assert len(rooms.standing.standing(row).cuts[0].by_panellist) == 2
    rooms.judging.next_round(row, actor=None)
    rate_all(rooms, row, seats[1:])
    rooms.judging.close_round(row, now=NOW, impact_shown=False, actor=None)
    act = decide(rooms, world, row, 10)
    assert act.panellists == 2
    assert "panel of 2, 2 rounds" in act.cut.method
    assert len(act.record["panel"]["members"]) == 3


def test_without_consent_nothing_is_stored(world, rooms):
    plan = rooms.opening.Plan(rooms.models.Method.ANGOFF, "Just passes.", "Stored.")
    guests = [rooms.opening.Guest(name, "teacher") for name in ("Ada", "Bo")]
    row, invited = rooms.opening.open_setting(world.things["test"], plan, guests, actor=None)
    with pytest.raises(ConflictError, match="agree"):
        rooms.judging.judge(invited[0].seat, row.items[0][0], 0.5, now=NOW)


@pytest.mark.parametrize(
    ("guests", "cause"),
    [
        ([("Ada", "")], "at least 2"),
        ([("Ada", "a@x.example"), ("Bo", "A@x.example")], "named twice"),
        ([("Ada", ""), ("Ada", "")], "named twice"),
        ([("Ada", "nowhere"), ("Bo", "")], "no e-mail address"),
    ],
)
def test_panels_that_are_refused(world, rooms, guests, cause):
    plan = rooms.opening.Plan(rooms.models.Method.ANGOFF, "Just passes.", "Stored.")
    people = [rooms.opening.Guest(name, "teacher", email) for name, email in guests]
    with pytest.raises(InputError, match=cause):
        rooms.opening.open_setting(world.things["test"], plan, people, actor=None)


def test_a_bookmark_needs_a_calibration(world, rooms):
    plan = rooms.opening.Plan(rooms.models.Method.BOOKMARK, "Just passes.", "Stored.")
    people = [rooms.opening.Guest(name, "teacher") for name in ("Ada", "Bo")]
    with pytest.raises(InputError, match="not calibrated"):
        rooms.opening.open_setting(world.things["test"], plan, people, actor=None)


def test_bookmarks_become_points(world, rooms, client_of):
    from skillmark.nouns.credibility import FieldData
    from skillmark.server.assess.models import CalibrationRecord, ItemRecord

    test = world.things["test"]
    names = list(ItemRecord.objects.filter(test=test).exclude(type="short").values_list("item"))
    CalibrationRecord.objects.create(
        organisation=test.organisation,
        test=test,
        field_data=FieldData.SIMULATED,
        persons=300,
        length=30,
        maximum=30,
        items=[
            {"item": name, "a": 1.2, "b": k / 4 - 3, "difficulty": 0.5, "persons": 100}
            for k, (name,) in enumerate(names[:24])
        ],
    )
    plan = rooms.opening.Plan(rooms.models.Method.BOOKMARK, "Just passes.", "Stored.")
    guests = [rooms.opening.Guest(name, "teacher") for name in ("Ada", "Bo")]
    row, invited = rooms.opening.open_setting(test, plan, guests, actor=None)
    browser = client_of("nobody")
    for one, page in zip(invited, (10, 14), strict=True):
        token = rooms.links.token_of(one.seat)
        browser.post(reverse("panel", args=[token]), {"agree": "on"})
        address = reverse("panel_question", args=[token, page])
        assert browser.post(address, {"mark": page}).status_code == 302
        assert f"page {page}" in browser.get(reverse("panel", args=[token])).content.decode()
    rooms.judging.close_round(row, now=NOW, impact_shown=False, actor=None)
    found = rooms.standing.standing(row)
    score, error = found.answer
    assert 0 < score < row.maximum
    assert error > 0
    assert any("no field data" in one for one in found.cautions)
    for who in ("provider_admin", "assessor"):
        said = client_of(who).get(reverse("standard_setting", args=[row.pk])).content.decode()
        assert "Response probability" in said
    feedback = browser.get(reverse("panel_feedback", args=[token])).content.decode()
    assert "Your cut score" in feedback


@pytest.mark.slow
def test_people_whom_judges_know(world, rooms, client_of):
    sat = real_sittings(world)
    email = world.people["assessor"].email
    for method in (rooms.models.Method.CONTRASTING, rooms.models.Method.BORDERLINE):
        plan = rooms.opening.Plan(method, "Just passes.", "Stored.")
        guests = [rooms.opening.Guest("Judge", "trainer", email)]
        row, invited = rooms.opening.open_setting(world.things["test"], plan, guests, actor=None)
        token = rooms.links.token_of(invited[0].seat)
        browser = client_of("assessor")
        browser.post(reverse("panel", args=[token]), {"agree": "on"})
        page = reverse("panel_people", args=[token])
        said = browser.get(page).content.decode()
        assert "Person 01" in said
        # A link that went astray shows no names.
        assert client_of("nobody").get(page).status_code == 404
        assert client_of("recruiter").get(page).status_code == 404
        with transaction.atomic():
            # Nor does it to somebody who has left.
            world.people["assessor"].memberships.all().delete()
            assert client_of("assessor").get(page).status_code == 404
            transaction.set_rollback(True)
        border = method == rooms.models.Method.BORDERLINE
        given = {
            f"person-{attempt.pk}": "0" if border else "1" if able else "-1"
            for attempt, able in sat
        }
        assert browser.post(page, given).status_code == 302
        rooms.judging.close_round(row, now=NOW, impact_shown=False, actor=None)
        found = rooms.standing.standing(row)
        score, error = found.answer
        assert 0 < score < row.maximum
        assert error > 0
        assert found.group_cut.people == len(sat)
        assert found.impact.rows[0].everybody.people >= len(sat)
        act = decide(rooms, world, row, round(score, 1))
        assert "24 people judged" in act.cut.method
        assert "Person" not in json.dumps(act.record)
        assert not rooms.deciding.lines(found)


def test_too_few_known_people_give_no_cut(world, rooms, client_of):
    sat = real_sittings(world, count=4)
    plan = rooms.opening.Plan(rooms.models.Method.BORDERLINE, "Just passes.", "Stored.")
    guests = [rooms.opening.Guest("Judge", "trainer", world.people["assessor"].email)]
    row, invited = rooms.opening.open_setting(world.things["test"], plan, guests, actor=None)
    seat = invited[0].seat
    rooms.judging.agree(seat, named=False, now=NOW)
    rooms.judging.judge_all(seat, {str(one.pk): 0.0 for one, _able in sat}, now=NOW)
    rooms.judging.close_round(row, now=NOW, impact_shown=False, actor=None)
    assert "too few" in rooms.standing.standing(row).why_not
    page = client_of("provider_admin").get(reverse("standard_setting", args=[row.pk]))
    assert "too few" in page.content.decode()
    with pytest.raises(InputError, match="too few"):
        decide(rooms, world, row, 10)


def test_a_panel_that_judged_nothing_is_told_so(world, rooms, opened, client_of):
    row, seats = opened
    for seat in seats:
        rooms.judging.judge_all(seat, {name: worth / 2 for name, worth in row.items}, now=NOW)
    rooms.judging.close_round(row, now=NOW, impact_shown=False, actor=None)
    page = client_of("provider_admin").get(reverse("standard_setting", args=[row.pk]))
    assert page.status_code == 200
    assert "nothing was judged" in page.content.decode()
    token = rooms.links.token_of(seats[0])
    assert client_of("nobody").get(reverse("panel_feedback", args=[token])).status_code == 200
    with pytest.raises(InputError, match="nothing was judged"):
        decide(rooms, world, row, 10)
    rooms.judging.next_round(row, actor=None)
    assert client_of("nobody").get(reverse("panel_question", args=[token, 1])).status_code == 200
    rate_all(rooms, row, seats)
    rooms.judging.close_round(row, now=NOW, impact_shown=False, actor=None)
    assert rooms.standing.standing(row).answer is not None


def test_nobody_sees_ratings_while_a_round_is_open(world, rooms, opened, client_of):
    row, seats = opened
    rate_all(rooms, row, seats)
    browser = client_of("nobody")
    for seat in seats:
        page = browser.get(reverse("panel_feedback", args=[rooms.links.token_of(seat)]))
        assert page.status_code == 302
    for who in ("provider_admin", "assessor"):
        said = client_of(who).get(reverse("standard_setting", args=[row.pk])).content.decode()
        assert "Recommendation" not in said
        assert "How the questions were rated" not in said
        record = client_of(who).get(reverse("standard_json", args=[row.pk]))
        assert json.loads(record.content)["recommendation"] is None
        sheet = client_of(who).get(reverse("standard_csv", args=[row.pk])).content.decode()
        assert len(sheet.splitlines()) == 1


def test_panellists_see_their_own_place_and_nobodys_name(world, rooms, opened, client_of):
    row, seats = opened
    rate_all(rooms, row, seats)
    rooms.judging.close_round(row, now=NOW, impact_shown=False, actor=None)
    page = client_of("nobody").get(reverse("panel_feedback", args=[rooms.links.token_of(seats[1])]))
    said = page.content.decode()
    assert "Your cut score" in said
    for name in ("Ada", "Cy"):
        assert name not in said
    assert "No field data" in said
    picture = client_of("nobody").get(
        reverse("panel_picture", args=[rooms.links.token_of(seats[1])])
    )
    assert b"<svg" in picture.content


def test_the_key_is_shown_only_if_the_facilitator_says_so(world, rooms, opened, client_of):
    row, seats = opened
    address = reverse("panel_question", args=[rooms.links.token_of(seats[0]), 1])
    assert "Show the right answer" in client_of("nobody").get(address).content.decode()
    row.show_key = False
    row.save()
    assert "Show the right answer" not in client_of("nobody").get(address).content.decode()


def test_every_kind_of_question_can_be_rated(world, rooms, client_of):
    plan = rooms.opening.Plan(
        rooms.models.Method.ANGOFF,
        "Just passes.",
        "Stored.",
        whole_pool=True,
        include_short=True,
        show_key=True,
    )
    guests = [rooms.opening.Guest(name, "teacher") for name in ("Ada", "Bo")]
    row, invited = rooms.opening.open_setting(world.things["test"], plan, guests, actor=None)
    seat = invited[0].seat
    rooms.judging.agree(seat, named=False, now=NOW)
    browser, token = client_of("nobody"), rooms.links.token_of(seat)
    seen = set()
    own = {item.item: item.type for item in row.test.items.all()}
    for number, (name, points) in enumerate(row.items, start=1):
        if own[name] in seen:
            continue
        seen.add(own[name])
        address = reverse("panel_question", args=[token, number])
        assert browser.get(address).status_code == 200
        saved = browser.post(address, {"value": f"{points / 2:g}"}, **HTMX)
        assert "Saved at" in saved.content.decode(), name
        assert "checked" in browser.get(address).content.decode(), name
    assert len(seen) == 5


def test_autosave_says_what_is_wrong(world, rooms, opened, client_of):
    row, seats = opened
    address = reverse("panel_question", args=[rooms.links.token_of(seats[0]), 1])
    browser = client_of("nobody")
    assert "no number" in browser.post(address, {"value": "much"}, **HTMX).content.decode()
    assert browser.post(address, {"value": "much"}).status_code == 400
    assert (
        browser.get(
            reverse("panel_question", args=[rooms.links.token_of(seats[0]), 999])
        ).status_code
        == 404
    )
    rate_all(rooms, row, seats)
    rooms.judging.close_round(row, now=NOW, impact_shown=False, actor=None)
    late = browser.post(address, {"value": "0.5"}, **HTMX)
    assert late.status_code == 409
    assert browser.get(address).status_code == 302


@pytest.mark.parametrize("token", ["x", "0" * 32 + "-" + "0" * 64, "0" * 97])
def test_links_that_are_none(token, world, client_of):
    for name in ("panel", "panel_people", "panel_feedback", "panel_picture"):
        assert client_of("nobody").get(reverse(name, args=[token])).status_code == 404
    assert client_of("nobody").get(reverse("panel_question", args=[token, 1])).status_code == 404


def test_a_new_link_ends_the_old_one(world, rooms, opened, client_of):
    _row, seats = opened
    old = rooms.links.token_of(seats[0])
    client_of("provider_admin").post(reverse("panellist_link", args=[seats[0].pk]))
    seats[0].refresh_from_db()
    assert client_of("nobody").get(reverse("panel", args=[old])).status_code == 404
    new = rooms.links.token_of(seats[0])
    assert client_of("nobody").get(reverse("panel", args=[new])).status_code == 200


def test_it_is_opened_by_the_page_and_shown_on_the_tests(world, rooms, client_of):
    from django.core import mail

    browser, test = client_of("provider_admin"), world.things["test"]
    address = reverse("standard_new", args=[test.pk])
    assert "just passes" in browser.get(address).content.decode()
    given = {
        "method": "angoff",
        "candidate": "Just passes.",
        "consent": "Stored.",
        "panel": GUESTS,
        "response_probability": "0.67",
        "cost_of_false_pass": "1",
    }
    before = len(getattr(mail, "outbox", []))
    made = browser.post(address, given)
    assert made.status_code == 302
    said = browser.get(made.headers["Location"]).content.decode()
    assert said.count("/panel/") >= 3
    assert len(getattr(mail, "outbox", [])) in {before, before + 1}
    for changes, cause in (
        ({"panel": "Ada"}, "name and role are needed"),
        ({"panel": "Ada; teacher"}, "at least 2"),
        ({"candidate": ""}, "required"),
        ({"method": "guessing"}, "valid choice"),
    ):
        refused = browser.post(address, {**given, **changes})
        assert refused.status_code == 400
        assert cause in refused.content.decode()
    assert "Round 1 is open" in browser.get(reverse("test", args=[test.pk])).content.decode()


def test_the_act_stands_on_the_page_of_the_test(world, rooms, opened, client_of):
    row, seats = opened
    rate_all(rooms, row, seats)
    browser = client_of("provider_admin")
    browser.post(reverse("standard_close", args=[row.pk]))
    page = reverse("standard_setting", args=[row.pk])
    assert "Put it into force" in browser.get(page).content.decode()
    # Nobody but those who may decides.
    assert "Put it into force" not in client_of("learner").get(page).content.decode()
    given = {"score": "14.5", "decided_by": "Board", "decided_on": "2026-11-27", "reason": ""}
    refused = browser.post(reverse("standard_adopt", args=[row.pk]), given)
    assert refused.status_code == 400
    done = browser.post(
        reverse("standard_adopt", args=[row.pk]), {**given, "reason": "So decided."}, follow=True
    )
    said = done.content.decode()
    assert "From a panel of 3." in said
    assert "standard error" in said
    assert page in said
    assert "So decided." in said
    record = json.loads(browser.get(reverse("standard_json", args=[row.pk])).content)
    assert record["acts"][0]["adopted"]["score"] == 14.5
    sheet = browser.get(reverse("standard_csv", args=[row.pk])).content.decode()
    assert len(sheet.splitlines()) == 1 + 3 * len(row.items)
    assert "Bo" not in sheet


def test_impact_rests_on_real_people(world, rooms, opened, client_of):
    real_sittings(world, count=12)
    row, seats = opened
    rate_all(rooms, row, seats)
    client_of("provider_admin").post(reverse("standard_close", args=[row.pk]))
    found = rooms.standing.standing(row)
    assert found.rounds[0].impact_shown
    assert "who of the real people would pass" in found.panel.rounds[0].feedback
    page = client_of("nobody").get(reverse("panel_feedback", args=[rooms.links.token_of(seats[0])]))
    assert "real people, first attempts" in page.content.decode()


def test_a_simulated_panel_says_so_everywhere(world, rooms, client_of):
    from skillmark.server.assess import services

    row = rooms.demonstration.demo(
        world.things["test"], actor=world.people["provider_admin"], now=NOW, rng=Random(1)
    )
    browser = client_of("provider_admin")
    said = browser.get(reverse("standard_setting", args=[row.pk])).content.decode()
    assert "the panel was simulated" in said
    found = rooms.standing.standing(row)
    assert len(found.cuts) == 2
    assert found.cuts[1].standard_error < found.cuts[0].standard_error
    decide(rooms, world, row, 12)
    assert services.cut_of(row.test).method.startswith("simulated panel, modified Angoff")
    test_page = browser.get(reverse("test", args=[row.test_id])).content.decode()
    assert "the panel was simulated" in test_page


def test_german_pages(world, rooms, opened, client_of):
    _row, seats = opened
    browser = client_of("nobody")
    browser.cookies["django_language"] = "de"
    for address in (
        reverse("panel", args=[rooms.links.token_of(seats[0])]),
        reverse("panel_question", args=[rooms.links.token_of(seats[0]), 1]),
    ):
        assert "Wo das Bestehen beginnt" in browser.get(address).content.decode()
