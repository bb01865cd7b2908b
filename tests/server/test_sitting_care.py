"""One clock, breaks, accommodations, and answers that arrive late or twice."""

from __future__ import annotations

import json
import re
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random
from urllib.parse import parse_qs, urlsplit

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from skillmark.assess.reading import read_test
from skillmark.nouns.errors import ConflictError, ForbiddenError, InputError

NOW = datetime(2026, 5, 4, 9, 0, tzinfo=UTC)
HTMX = {"HTTP_HX_REQUEST": "true"}


def at(**span):
    return NOW + timedelta(**span)


def text_of(answer):
    return answer.content.decode()


def told(answer):
    return json.loads(answer.headers["HX-Trigger"])["answer"]


@pytest.fixture
def care(world):
    """The rooms of the server that these tests are about."""
    from types import SimpleNamespace

    from skillmark.server.assess import models, services
    from skillmark.server.assess.sitting import accommodating, agreeing, breaks, clock, numbering

    return SimpleNamespace(
        services=services,
        accommodating=accommodating,
        agreeing=agreeing,
        breaks=breaks,
        clock=clock,
        numbering=numbering,
        attempts=models.AttemptRecord.objects,
        granted=models.AccommodationRecord.objects,
    )


@pytest.fixture(scope="module")
def workshop(root):
    """Questions of four types, forty minutes."""
    from skillmark.skills.starter import uri

    words = (root / "tests/fixtures/questions/every-way.toml").read_text(encoding="utf-8")
    whole = read_test(words, skill_uri=uri)
    chosen = tuple(whole.item(one) for one in ("choice", "multiple", "order", "numeric"))
    [(skill, _count)] = whole.blueprint
    return replace(whole, items=chosen, blueprint=((skill, 4),), minutes=40.0)


@pytest.fixture
def offer(world, care, workshop):
    """An offer of forty minutes with ten minutes of breaks."""
    delivery = care.services.deliver(care.services.import_test(world.home, workshop))
    delivery.pause_minutes = 10
    delivery.save()
    return delivery


@pytest.fixture
def begin(world, care, offer):
    def begun(now=NOW, delivery=offer):
        return care.services.start_attempt(
            world.people["learner"], delivery, now=now, rng=Random(1), agreed=True
        )

    return begun


def page(attempt, item):
    place = next(n for n, (name, _) in enumerate(attempt.form, start=1) if name == item)
    return reverse("question", args=[attempt.pk, place])


def value_of(attempt, item="choice"):
    row = attempt.responses.filter(item=item).first()
    return row.value if row else None


class TestNumbers:
    def test_an_older_answer_that_comes_late_never_replaces_a_newer_one(self, care, begin):
        attempt, number = begin(), care.numbering.number_at
        save = care.services.save_answer
        save(attempt, "choice", "b", now=at(minutes=5), sequence=number(at(minutes=5)))
        with pytest.raises(ConflictError) as refused:
            save(attempt, "choice", "a", now=at(minutes=6), sequence=number(at(minutes=4)))
        assert refused.value.code == "older"
        assert value_of(attempt) == "b"
        # what was given later arrives later or earlier: it is the same in the end
        save(attempt, "choice", "c", now=at(minutes=7), sequence=number(at(minutes=6)))
        assert value_of(attempt) == "c"

    def test_the_same_answer_may_come_any_number_of_times(self, care, begin):
        attempt, number = begin(), care.numbering.number_at(at(minutes=1))
        for minute in (2, 3):
            saved = care.services.save_answer(
                attempt, "choice", "b", now=at(minutes=minute), sequence=number
            )
        assert (saved.value, saved.sequence) == ("b", number)
        older = care.services.save_answer(
            attempt, "choice", "b", now=at(minutes=4), sequence=number - 1
        )
        assert older.sequence == number

    def test_a_clock_that_runs_ahead_locks_nobody_out(self, care, begin):
        attempt = begin()
        far = care.numbering.number_at(at(days=400))
        ahead = care.services.save_answer(attempt, "choice", "b", now=at(minutes=1), sequence=far)
        assert ahead.sequence == care.numbering.number_at(at(minutes=1))
        care.services.save_answer(attempt, "choice", "a", now=at(minutes=2))
        assert value_of(attempt) == "a"

    def test_whatever_the_order_of_arrival_the_answer_given_last_counts(self, care, begin):
        attempt = begin()
        for seed in range(25):
            rng = Random(seed)
            given = [at(seconds=second) for second in rng.sample(range(600), 6)]
            arriving = [(one + timedelta(seconds=rng.randrange(600)), one) for one in given]
            answers = dict(zip(given, rng.choices("abc", k=6), strict=True))
            for now, moment in sorted(arriving):
                number = care.numbering.number_at(moment)
                with suppress(ConflictError):
                    care.services.save_answer(
                        attempt, "choice", answers[moment], now=now, sequence=number
                    )
            assert value_of(attempt) == answers[max(given)], seed
            attempt.responses.all().delete()

    @pytest.mark.parametrize("words", ["", "-1", "1e9", "²", "9" * 16, "0x1"])
    def test_what_is_no_number_counts_as_none(self, words, care):
        assert care.numbering.read(words) is None

    def test_two_windows_and_the_server_says_which_it_has(self, care, begin, client_of):
        attempt, browser = begin(datetime.now(UTC)), client_of("learner")
        address = page(attempt, "choice")
        first = told(browser.post(address, {"answer": "a"}, **HTMX))
        assert first["state"] == "saved"
        assert first["sequence"] <= first["now"]
        stale = {"answer": "b", "sequence": str(first["sequence"] - 5_000)}
        late = browser.post(address, stale, **HTMX)
        assert told(late)["state"] == "older"
        assert value_of(attempt) == "a"
        # who only goes on from the stale window goes on, and changes nothing
        onward = browser.post(address, {**stale, "go": "review"}, **HTMX)
        assert onward.headers["HX-Redirect"] == reverse("attempt_review", args=[attempt.pk])
        assert value_of(attempt) == "a"


class TestClock:
    def test_every_save_tells_the_server_s_clock(self, care, begin, client_of):
        attempt, browser = begin(datetime.now(UTC)), client_of("learner")
        care.attempts.filter(pk=attempt.pk).update(
            deadline=datetime.now(UTC) + timedelta(minutes=7)
        )
        said = told(browser.post(page(attempt, "choice"), {"answer": "a"}, **HTMX))
        assert 400 < said["seconds"] <= 420
        refused = browser.post(page(attempt, "numeric"), {"answer": "a lot"}, **HTMX)
        assert told(refused)["state"] == "refused"
        assert "Not saved yet" in text_of(refused)
        assert told(refused)["seconds"] <= said["seconds"]

    def test_hostile_41_what_comes_late_is_refused_and_said_whatever_it_claims(
        self, care, begin, client_of
    ):
        attempt, browser = begin(datetime.now(UTC)), client_of("learner")
        browser.post(page(attempt, "choice"), {"answer": "b"})
        care.attempts.filter(pk=attempt.pk).update(
            deadline=datetime.now(UTC) - timedelta(seconds=1)
        )
        early = care.numbering.number_at(datetime.now(UTC) - timedelta(minutes=5))
        late = browser.post(page(attempt, "multiple"), {"answer": "a", "sequence": early}, **HTMX)
        assert told(late)["state"] == "over"
        assert late.headers["HX-Redirect"] == reverse("attempt_result", args=[attempt.pk])
        by_form = browser.post(page(attempt, "multiple"), {"answer": "a"}, follow=True)
        assert "came too late and is not stored" in text_of(by_form)
        assert "what was saved before counts" in text_of(by_form)
        attempt.refresh_from_db()
        assert value_of(attempt, "choice") == "b"
        assert value_of(attempt, "multiple") is None
        assert attempt.score > 0
        there = re.search(r'data-submitted="([^"]*)"', text_of(by_form)).group(1)
        places = dict(one.split(":") for one in there.split(" "))
        assert sorted(places) == ["1", "2", "3", "4"]
        assert sum(int(number) > 0 for number in places.values()) == 1

    def test_one_comes_back_to_where_one_was(self, begin, client_of):
        attempt, browser = begin(datetime.now(UTC)), client_of("learner")
        address = reverse("attempt_result", args=[attempt.pk])
        assert browser.get(address).headers["Location"].endswith("/1")
        browser.get(reverse("question", args=[attempt.pk, 3]))
        assert browser.get(address).headers["Location"].endswith("/3")

    def test_signed_out_in_the_middle_one_comes_back_to_the_question(self, begin, client_of):
        attempt, browser = begin(datetime.now(UTC)), client_of("nobody")
        address = page(attempt, "choice")
        for came, wanted in (
            ({"HTTP_REFERER": f"http://testserver{address}"}, address),
            ({"HTTP_REFERER": f"https://testserver{address}"}, "/"),
            ({"HTTP_REFERER": f"http://elsewhere.example{address}"}, "/"),
            ({"HTTP_REFERER": f"http://testserver//elsewhere.example{address}"}, "/"),
            ({}, "/"),
        ):
            led = browser.post(address, {"answer": "a", "go": "next"}, **came)
            assert led.status_code == 302
            assert parse_qs(urlsplit(led.headers["Location"]).query) == {"next": [wanted]}, came


class TestBreaks:
    def test_the_clock_stands_still_and_the_deadline_moves_by_what_was_taken(self, care, begin):
        attempt = begin()
        rested = care.breaks.begin(attempt, now=at(minutes=5))
        assert care.clock.clock(rested, at(minutes=8)).seconds == 35 * 60
        assert care.clock.on_break(rested, at(minutes=8))
        going = care.breaks.end(attempt, now=at(minutes=9))
        assert going.deadline == at(minutes=44)
        assert going.pause_left == 6 * 60
        assert care.breaks.end(attempt, now=at(minutes=12)).deadline == at(minutes=44)

    def test_at_the_end_of_the_allowance_it_goes_on_by_itself(self, care, begin):
        attempt = begin()
        row = care.breaks.begin(attempt, now=at(minutes=5))
        assert not care.clock.on_break(row, at(minutes=15))
        assert care.clock.clock(row, at(minutes=20)).seconds == 30 * 60
        care.services.save_answer(attempt, "choice", "a", now=at(minutes=20))
        attempt.refresh_from_db()
        assert (attempt.paused, attempt.pause_left) == (None, 0)
        assert attempt.deadline == at(minutes=50)
        with pytest.raises(ConflictError, match="nothing is left"):
            care.breaks.begin(attempt, now=at(minutes=21))

    def test_nobody_comes_back_and_what_was_saved_counts_at_the_moved_deadline(self, care, begin):
        attempt = begin()
        care.services.save_answer(attempt, "choice", "b", now=at(minutes=1))
        care.breaks.begin(attempt, now=at(minutes=5))
        done = care.services.close_if_over(care.attempts.get(pk=attempt.pk), now=at(hours=9))
        assert (done.late, done.submitted) == (True, at(minutes=50))
        assert done.score > 0

    def test_no_answer_is_taken_in_a_break(self, care, begin):
        attempt = begin()
        care.breaks.begin(attempt, now=at(minutes=5))
        with pytest.raises(ConflictError) as refused:
            care.services.save_answer(attempt, "choice", "a", now=at(minutes=6))
        assert refused.value.code == "on_break"
        care.services.note_shown(attempt, 1, now=at(minutes=6))
        assert not attempt.responses.exists()

    def test_begun_twice_it_is_one_break(self, care, begin):
        attempt = begin()
        first = care.breaks.begin(attempt, now=at(minutes=5))
        assert care.breaks.begin(attempt, now=at(minutes=7)).paused == first.paused

    def test_at_the_deadline_none_begins(self, care, begin):
        attempt = begin()
        with pytest.raises(ConflictError, match="time is over"):
            care.breaks.begin(attempt, now=at(minutes=40))
        row = care.breaks.begin(attempt, now=at(minutes=40) - timedelta(seconds=1))
        assert care.clock.clock(row, at(minutes=49)).seconds == 1
        assert care.clock.over(row, at(minutes=50))

    def test_submitted_in_a_break_it_is_submitted_and_not_late(self, care, begin):
        attempt = begin()
        care.breaks.begin(attempt, now=at(minutes=38))
        done = care.services.submit(attempt, now=at(minutes=43))
        assert (done.late, done.submitted, done.paused) == (False, at(minutes=43), None)
        assert care.breaks.end(attempt, now=at(minutes=44)).submitted == at(minutes=43)
        with pytest.raises(ConflictError, match="submitted"):
            care.breaks.begin(attempt, now=at(minutes=44))

    def test_without_a_clock_there_is_nothing_to_stop(self, care, begin, offer):
        offer.minutes = None
        offer.save()
        with pytest.raises(ConflictError, match="no clock"):
            care.breaks.begin(begin(), now=at(minutes=1))

    def test_the_time_with_a_question_does_not_count_the_break(self, care, begin):
        attempt = begin()
        places = {name: n for n, (name, _) in enumerate(attempt.form, start=1)}
        care.services.note_shown(attempt, places["choice"], now=at(minutes=1))
        care.services.save_answer(attempt, "choice", "a", now=at(minutes=2))
        care.services.note_shown(attempt, places["multiple"], now=at(minutes=3))
        care.breaks.begin(attempt, now=at(minutes=4))
        care.breaks.end(attempt, now=at(minutes=9))
        care.services.save_answer(attempt, "multiple", ["a"], now=at(minutes=10))
        taken = {one.item: one.answered - one.shown for one in attempt.responses.all()}
        assert taken == {"choice": timedelta(minutes=1), "multiple": timedelta(minutes=2)}

    @hypothesis_settings(max_examples=60)
    @given(st.lists(st.tuples(st.integers(1, 400), st.integers(1, 400)), max_size=6))
    def test_breaks_give_what_they_were_granted_and_never_more(self, steps):
        """The law of `taken`: however they are cut, the deadline moves by 600 seconds at most."""
        from skillmark.server.assess.models import AttemptRecord
        from skillmark.server.assess.sitting import clock

        row = AttemptRecord(started=NOW, deadline=at(minutes=40), pause_left=600.0)
        now, moved = NOW, timedelta()
        for going, resting in steps:
            now += timedelta(seconds=going)
            if clock.over(row, now):
                break
            before = clock.clock(row, now).seconds
            row.paused = now
            now += timedelta(seconds=resting)
            span = clock.taken(row, now)
            assert clock.clock(row, now).seconds == before - (
                timedelta(seconds=resting) - span
            ) // timedelta(seconds=1) or clock.over(row, now)
            row.deadline, row.paused = row.deadline + span, None
            row.pause_left -= span.total_seconds()
            moved += span
        assert moved <= timedelta(seconds=600)
        assert row.pause_left == 600 - moved.total_seconds()

    def test_on_the_pages_no_question_is_shown_until_it_goes_on(self, care, begin, client_of):
        attempt, browser = begin(datetime.now(UTC)), client_of("learner")
        address = page(attempt, "choice")
        prompt = "Which part do you look at first"
        shown = text_of(browser.get(address))
        assert prompt in shown
        assert "Take a break" in shown
        rested = browser.post(address, {"answer": "b", "go": "pause"}, follow=True)
        assert "The clock stands still" in text_of(rested)
        assert value_of(attempt) == "b", "the step saves"
        for other in (page(attempt, "multiple"), reverse("attempt_review", args=[attempt.pk])):
            said = text_of(browser.get(other))
            assert "The clock stands still" in said
            assert prompt not in said
        refused = browser.post(address, {"answer": "a"}, **HTMX)
        assert told(refused)["state"] == "paused"
        plain = browser.post(address, {"answer": "a", "go": "next"}, follow=True)
        assert "answers are taken when the clock goes on" in text_of(plain)
        assert value_of(attempt) == "b"
        place = re.search(r"/(\d+)$", address).group(1)
        on = browser.post(reverse("attempt_go_on", args=[attempt.pk, place]), follow=True)
        assert prompt in text_of(on)

    def test_half_an_answer_keeps_nobody_from_a_break(self, care, begin, client_of):
        attempt, browser = begin(datetime.now(UTC)), client_of("learner")
        half = {"answer": "a lot", "go": "pause"}
        by_script = browser.post(page(attempt, "numeric"), half, **HTMX)
        assert told(by_script)["state"] == "refused", "so the browser keeps it"
        assert by_script.headers["HX-Redirect"] == page(attempt, "numeric")
        care.breaks.end(attempt, now=datetime.now(UTC))
        plain = browser.post(page(attempt, "numeric"), half, follow=True)
        assert "Not saved:" in text_of(plain)
        assert "The clock stands still" in text_of(plain)

    def test_where_there_are_no_breaks_no_button_offers_one(self, care, begin, offer, client_of):
        offer.pause_minutes = 0
        offer.save()
        attempt, browser = begin(datetime.now(UTC)), client_of("learner")
        assert "Take a break" not in text_of(browser.get(page(attempt, "choice")))
        refused = browser.post(page(attempt, "choice"), {"answer": "b", "go": "pause"})
        assert refused.status_code == 400
        assert "nothing is left of your breaks" in text_of(refused)


class TestAccommodations:
    @pytest.fixture
    def grant(self, world, care):
        def granted(now=NOW, delivery=None, factor=1.0, pause=0.0, **options):
            return care.accommodating.grant(
                options.get("account", world.people["learner"]),
                organisation=options.get("organisation", world.home),
                delivery=delivery,
                factor=factor,
                pause_minutes=pause,
                actor=world.people["assessor"],
                now=now,
            )

        return granted

    def test_it_counts_when_an_attempt_begins(self, begin, grant):
        grant(factor=1.5, pause=5)
        attempt = begin()
        assert attempt.deadline == at(minutes=60)
        assert attempt.pause_left == 15 * 60

    def test_the_more_generous_part_of_each_counts(self, care, grant, offer, world):
        grant(factor=2.0)
        grant(delivery=offer, factor=1.25, pause=20)
        given = care.accommodating.allowance(offer, world.people["learner"])
        assert (given.minutes, given.pause_minutes, given.factor) == (80, 30, 2)
        nobody = care.accommodating.allowance(offer, world.people["assessor"])
        assert (nobody.minutes, nobody.pause_minutes, nobody.own) == (40, 10, False)

    def test_granted_during_an_attempt_it_counts_at_once_and_nothing_shortens(
        self, care, begin, grant, offer, world
    ):
        attempt = begin()
        care.breaks.begin(attempt, now=at(minutes=10))
        care.breaks.end(attempt, now=at(minutes=14))
        grant(at(minutes=15), factor=1.5, pause=5)
        attempt.refresh_from_db()
        assert attempt.deadline == at(minutes=64)
        assert attempt.pause_left == (6 + 5) * 60
        grant(at(minutes=16), factor=1.25)  # less than before
        row = grant(at(minutes=16), delivery=offer, factor=1.1)
        care.accommodating.take_back(row, actor=world.people["assessor"])
        attempt.refresh_from_db()
        assert attempt.deadline == at(minutes=64)
        assert attempt.pause_left == 11 * 60

    def test_what_is_over_stays_over(self, care, begin, grant):
        attempt = begin()
        grant(at(minutes=41), factor=2.0)
        attempt.refresh_from_db()
        assert attempt.deadline == at(minutes=40)

    def test_granted_in_a_break_the_clock_stands_still(self, care, begin, grant):
        attempt = begin()
        care.breaks.begin(attempt, now=at(minutes=10))
        grant(at(minutes=12), factor=1.5)
        row = care.attempts.get(pk=attempt.pk)
        assert care.clock.clock(row, at(minutes=12)).seconds == 50 * 60

    @pytest.mark.parametrize(
        ("factor", "pause"), [(0.5, 5), (1, 0), (5.5, 0), (float("nan"), 0), (1, -1), (1, 999)]
    )
    def test_what_makes_no_sense_is_refused(self, factor, pause, grant):
        with pytest.raises(InputError):
            grant(factor=factor, pause=pause)

    def test_nobody_grants_it_to_themselves_or_to_strangers(self, world, grant):
        with pytest.raises(ForbiddenError):
            grant(factor=2, account=world.people["assessor"])
        with pytest.raises(InputError, match="member"):
            grant(factor=2, account=world.stranger)

    def test_it_goes_with_the_person_and_the_log_does_not_say_for_whom(self, world, care, grant):
        from skillmark.server.people.actions import Role
        from skillmark.server.people.models import AccountRecord, AuditRecord, MembershipRecord

        passing = AccountRecord.objects.create_user("passing@x.example", name="Passing By")
        MembershipRecord.objects.create(organisation=world.home, account=passing, role=Role.LEARNER)
        row = grant(factor=2.0, account=passing)
        logged = AuditRecord.objects.filter(action="accommodation_granted").latest("pk")
        assert logged.thing == f"accommodation:{row.pk}"
        assert logged.detail == {"extended": 0}
        fields = {one.name for one in care.granted.model._meta.get_fields()}
        assert not fields & {"reason", "note", "remark", "comment"}
        passing.delete()
        assert not care.granted.filter(pk=row.pk).exists()

    def test_on_the_pages_it_is_granted_listed_seen_and_taken_back(
        self, world, care, offer, client_of
    ):
        author, learner = client_of("assessor"), client_of("learner")
        address, start = reverse("accommodations"), reverse("sitting", args=[offer.pk])
        assert "40 min" in text_of(learner.get(start))
        fields = {
            "email": world.people["learner"].email.upper(),
            "delivery": str(offer.pk),
            "factor": "1.5",
            "pause_minutes": "5",
        }
        unknown = author.post(address, {**fields, "email": world.stranger.email})
        assert unknown.status_code == 400
        assert "Nobody with this address is a member here." in text_of(unknown)
        assert (
            author.post(address, {**fields, "factor": "1", "pause_minutes": "0"}).status_code == 400
        )
        assert "Granted." in text_of(author.post(address, fields, follow=True))
        assert world.people["learner"].email in text_of(author.get(address))
        said = text_of(learner.get(start))
        assert "60 min" in said
        assert "60 minutes instead of 40" in said
        assert "breaks, 15 min in all" in said
        [row] = care.granted.filter(delivery=offer)
        author.post(reverse("accommodation_end", args=[row.pk]))
        assert not care.granted.filter(delivery=offer).exists()
        assert "40 min" in text_of(learner.get(start))


class TestAgreement:
    WORDS = {
        1: (
            "I answer alone and without help, and I do not pass the questions on.",
            "My answers may be stored and used to compute how good this test is.",
        ),
        2: (
            "I answer alone and without help, and I do not pass the questions on.",
            "My answers may be stored and used to compute how good this test is.",
            "This is my own work. What helped me, generative AI included, I say when I hand it in.",
        ),
    }
    """Every version that anybody has agreed to. Other words are another version."""

    def test_the_words_are_those_of_their_version(self, care):
        said = care.agreeing.agreement("en")
        task = care.agreeing.agreement("en", task=True)
        words = (said["honour"], said["consent"], task["honour"])
        assert self.WORDS[said["version"]] == words
        assert task["consent"] == said["consent"]
        assert max(self.WORDS) == said["version"]

    def test_it_is_kept_as_it_was_read_and_shown_to_assessors(self, world, care, offer, client_of):
        learner = client_of("learner")
        learner.cookies["django_language"] = "de"
        start = reverse("sitting", args=[offer.pk])
        asked = text_of(learner.get(start))
        begun = learner.post(start, {"honour": "on", "consent": "on"})
        assert begun.status_code == 302
        attempt = care.attempts.get(delivery=offer)
        assert attempt.agreement["language"] == "de"
        assert attempt.agreement["honour"] in asked
        assert attempt.agreement["honour"] != care.agreeing.agreement("en")["honour"]
        care.services.submit(attempt, now=datetime.now(UTC))
        for who, name in (("learner", "attempt_result"), ("assessor", "test_results")):
            arguments = [attempt.pk] if name == "attempt_result" else []
            assert attempt.agreement["honour"] in text_of(
                client_of(who).get(reverse(name, args=arguments))
            )

    def test_who_does_a_task_that_people_rate_declares_help_instead_of_doing_without(
        self, world, care, offer, client_of
    ):
        task = care.services.deliver(
            care.services.import_test(world.home, "genai-task-data"), minutes=90
        )
        assert (care.agreeing.is_task(task), care.agreeing.is_task(offer)) == (True, False)
        learner = client_of("learner")
        learner.cookies["django_language"] = "de"
        start = reverse("sitting", args=[task.pk])
        asked = text_of(learner.get(start))
        assert "auch generative KI" in asked
        assert "ohne Hilfe und" not in asked
        learner.post(start, {"honour": "on", "consent": "on"})
        attempt = care.attempts.get(delivery=task)
        assert attempt.agreement["honour"] in asked
        # what was promised is asked for, although a clock runs
        name = attempt.form[0][0]
        care.services.save_answer(attempt, name, "South grew most.", now=datetime.now(UTC))
        review = text_of(learner.get(reverse("attempt_review", args=[attempt.pk])))
        assert "Wessen Arbeit es ist" in review

    def test_in_practice_there_is_no_honour_to_give(self, care, offer, begin):
        offer.practice = True
        offer.save()
        agreed = begin().agreement
        assert agreed["consent"] == str(care.agreeing.PRACTICE)
        assert "honour" not in agreed

    def test_the_start_page_says_what_is_kept_and_whether_there_are_breaks(self, offer, client_of):
        start = reverse("sitting", args=[offer.pk])
        said = text_of(client_of("learner").get(start))
        assert "It is kept as long as you have an account here." in said
        assert "You may take breaks, 10 min in all." in said
        offer.pause_minutes = 0
        offer.save()
        assert "There are no breaks" in text_of(client_of("learner").get(start))
