"""Performance tasks: evidence, independent raters, adjudication, reopening, a second look."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from skillmark.assess.reading import read_test
from skillmark.nouns.errors import ConflictError, ForbiddenError, InputError

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 5, 4, 9, 0, tzinfo=UTC)
WORDS = """
[test]
id = "shop-task"
title = { en = "A shop of your own", de = "Ein eigener Laden" }
description = "One task and one question."
language = "en"
[test.blueprint]
"urn:skillmark:skill:data-sql" = 2
"urn:skillmark:skill:genai-foundations" = 1
[[item]]
id = "shop"
skill = "urn:skillmark:skill:data-sql"
level = 4
type = "upload"
prompt = "Build a shop and hand it in."
files = 2
endings = ["txt", "pdf"]
links = 2
sample = "A shop that sells."
[[item.rubric]]
id = "works"
points = 4
criterion = "It works"
full = "All of it"
partial = "Part of it"
zero = "None of it"
[[item.rubric]]
id = "told"
points = 2
criterion = "It is told"
full = "Clearly"
partial = "Vaguely"
zero = "Not"
[[item]]
id = "why"
skill = "urn:skillmark:skill:data-sql"
level = 4
type = "short"
prompt = "Why did you build it so?"
[[item.rubric]]
id = "reason"
points = 2
criterion = "Reasons"
full = "Two"
partial = "One"
zero = "None"
[[item]]
id = "one"
skill = "urn:skillmark:skill:genai-foundations"
level = 2
type = "choice"
prompt = "Which?"
options = [{ id = "a", text = "This" }, { id = "b", text = "That" }]
key = ["a"]
"""  # fmt: skip
LINK = {"title": "Repository", "url": "https://code.example/team/shop"}


@pytest.fixture
def rating(world):
    from skillmark.server.assess.rating import services

    return services


@pytest.fixture
def services(world):
    from skillmark.server.assess import services

    return services


@pytest.fixture
def raters(world):
    """Four people who may rate."""
    from skillmark.server.people.actions import Role
    from skillmark.server.people.models import MembershipRecord

    people = [world.people["assessor"]]
    for name in ("provider_admin", "ld_lead", "technical_leader"):
        person = world.people[name]
        MembershipRecord.objects.create(organisation=world.home, account=person, role=Role.ASSESSOR)
        people.append(person)
    return people


@pytest.fixture
def task(world, services):
    """An offer that two people rate: 9 points, 4.5 to pass."""
    from datetime import date

    from skillmark.nouns.credibility import CutScore

    row = services.import_test(world.home, read_test(WORDS))
    services.set_cut(row, CutScore(4.5, 9, "judgement", "half", "us", date(2026, 5, 1)))
    delivery = services.deliver(row)
    delivery.raters = 2
    delivery.save()
    return delivery


@pytest.fixture
def sit(world, services, task):
    """A function: the learner hands in the task and whatever else is said, and submits."""

    def hand_in(submit=True, **answers):
        attempt = services.start_attempt(
            world.people["learner"], task, now=NOW, rng=Random(1), agreed=True
        )
        given = {"shop": [LINK], "one": "a"} | answers
        for name, value in given.items():
            services.save_answer(attempt, name, value, now=NOW)
        return services.submit(attempt, now=NOW) if submit else attempt

    return hand_in


def later(minutes):
    return NOW + timedelta(minutes=minutes)


def points(works, told=1):
    return {"works": works, "told": told}


def stands(attempt, item="shop"):
    from skillmark.server.assess.rating import settling

    attempt.refresh_from_db()
    return settling.standings(attempt)[item]


class TestIndependentRatings:
    """Two rate, nobody knows of the other, and they are compared."""

    def test_the_answer_waits_for_both_and_agreement_is_the_mean(self, rating, raters, sit):
        from skillmark.server.assess.sitting import proving

        attempt = sit()
        answer = attempt.responses.get(item="shop")
        rating.rate(answer, points(3), rater=raters[0], now=NOW)
        assert stands(attempt).missing == 1
        assert attempt.state == "pending"
        rating.rate(answer, points(3.5), rater=raters[1], now=NOW)
        assert stands(attempt).points == {"works": 3.25, "told": 1}
        assert (attempt.state, attempt.score) == ("pass", 5.25)
        said = proving.evidence(attempt)["narrative"]
        assert "1 rated by a rubric, each by 2 people independently" in said

    def test_one_changes_a_rating_until_the_other_has_given_theirs(self, rating, raters, sit):
        answer = sit().responses.get(item="shop")
        rating.rate(answer, points(1), rater=raters[0], now=NOW)
        rating.rate(answer, points(3), rater=raters[0], now=NOW)
        rating.rate(answer, points(3), rater=raters[1], now=NOW)
        assert answer.points == 4
        for person in raters[:2]:
            with pytest.raises(ConflictError, match="compared"):
                rating.rate(answer, points(4), rater=person, now=NOW)
        with pytest.raises(ConflictError, match="in the meantime"):
            rating.rate(answer, points(4), rater=raters[2], now=NOW)

    def test_who_differs_is_adjudicated_by_a_third_person_whose_points_stand(
        self, rating, raters, sit
    ):
        attempt = sit()
        answer = attempt.responses.get(item="shop")
        rating.rate(answer, points(1), rater=raters[0], now=NOW)
        with pytest.raises(ConflictError, match="not for a decision"):
            rating.adjudicate(answer, points(2), rater=raters[2], reason="r", now=NOW)
        rating.rate(answer, points(4), rater=raters[1], now=NOW)
        assert stands(attempt).apart == ("works",)
        for person in raters[:2]:
            with pytest.raises(ConflictError, match="you have rated"):
                rating.adjudicate(answer, points(2), rater=person, reason="r", now=NOW)
        with pytest.raises(ConflictError, match="they differ"):
            rating.rate(answer, points(2), rater=raters[2], now=NOW)
        with pytest.raises(InputError, match="reason"):
            rating.adjudicate(answer, points(2), rater=raters[2], reason=" ", now=NOW)
        rating.adjudicate(answer, points(4, 0.5), rater=raters[2], reason="It runs.", now=NOW)
        assert stands(attempt).points == {"works": 4, "told": 0.5}
        assert (attempt.state, attempt.score) == ("pass", 5.5)

    def test_who_passes_does_not_depend_on_who_rated(self, rating, raters, sit):
        """Both agree within the tolerance, and the cut score lies between them."""
        attempt = sit()
        answer = attempt.responses.get(item="shop")
        rating.rate(answer, points(2.5, 1), rater=raters[0], now=NOW)
        rating.rate(answer, points(2, 1), rater=raters[1], now=NOW)
        assert [one.value for one in stands(attempt).why] == ["cut"]
        assert not attempt.final
        rating.adjudicate(answer, points(2, 1), rater=raters[3], reason="As told.", now=NOW)
        attempt.refresh_from_db()
        assert (attempt.state, attempt.score) == ("fail", 4)

    @pytest.mark.parametrize("wrong", [{"works": 3}, points(3.25), points(5), points(-0.5)])
    def test_points_off_the_scale_are_refused(self, rating, raters, sit, wrong):
        answer = sit().responses.get(item="shop")
        with pytest.raises(InputError):
            rating.rate(answer, wrong, rater=raters[0], now=NOW)
        assert not answer.ratings.exists()

    def test_nobody_has_to_do_with_their_own_answer(self, world, rating, raters, sit):
        from skillmark.server.assess.rating import queue
        from skillmark.server.people.actions import Role
        from skillmark.server.people.models import MembershipRecord

        learner = world.people["learner"]
        MembershipRecord.objects.create(
            organisation=world.home, account=learner, role=Role.ASSESSOR
        )
        answer = sit().responses.get(item="shop")
        for act in (
            lambda: rating.rate(answer, points(4), rater=learner, now=NOW),
            lambda: rating.adjudicate(answer, points(4), rater=learner, reason="r", now=NOW),
            lambda: rating.reopen(answer, rater=learner, reason="r", now=NOW),
            lambda: rating.begin(answer, rater=learner, now=NOW),
        ):
            with pytest.raises(ForbiddenError):
                act()
        assert answer not in queue.waiting_for(world.home, learner, now=NOW)

    def test_an_open_attempt_is_not_rated(self, rating, raters, sit):
        attempt = sit(submit=False)
        with pytest.raises(ConflictError, match="nobody has to rate"):
            rating.rate(attempt.responses.get(item="shop"), points(3), rater=raters[0], now=NOW)


class TestQueue:
    """What waits for whom."""

    def mine(self, world, person, *, now=NOW):
        from skillmark.server.assess.rating import queue

        rows = queue.waiting_for(world.home, person, now=now)
        return [row.item for row in rows if row.attempt.delivery.test.slug == "shop-task"]

    def test_it_waits_for_two_then_for_one_then_for_a_third(self, world, rating, raters, sit):
        answer = sit().responses.get(item="shop")
        assert all(self.mine(world, one) == ["shop"] for one in raters)
        rating.rate(answer, points(1), rater=raters[0], now=NOW)
        assert [self.mine(world, one) for one in raters[:2]] == [[], ["shop"]]
        rating.rate(answer, points(4), rater=raters[1], now=NOW)
        assert [self.mine(world, one) for one in raters] == [[], [], ["shop"], ["shop"]]
        rating.adjudicate(answer, points(4), rater=raters[2], reason="r", now=NOW)
        assert not any(self.mine(world, one) for one in raters)

    def test_a_lease_keeps_others_away_and_ends_by_itself(self, world, rating, raters, sit):
        answer = sit().responses.get(item="shop")
        rating.begin(answer, rater=raters[0], now=NOW)
        rating.begin(answer, rater=raters[1], now=NOW)
        assert self.mine(world, raters[2]) == []
        assert self.mine(world, raters[0]) == ["shop"], "one's own lease is no obstacle"
        for act in (
            lambda: rating.begin(answer, rater=raters[2], now=later(29)),
            lambda: rating.rate(answer, points(1), rater=raters[2], now=later(29)),
        ):
            with pytest.raises(ConflictError, match="somebody else is at"):
                act()
        assert self.mine(world, raters[2], now=later(31)) == ["shop"]
        rating.rate(answer, points(3), rater=raters[2], now=later(31))
        rating.rate(answer, points(3), rater=raters[0], now=later(32))
        assert not answer.pending

    def test_practice_and_organisations_of_others_wait_for_nobody(self, world, rating, raters, sit):
        from skillmark.server.assess.rating import queue

        attempt = sit()
        assert not queue.waiting_for(world.other, raters[0], now=NOW).exists()
        attempt.practice = True
        attempt.save()
        assert self.mine(world, raters[0]) == []

    def test_what_nobody_is_left_to_rate_is_said(self, world, rating, sit, client_of):
        from skillmark.server.assess.rating import queue

        answer = sit().responses.get(item="shop")
        before = queue.stuck(world.home)
        rating.rate(answer, points(1), rater=world.people["assessor"], now=NOW)
        assert queue.stuck(world.home) == before + 1
        shown = client_of("assessor").get(reverse("ratings")).content.decode()
        assert "nobody is left" in shown


class TestReopening:
    """What is decided changes for a reason that is kept."""

    def decided(self, rating, raters, sit):
        attempt = sit()
        answer = attempt.responses.get(item="shop")
        for person in raters[:2]:
            rating.rate(answer, points(3), rater=person, now=NOW, comment="Good.")
        return attempt, answer

    def test_ones_own_rating_is_set_aside_and_given_anew(self, rating, raters, sit):
        attempt, answer = self.decided(rating, raters, sit)
        with pytest.raises(InputError, match="why"):
            rating.reopen(answer, rater=raters[0], reason=" ", now=later(1))
        with pytest.raises(ConflictError, match="have not rated"):
            rating.reopen(answer, rater=raters[2], reason="r", now=later(1))
        act = rating.reopen(answer, rater=raters[0], reason="Wrong row.", now=later(1))
        assert act.before[0]["points"] == points(3)
        attempt.refresh_from_db()
        assert attempt.state == "pending"
        with pytest.raises(ConflictError, match="not decided"):
            rating.reopen(answer, rater=raters[1], reason="r", now=later(2))
        row = rating.rate(answer, points(2.5), rater=raters[0], now=later(3))
        assert row.again, "given in knowledge of the other, it is not independent"
        other = answer.ratings.get(rater=raters[1])
        assert not other.again, "it was given before"
        assert stands(attempt).points == {"works": 2.75, "told": 1}
        with pytest.raises(ConflictError, match="not changed"):
            act.save()
        with pytest.raises(ConflictError, match="not taken away"):
            act.delete()

    def test_who_changes_a_rating_after_the_decision_is_no_longer_independent(
        self, rating, raters, sit
    ):
        _attempt, answer = self.decided(rating, raters, sit)
        rating.reopen(answer, rater=raters[0], reason="Wrong row.", now=later(1))
        row = rating.rate(answer, points(2), rater=raters[1], now=later(2))
        assert row.again, "it waits again, and what the other gave was to be seen before"
        assert rating.rate(answer, points(3), rater=raters[1], now=later(3)).again

    def test_a_decision_falls_with_the_rating_that_it_rests_on(self, rating, raters, sit):
        attempt = sit()
        answer = attempt.responses.get(item="shop")
        rating.rate(answer, points(1), rater=raters[0], now=NOW)
        rating.rate(answer, points(4), rater=raters[1], now=NOW)
        rating.adjudicate(answer, points(4), rater=raters[2], reason="r", now=NOW)
        act = rating.reopen(answer, rater=raters[0], reason="Misread.", now=later(1))
        assert [one["role"] for one in act.before] == ["rater", "adjudicator"]
        assert stands(attempt).missing == 1
        rating.rate(answer, points(4), rater=raters[0], now=later(2))
        assert stands(attempt).points == points(4)

    def test_not_once_a_badge_came_of_it(self, world, rating, raters, sit):
        from skillmark.server.assess.rating import contesting

        attempt, answer = self.decided(rating, raters, sit)
        attempt.refresh_from_db()
        attempt.claimed = "urn:award"
        attempt.save()
        with pytest.raises(ConflictError, match="badge"):
            rating.reopen(answer, rater=raters[0], reason="r", now=later(1))
        with pytest.raises(ConflictError, match="badge"):
            contesting.ask(
                attempt, "shop", account=world.people["learner"], reason="r", now=later(1)
            )


class TestSecondLook:
    """The candidate asks once, and somebody new decides."""

    def test_somebody_new_sees_the_reason_and_decides(self, world, rating, raters, sit, client_of):
        from skillmark.server.assess.rating import contesting

        attempt = sit()
        answer = attempt.responses.get(item="shop")
        learner = world.people["learner"]
        ask = {"account": learner, "reason": "The till works, too.", "now": later(1)}
        with pytest.raises(ConflictError, match="nothing decided"):
            contesting.ask(attempt, "shop", **ask)
        for person in raters[:2]:
            rating.rate(answer, points(2), rater=person, now=NOW)
        attempt.refresh_from_db()
        assert attempt.state == "fail"
        with pytest.raises(ForbiddenError):
            contesting.ask(attempt, "shop", **(ask | {"account": raters[0]}))
        with pytest.raises(InputError):
            contesting.ask(attempt, "shop", **(ask | {"reason": " "}))
        with pytest.raises(ConflictError, match="nothing decided"):
            contesting.ask(attempt, "one", **ask)
        number = next(n for n, (name, _) in enumerate(attempt.form, 1) if name == "shop")
        browser = client_of("learner")
        result = reverse("attempt_result", args=[attempt.pk])
        assert "Ask for a second look" in browser.get(result).content.decode()
        address = reverse("second_look", args=[attempt.pk, number])
        assert browser.post(address, {"reason": ask["reason"]}).status_code == 302
        assert [one.value for one in stands(attempt).why] == ["contested"]
        assert attempt.state == "pending"
        assert "looks at your answer again" in browser.get(result).content.decode()
        fresh = client_of("ld_lead")
        shown = fresh.get(reverse("rating", args=[answer.pk])).content.decode()
        assert "The till works, too." in shown
        assert "Rater 2" in shown
        assert (
            "The till works"
            not in client_of("assessor").get(reverse("rating", args=[answer.pk])).content.decode()
        )
        now = datetime.now(UTC)
        rating.adjudicate(answer, points(3), rater=raters[2], reason="So it does.", now=now)
        attempt.refresh_from_db()
        assert (attempt.state, attempt.score) == ("pass", 5)
        with pytest.raises(ConflictError, match="has had a second look"):
            contesting.ask(attempt, "shop", **ask)
        shown = browser.get(result).content.decode()
        assert "Somebody new looked at it again" in shown
        assert 'name="reason"' not in shown

    def test_who_rates_may_doubt_once_and_the_candidate_may_still_ask(
        self, world, rating, raters, sit, client_of
    ):
        from skillmark.server.assess.rating import contesting

        attempt = sit()
        answer = attempt.responses.get(item="shop")
        doubt = {"rater": raters[2], "reason": "Far from what I see.", "now": later(1)}
        rating.rate(answer, points(3), rater=raters[0], now=NOW)
        with pytest.raises(ConflictError, match="nothing decided"):
            contesting.doubt(answer, **doubt)
        rating.rate(answer, points(3), rater=raters[1], now=NOW)
        for who, error in ((world.people["learner"], ForbiddenError), (raters[0], ConflictError)):
            with pytest.raises(error):
                contesting.doubt(answer, **(doubt | {"rater": who}))
        with pytest.raises(InputError):
            contesting.doubt(answer, **(doubt | {"reason": " "}))
        act = contesting.doubt(answer, **doubt)
        assert (act.kind, act.account) == ("doubted", raters[2])
        assert [one.value for one in stands(attempt).why] == ["contested"]
        assert answer.pending
        with pytest.raises(ConflictError, match="nothing decided"):
            contesting.doubt(answer, **(doubt | {"rater": raters[3]}))
        browser, result = client_of("learner"), reverse("attempt_result", args=[attempt.pk])
        shown = browser.get(result).content.decode()
        assert "looks at your answer again" in shown
        assert "somebody who rates here" in shown
        assert "You asked" not in shown
        page = client_of("ld_lead").get(reverse("rating", args=[answer.pk])).content.decode()
        assert "Somebody who rates asked for a second look" in page
        assert "Far from what I see." in page
        row = rating.adjudicate(answer, points(2), rater=raters[2], reason="So.", now=later(2))
        assert row.role == "second_look"
        with pytest.raises(ConflictError, match="has had a second look"):
            contesting.doubt(answer, **(doubt | {"rater": raters[3], "now": later(3)}))
        shown = browser.get(result).content.decode()
        assert "Somebody new looked at it again and decided" in shown
        assert "Ask for a second look" in shown
        attempt.refresh_from_db()
        ask = {"account": world.people["learner"], "reason": "It was more.", "now": later(4)}
        contesting.ask(attempt, "shop", **ask)
        assert [one.value for one in stands(attempt).why] == ["contested"]
        with pytest.raises(ConflictError, match="you have rated"):
            rating.adjudicate(answer, points(4), rater=raters[2], reason="r", now=later(5))
        rating.adjudicate(answer, points(4), rater=raters[3], reason="It was.", now=later(5))
        assert stands(attempt).points == points(4)

    def test_practice_and_claimed_results_are_not_doubted(self, rating, raters, sit):
        from skillmark.server.assess.rating import contesting

        attempt = sit()
        answer = attempt.responses.get(item="shop")
        for person in raters[:2]:
            rating.rate(answer, points(3), rater=person, now=NOW)
        attempt.refresh_from_db()
        for change, said in (({"practice": True}, "nothing decided"), ({"claimed": "x"}, "badge")):
            for name, value in ({"practice": False, "claimed": ""} | change).items():
                setattr(attempt, name, value)
            attempt.save()
            with pytest.raises(ConflictError, match=said):
                contesting.doubt(answer, rater=raters[2], reason="r", now=later(1))


class TestWhoSeesWhat:
    """Independence is kept by the server."""

    def page(self, client, answer):
        return client.get(reverse("rating", args=[answer.pk]), follow=True).content.decode()

    def test_nobody_sees_anothers_rating_before_it_is_decided(
        self, world, rating, raters, sit, client_of
    ):
        answer = sit().responses.get(item="shop")
        said = {"comment": "For-the-candidate", "remark": "For-the-raters"}
        rating.rate(answer, points(1), rater=raters[0], now=NOW, **said)
        other = client_of("provider_admin")
        assert "For-the-" not in self.page(other, answer)
        assert "has not said whose work" in self.page(other, answer), "no word, no assumption"
        rating.rate(answer, points(4), rater=raters[1], now=NOW)
        assert "For-the-" not in self.page(other, answer), "not while somebody decides"
        deciding = self.page(client_of("ld_lead"), answer)
        assert "For-the-candidate" in deciding
        assert "For-the-raters" in deciding
        assert "furthest apart" in deciding
        rating.adjudicate(answer, points(4), rater=raters[2], reason="Because-so", now=NOW)
        shown = self.page(other, answer)
        assert "For-the-raters" in shown
        assert "Because-so" in shown
        names = [str(one) for one in raters if one != raters[1]]
        assert not any(name in shown.split('id="main"')[1] for name in names)
        assert "For-the-" not in self.page(client_of("technical_leader"), answer)

    def test_the_candidate_learns_points_and_comments_and_never_who(
        self, world, rating, raters, sit, client_of
    ):
        attempt = sit()
        answer = attempt.responses.get(item="shop")
        browser = client_of("learner")
        result = reverse("attempt_result", args=[attempt.pk])
        said = {"comment": "For-the-candidate", "remark": "For-the-raters"}
        rating.rate(answer, points(1), rater=raters[0], now=NOW, **said)
        shown = browser.get(result).content.decode()
        assert "It waits for the people who rate it" in shown
        assert "For-the-" not in shown
        rating.rate(answer, points(4), rater=raters[1], now=NOW, comment="Not-counted")
        assert "differ" in browser.get(result).content.decode()
        rating.adjudicate(
            answer, points(4), rater=raters[2], reason="Because-so", comment="Decided", now=NOW
        )
        shown = browser.get(result).content.decode()
        main = shown.split('id="main"')[1]
        for words in ("It works", "4 / 4", "Decided", "somebody else decided"):
            assert words in main
        for words in ("For-the-", "Not-counted", "Because-so", "A shop that sells", "All of it"):
            assert words not in main
        assert not any(str(one) in main for one in raters)

    def test_words_of_the_levels_are_told_where_the_offer_tells_all(
        self, rating, raters, task, sit, client_of
    ):
        attempt = sit()
        for telling, told, number in (("end", "Part of it", True), ("nothing", "", False)):
            task.telling = telling
            task.save()
            answer = attempt.responses.get(item="shop")
            for person in raters[:2]:
                if not answer.ratings.filter(rater=person).exists():
                    rating.rate(answer, points(3), rater=person, now=NOW, comment="Well-done")
            shown = client_of("learner").get(reverse("attempt_result", args=[attempt.pk]))
            main = shown.content.decode().split('id="main"')[1]
            assert told in main
            assert ("Well-done" in main) == number
            assert "second look" in main

    def test_flags_come_after_the_last_rating_of_the_person_and_name_nobody(
        self, world, rating, raters, task, sit, client_of
    ):
        from skillmark.server.assess.integrity.models import LookRecord, ResponseFlagRecord

        attempt = sit(why="It was quick.")
        look = LookRecord.objects.create(
            organisation=world.home, test=task.test, field_data="real", persons=60, items=30,
            looks=[],
        )  # fmt: skip
        ResponseFlagRecord.objects.create(
            organisation=world.home, look=look, kind="haste", first=attempt, strength="by rule",
            figures={"rapid": 9.0, "answers": 30.0, "effort": 0.7},
        )  # fmt: skip
        task.raters = 1
        task.save()
        shop, why = (attempt.responses.get(item=name) for name in ("shop", "why"))
        browser = client_of("assessor")
        assert "Too fast" not in self.page(browser, shop)
        rating.rate(shop, points(3), rater=raters[0], now=NOW)
        assert "Too fast" not in self.page(browser, shop), "it would colour the next answer"
        given = {"points-reason": "2", "go": "next"}
        saved = browser.post(reverse("rating", args=[why.pk]), given)
        assert saved["Location"] == reverse("rating", args=[why.pk]), "there is something to see"
        shown = self.page(browser, why)
        assert "Too fast to have read" in shown
        assert "not a verdict" in shown
        assert "What may explain it innocently" in shown
        assert str(world.people["learner"]) not in shown.split('id="main"')[1]

    def test_others_organisations_and_unrated_answers_are_not_there(self, sit, raters, client_of):
        attempt = sit()
        answer = attempt.responses.get(item="shop")
        address = reverse("rating", args=[answer.pk])
        assert client_of("stranger").get(address).status_code == 404
        one = reverse("rating", args=[attempt.responses.get(item="one").pk])
        assert client_of("assessor").get(one).status_code == 404


class TestPages:
    """The reviewers' pages, by plain forms."""

    def test_rating_through_the_pages_leads_from_one_to_the_next(self, sit, raters, client_of):
        attempt = sit(why="It was quick.")
        browser = client_of("assessor")
        wanted = "?test=shop-task"
        listed = browser.get(reverse("ratings") + wanted).content.decode()
        assert ">shop<" in listed
        assert "A rating" in listed
        first = browser.get(reverse("rating_next") + wanted)["Location"]
        shown = browser.get(first).content.decode()
        assert "kept for you until" in shown
        missing = browser.post(first, {"points-works": "3", "comment": "Kept words"})
        assert missing.status_code == 200
        assert "Choose the points" in missing.content.decode()
        assert "Kept words" in missing.content.decode()
        kept = r'name="points-works" value="3"[^>]* checked'
        assert re.search(kept, missing.content.decode())
        onward = browser.post(first, {"points-works": "3", "points-told": "0.5", "go": "next"})
        assert onward["Location"] == reverse("rating_next") + wanted
        second = browser.get(onward["Location"])["Location"]
        assert second.partition("?")[0] == reverse(
            "rating", args=[attempt.responses.get(item="why").pk]
        )
        given = {"points-reason": "1", "go": "stop"}
        assert browser.post(second, given)["Location"] == reverse("ratings") + wanted
        end = browser.get(reverse("rating_next") + wanted, follow=True)
        assert "Nothing else waits for you" in end.content.decode()
        assert "What you rated last" in end.content.decode()

    def test_somebody_else_was_faster_and_nothing_that_was_written_is_lost(
        self, rating, sit, raters, task, client_of
    ):
        task.raters = 1
        task.save()
        answer = sit().responses.get(item="shop")
        address = reverse("rating", args=[answer.pk])
        browser = client_of("provider_admin")
        assert browser.get(address).status_code == 200
        answer.leases.update(until=NOW)
        rating.rate(answer, points(3), rater=raters[0], now=NOW)
        given = {"points-works": "1", "points-told": "1", "comment": "Long thoughts"}
        late = browser.post(address, given)
        assert late.status_code == 409
        assert "in the meantime" in late.content.decode()
        assert "Long thoughts" in late.content.decode()
        assert browser.get(address)["Location"] == reverse("ratings")

    def test_an_answer_is_left_to_somebody_else(self, sit, raters, client_of):
        answer = sit().responses.get(item="shop")
        browser = client_of("assessor")
        browser.get(reverse("rating", args=[answer.pk]))
        assert answer.leases.count() == 1
        browser.post(reverse("rating_back", args=[answer.pk]))
        assert not answer.leases.exists()

    def test_reopening_through_the_page(self, rating, sit, raters, task, client_of):
        task.raters = 1
        task.save()
        answer = sit().responses.get(item="shop")
        rating.rate(answer, points(3), rater=raters[0], now=NOW)
        browser = client_of("assessor")
        address = reverse("rating", args=[answer.pk])
        assert "Decided: 4 of 6" in browser.get(address).content.decode()
        reopen = reverse("rating_reopen", args=[answer.pk])
        assert browser.post(reopen, {"reason": ""}).status_code == 400
        assert browser.post(reopen, {"reason": "Misread."})["Location"] == address
        assert 'name="points-works"' in browser.get(address).content.decode()


class TestEvidence:
    """Files, links, a note, and whose work it is."""

    @pytest.fixture
    def open_attempt(self, world, services, task, client_of):
        attempt = services.start_attempt(
            world.people["learner"], task, now=datetime.now(UTC), rng=Random(1), agreed=True
        )
        number = next(n for n, (name, _) in enumerate(attempt.form, 1) if name == "shop")
        return attempt, reverse("question", args=[attempt.pk, number]), client_of("learner")

    def test_files_links_and_a_note_are_handed_in_and_shown_to_raters(
        self, services, raters, open_attempt, client_of
    ):
        attempt, address, browser = open_attempt
        given = {"link-title": "Repository", "link-url": LINK["url"], "note": "<b>Mine</b>"}
        file = SimpleUploadedFile("read me.txt", b"words")
        browser.post(address, {**given, "file": file, "go": "next"})
        shown = browser.get(address).content.decode()
        for words in ("read me.txt", "Repository", LINK["url"], "&lt;b&gt;Mine"):
            assert words in shown
        value = attempt.responses.get(item="shop").value
        assert [sorted(one) for one in value] == [
            ["digest", "name", "size"], ["title", "url"], ["note"],
        ]  # fmt: skip
        browser.post(address, {"go": f"unlink:{LINK['url']}", "note": "changed"})
        assert len(attempt.responses.get(item="shop").value) == 2
        browser.post(address, {**given, "go": "next"})
        services.submit(attempt, now=datetime.now(UTC))
        answer = attempt.responses.get(item="shop")
        shown = client_of("assessor").get(reverse("rating", args=[answer.pk])).content.decode()
        assert f'href="{LINK["url"]}" rel="noopener noreferrer nofollow"' in shown
        assert "on code.example" in shown
        assert "&lt;b&gt;Mine" in shown
        assert "<b>Mine" not in shown

    @pytest.mark.parametrize(
        ("link", "cause"),
        [
            ({"link-title": "x", "link-url": "javascript:alert(1)"}, "no address that can be"),
            ({"link-title": "x", "link-url": "http://code.example/"}, "begins with https"),
            ({"link-title": "", "link-url": LINK["url"]}, "needs a title"),
            ({"link-title": "Only a title", "link-url": ""}, "no address"),
        ],
    )
    def test_hostile_30_other_links_are_refused_and_what_was_typed_stays(
        self, open_attempt, link, cause
    ):
        attempt, address, browser = open_attempt
        refused = browser.post(address, {**link, "note": "Typed words", "go": "next"})
        assert refused.status_code == 400
        shown = refused.content.decode()
        assert cause in shown
        assert "Typed words" in shown
        assert link["link-title"] in shown
        assert 'href="javascript' not in shown
        value = attempt.responses.filter(item="shop").values_list("value", flat=True).first()
        assert not value

    def test_too_many_links_are_refused(self, open_attempt):
        attempt, address, browser = open_attempt
        for n in range(3):
            answer = browser.post(
                address, {"link-title": f"L{n}", "link-url": f"{LINK['url']}/{n}", "go": "next"}
            )
        assert answer.status_code == 400
        assert "at most 2" in answer.content.decode()
        assert len(attempt.responses.get(item="shop").value) == 2

    def test_nothing_is_handed_in_without_saying_whose_work_it_is(
        self, open_attempt, raters, client_of
    ):
        attempt, address, browser = open_attempt
        browser.post(address, {"link-title": "Repository", "link-url": LINK["url"], "go": "next"})
        assert (
            "Whose work it is"
            in browser.get(reverse("attempt_review", args=[attempt.pk])).content.decode()
        )
        submit = reverse("attempt_submit", args=[attempt.pk])
        refused = browser.post(submit, {"help_used": "An assistant wrote the tests."})
        assert refused.status_code == 400
        assert "An assistant wrote the tests." in refused.content.decode()
        attempt.refresh_from_db()
        assert attempt.submitted is None
        browser.post(submit, {"own": "on", "help_used": "An assistant wrote the tests."})
        attempt.refresh_from_db()
        assert attempt.submitted is not None
        answer = attempt.responses.get(item="shop")
        shown = client_of("assessor").get(reverse("rating", args=[answer.pk])).content.decode()
        assert "An assistant wrote the tests." in shown

    def test_a_test_without_work_asks_for_no_word(self, open_attempt):
        attempt, _address, browser = open_attempt
        submit = reverse("attempt_submit", args=[attempt.pk])
        assert browser.post(submit).status_code == 302


def test_everything_about_ratings_goes_with_the_person(world, rating, raters, sit):
    from skillmark.server.assess.models import RatingRecord
    from skillmark.server.assess.rating import contesting, declaring
    from skillmark.server.assess.rating.models import (
        DeclarationRecord,
        LeaseRecord,
        RatingActRecord,
    )

    attempt = sit()
    declaring.declare(attempt, help_used="A friend", now=NOW)
    answer = attempt.responses.get(item="shop")
    for person in raters[:2]:
        rating.rate(answer, points(2), rater=person, now=NOW)
    contesting.ask(attempt, "shop", account=world.people["learner"], reason="r", now=NOW)
    rating.begin(answer, rater=raters[2], now=NOW)
    attempt.delete()
    for model, where in (
        (RatingRecord, {"response": answer.pk}),
        (LeaseRecord, {"response": answer.pk}),
        (RatingActRecord, {"response": answer.pk}),
        (DeclarationRecord, {"attempt": attempt.pk}),
    ):
        assert not model.objects.filter(**where).exists()


def test_only_independent_ratings_say_how_far_raters_agree(rating, raters, sit, services):
    from skillmark.server.assess import quality

    attempt = sit(why="It was quick.")
    shop, why = (attempt.responses.get(item=name) for name in ("shop", "why"))
    rating.rate(shop, points(1), rater=raters[0], now=NOW)
    rating.rate(shop, points(4), rater=raters[1], now=NOW)
    rating.adjudicate(shop, points(4, 2), rater=raters[2], reason="r", now=NOW)
    for person in raters[:2]:
        rating.rate(why, {"reason": 2}, rater=person, now=NOW)
    attempt.refresh_from_db()

    def counted():
        made = quality.sample(
            attempt.delivery.test,
            [attempt],
            [()],
            cut=services.cut_of(attempt.delivery.test),
            field_data="real",
        )
        return [sorted(row, key=str) for row in made.ratings], made.raters, made.adjudicated

    assert counted() == ([[2 / 6, 5 / 6], [1, 1]], 3, (1, 2))
    rating.reopen(why, rater=raters[0], reason="Misread.", now=NOW)
    rating.rate(why, {"reason": 1.5}, rater=raters[0], now=NOW)
    matrix, people, decided = counted()
    assert matrix[0] == [2 / 6, 5 / 6]
    assert str([float(one) for one in matrix[1]]) == "[1.0, nan]"
    assert (people, decided) == (3, (1, 1))


class TestRule:
    """How many rate, and how far they may be apart, is set before anybody rates."""

    def test_it_is_set_on_the_page_of_the_test(self, task, client_of):
        browser = client_of("assessor")
        address = reverse("delivery_raters", args=[task.pk])
        page = reverse("test", args=[task.test_id])
        assert "2 people rate each answer independently" in browser.get(page).content.decode()
        assert browser.post(address, {"raters": "3", "tolerance": "10"})["Location"] == page
        task.refresh_from_db()
        assert (task.raters, task.tolerance) == (3, 0.1)
        for wrong in ({"raters": "0", "tolerance": "10"}, {"raters": "2", "tolerance": "101"}):
            assert browser.post(address, wrong).status_code == 400
        task.refresh_from_db()
        assert (task.raters, task.tolerance) == (3, 0.1)

    def test_not_once_somebody_has_rated(self, rating, raters, task, sit):
        from skillmark.server.assess.rating import setting

        answer = sit().responses.get(item="shop")
        rating.rate(answer, points(3), rater=raters[0], now=NOW)
        with pytest.raises(ConflictError, match="rated already"):
            setting.set_rule(task, raters=1, tolerance=0.2, actor=raters[0])
