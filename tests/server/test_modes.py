"""Ways to deliver a test: linear, drawn, adaptive, mastery; practice; what is told; when."""

from __future__ import annotations

import json
import re
from collections import Counter
from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from django.urls import reverse

from skillmark.assess.adaptive.session import State
from skillmark.nouns.credibility import CutScore, FieldData
from skillmark.nouns.errors import ConflictError, InputError

NOW = datetime(2026, 5, 4, 9, 0, tzinfo=UTC)
LATER = NOW + timedelta(minutes=5)


@pytest.fixture
def services(world):
    from skillmark.server.assess import services

    return services


@pytest.fixture(autouse=True)
def short_lottery(monkeypatch):
    """Find chances with few simulated people: how well is tested in `assess/adaptive`."""
    from skillmark.server.assess import offering

    monkeypatch.setattr(offering, "PEOPLE", 200)
    monkeypatch.setattr(offering, "ROUNDS", 7)


def calibrate(test, services, *, field_data=FieldData.REAL, leave_out=(), seed=1):
    """Store a calibration as a model of the author's levels would have it, for every item."""
    from skillmark.server.assess.models import CalibrationRecord

    rng = Random(seed)
    items = [
        {
            "item": item.id,
            "skill": item.skill,
            "level": item.level,
            "type": item.type.value,
            "difficulty": 0.6,
            "discrimination": 0.3,
            "persons": 200,
            "a": None if item.id in leave_out else rng.uniform(0.9, 1.6),
            "b": None if item.id in leave_out else 0.7 * (item.level - 3) + rng.gauss(0, 0.5),
            "se_a": 0.15,
            "se_b": 0.15,
        }
        for item in services.noun(test).items
        if not item.needs_rater
    ]
    return CalibrationRecord.objects.create(
        organisation=test.organisation,
        test=test,
        field_data=field_data,
        persons=400,
        length=30,
        maximum=40.0,
        items=items,
        computed=NOW,
    )


def unlimited(**choices):
    """Return choices without a limit of exposure, which takes a second to find."""
    from skillmark.server.assess.offering import Choices

    return Choices(exposure=None, **choices)


@pytest.fixture
def test_row(world):
    return world.things["test"]


@pytest.fixture
def offer(services, test_row):
    """Return a function that offers the calibrated test in a mode."""
    calibrate(test_row, services)

    def offered(mode, **options):
        from skillmark.server.assess.offering import Choices

        choices = Choices(**{"exposure": None, **options.pop("choices", {})})
        options.setdefault("rng", Random(5))
        return services.deliver(
            test_row, include_short=False, mode=mode, choices=choices, **options
        )

    return offered


def start(services, world, delivery, *, now=NOW, seed=1, who="assessor"):
    return services.start_attempt(
        world.people[who], delivery, now=now, rng=Random(seed), agreed=True
    )


def answer(services, attempt, number, *, right=True, now=NOW):
    """Give the answer to the question at a place: all of it right, or none of it."""
    name = attempt.form[number - 1][0]
    way = services.noun(attempt.delivery.test).item(name).interaction
    value = way.right()
    if not right:
        rng = Random(3)
        value = next(given for given in iter(lambda: way.guess(rng), None) if worth(way, given))
    services.save_answer(attempt, name, value, now=now)


def worth(way, given):
    return given not in (None, [], {}) and way.share(given) < 1


def sit(services, attempt, luck, *, now=NOW, most=99):
    """Answer what is asked, right where `luck` says so, until the test is over."""
    from skillmark.server.assess.sitting import course

    for _ in range(most):
        number = len(attempt.form)
        answer(services, attempt, number, right=luck(number), now=now)
        onward = course.onward(attempt, number, now=now)
        attempt.refresh_from_db()
        if onward is None:
            break
    return attempt


def test_linear_asks_everything_in_the_order_of_the_test(world, services, offer, test_row):
    attempt = start(services, world, offer("linear"))
    own = services.noun(test_row)
    wanted = [item.id for item in own.items if not item.needs_rater]
    assert [name for name, _order in attempt.form] == wanted
    assert attempt.maximum == sum(own.item(name).points for name in wanted)


@pytest.mark.parametrize("mode", ["adaptive", "mastery"])
def test_without_a_calibration_nothing_chooses_questions(services, test_row, mode):
    with pytest.raises(ConflictError, match="not calibrated"):
        services.deliver(test_row, include_short=False, mode=mode)


def test_simulated_people_decide_about_nobody_but_serve_practice(services, test_row):
    calibrate(test_row, services, field_data=FieldData.SIMULATED)
    with pytest.raises(ConflictError, match="simulated people"):
        services.deliver(test_row, include_short=False, mode="mastery")
    kept = services.deliver(test_row, mode="mastery", practice=True, choices=unlimited())
    assert kept.rules["simulated"] is True


def test_answers_that_a_person_scores_choose_nothing(services, test_row):
    calibrate(test_row, services)
    with pytest.raises(InputError, match="person's score"):
        services.deliver(test_row, mode="mastery")


def test_a_skill_with_too_few_calibrated_questions_is_named(services, test_row):
    own = services.noun(test_row)
    skill = own.blueprint[0][0]
    gone = [item.id for item in own.items if item.skill == skill][1:]
    calibrate(test_row, services, leave_out=gone)
    from skillmark.server.skills.services import labels

    with pytest.raises(
        InputError, match=f"too few calibrated questions on {labels([skill], 'en')[skill]}"
    ):
        services.deliver(test_row, include_short=False, mode="mastery")


@pytest.mark.parametrize("share", [0.01, 0.9999])
def test_a_cut_that_no_ability_stands_for_is_refused(services, test_row, share):
    calibrate(test_row, services)
    cut = CutScore(share * 100, 100, "by hand", "a test", "Panel", NOW.date())
    services.set_cut(test_row, cut)
    with pytest.raises(InputError, match=r"no ability|none would tell"):
        services.deliver(test_row, include_short=False, mode="mastery")


def test_a_limit_of_exposure_that_cannot_be_kept_says_what_can(offer):
    with pytest.raises(InputError, match="no question can be kept") as refused:
        offer("mastery", choices={"exposure": 0.02})
    assert re.search(r"more than \d+ %", refused.value.remedy)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"telling": "once"}, "decides about nobody"),
        ({"practice": True, "achievement": "genai-foundations"}, "no badge"),
        ({"opens": LATER, "closes": NOW}, "close before it opens"),
        ({"mode": "at will"}, "no such way"),
    ],
)
def test_what_contradicts_itself_is_refused(services, test_row, given, said):
    with pytest.raises(InputError, match=said):
        services.deliver(test_row, **given)


def test_the_cut_on_the_scale_of_ability_expects_the_cut_in_points(services, offer, test_row):
    from skillmark.assess.scaling.average_form import AverageForm

    kept = offer("mastery").rules
    form = AverageForm.from_json(kept["form"])
    assert form.expected(kept["rules"]["cut"]) == pytest.approx(kept["cut"], abs=1e-6)
    # the average over drawn forms of the cut and of the maximum, within the half points of a cut
    drawn = [start_form(services, test_row, seed) for seed in range(40)]
    cuts = [cut / maximum for cut, maximum in drawn]
    assert kept["cut"] / form.maximum == pytest.approx(sum(cuts) / len(cuts), abs=0.02)


def start_form(services, test_row, seed):
    from skillmark.server.assess.sitting.starting import open_attempt

    delivery = test_row.deliveries.filter(mode="drawn", include_short=False).first()
    attempt = open_attempt(delivery, now=NOW, rng=Random(seed))
    return attempt.cut, attempt.maximum


def test_a_clear_pass_and_a_clear_failure_stop_early_and_keep_the_blueprint(world, services, offer):
    delivery = offer("mastery")
    passed = sit(services, start(services, world, delivery), lambda _n: True)
    failed = sit(services, start(services, world, delivery, seed=2), lambda _n: False)
    for attempt, state in ((passed, "pass"), (failed, "fail")):
        assert attempt.state == state
        assert attempt.course["stop"]["reason"] == "bound"
        assert attempt.course["stop"]["confidence"] > 0.9
        assert 8 <= len(attempt.form) < 30
        assert (attempt.score, attempt.maximum, attempt.cut) == (float(state == "pass"), 1, 1)
        counts = Counter(services.noun(delivery.test).item(name).skill for name, _ in attempt.form)
        for skill, count in services.noun(delivery.test).blueprint:
            assert abs(counts[skill] - count / 30 * len(attempt.form)) <= 1


def test_an_adaptive_test_measures_and_its_score_lies_on_the_side_of_its_decision(
    world, services, offer
):
    delivery = offer("adaptive", choices={"precise": 0.45})
    for seed, luck in enumerate((lambda _n: True, lambda _n: False, lambda n: n % 2 == 0)):
        attempt = sit(services, start(services, world, delivery, seed=seed), luck)
        stop = attempt.course["stop"]
        assert attempt.final
        assert stop["reason"] in {"precise", "length"}
        assert (stop["estimate"] >= delivery.rules["rules"]["cut"]) == attempt.passed
        assert 0 <= attempt.score <= attempt.maximum
        found = services.results(attempt)
        assert (found.ability, found.standard_error) == (stop["estimate"], stop["standard_error"])


def test_an_answer_is_final_when_one_goes_on(world, services, offer):
    from skillmark.server.assess.sitting import course

    attempt = start(services, world, offer("mastery"))
    answer(services, attempt, 1)
    assert course.onward(attempt, 1, now=NOW) == 2
    attempt.refresh_from_db()
    with pytest.raises(ConflictError, match="final"):
        answer(services, attempt, 1, right=False)
    assert not course.may_go_back(attempt)
    assert course.place(attempt, 1) == 2


def test_going_on_without_an_answer_has_to_be_meant(world, services, offer):
    from skillmark.server.assess.sitting import course

    attempt = start(services, world, offer("mastery"))
    with pytest.raises(InputError, match="not answered"):
        course.onward(attempt, 1, now=NOW)
    assert course.onward(attempt, 1, now=NOW, blank=True) == 2
    attempt.refresh_from_db()
    assert attempt.course["right"] == [False]


def test_going_on_twice_and_in_two_tabs_is_going_on_once(world, services, offer):
    from skillmark.server.assess.models import AttemptRecord
    from skillmark.server.assess.sitting import course, engine

    attempt = start(services, world, offer("mastery"))
    other_tab = AttemptRecord.objects.get(pk=attempt.pk)
    answer(services, attempt, 1)
    assert course.onward(attempt, 1, now=NOW) == 2
    assert course.onward(other_tab, 1, now=NOW) == 2
    attempt.refresh_from_db()
    assert len(attempt.form) == 2
    assert attempt.course["asked"] == [attempt.form[0][0]]
    # the server was killed between answer and next question: the same question comes
    AttemptRecord.objects.filter(pk=attempt.pk).update(form=attempt.form[:1])
    engine._prepared.cache_clear()
    lost = AttemptRecord.objects.get(pk=attempt.pk)
    assert course.onward(lost, 1, now=NOW) == 2
    lost.refresh_from_db()
    assert lost.form == attempt.form


@pytest.mark.parametrize("mode", ["adaptive", "mastery"])
def test_the_stored_course_replayed_gives_the_same_questions(world, services, offer, mode):
    from skillmark.assess.adaptive.session import Stop, begin, next_item
    from skillmark.assess.adaptive.session import answer as answered
    from skillmark.server.assess import offering
    from skillmark.server.assess.sitting import engine

    delivery = offer(mode, choices={"exposure": 0.7, "most": 16})
    for seed in range(3):
        rng = Random(seed)
        attempt = sit(
            services,
            start(services, world, delivery, seed=seed),
            lambda _n, rng=rng: rng.random() < 0.6,
        )
        assert isinstance(engine.replayed(attempt), Stop)
        # from what is kept alone, without anything that is cached
        kept = json.loads(json.dumps(delivery.rules))
        test = offering.thawed(kept)
        state = begin(test, seed=State.from_json(attempt.course).seed)
        for (name, _order), right in zip(attempt.form, attempt.course["right"], strict=True):
            assert next_item(test, state) == name
            state = answered(state, name, right)
        assert next_item(test, state).reason == attempt.course["stop"]["reason"]


def test_missing_evidence_is_no_pass(world, services, offer):
    delivery = offer("mastery", minutes=10)
    attempt = start(services, world, delivery)
    sit(services, attempt, lambda _n: True, most=3)
    answer(services, attempt, len(attempt.form))
    over = services.close_if_over(attempt, now=NOW + timedelta(minutes=11))
    assert over.late
    assert over.state == "fail"
    stop = over.course["stop"]
    assert (stop["reason"], stop["confidence"]) == ("unfinished", None)
    assert stop["items"] == 4, "what was saved of the question at hand counts"
    assert stop["left"] > 0


def test_a_later_calibration_and_a_later_cut_change_nothing_for_who_sits(
    world, services, offer, test_row
):
    delivery = offer("mastery")
    first = sit(services, start(services, world, delivery), lambda n: n % 3 > 0, most=5)
    calibrate(test_row, services, seed=9)
    services.set_cut(test_row, CutScore(9, 10, "by hand", "stricter", "Panel", NOW.date()))
    other = sit(
        services, start(services, world, delivery, who="learner"), lambda n: n % 3 > 0, most=5
    )
    assert other.form == first.form


def test_chosen_questions_and_practice_stay_out_of_every_figure(world, services, offer, test_row):
    from skillmark.server.assess import belief, calibration, counting

    def figures():
        found = belief.of(test_row)
        sittings = calibration.first_sittings(test_row, simulated=False)
        return found.real, len(sittings)

    before = figures()
    sit(services, start(services, world, offer("mastery")), lambda _n: True)
    practice = offer("drawn", practice=True)
    done = services.submit(start(services, world, practice), now=NOW)
    assert done.practice
    assert figures() == before
    assert counting.apart(test_row) == (1, 1)
    real = services.submit(start(services, world, offer("linear")), now=NOW)
    assert real.final
    assert figures() == (before[0] + 1, before[1] + 1)


def test_practice_may_be_repeated_and_earns_nothing(world, services, offer):
    from skillmark.server.assess.sitting.claiming import claim

    delivery = offer("drawn", practice=True, attempts_allowed=1)
    for seed in range(2):
        attempt = start(services, world, delivery, seed=seed)
        for number in range(1, len(attempt.form) + 1):
            answer(services, attempt, number)
        done = services.submit(attempt, now=NOW)
        assert done.passed
        with pytest.raises(ConflictError, match="practice"):
            claim(done, account=world.people["assessor"], now=NOW)


def test_a_window_opens_and_closes_by_the_servers_clock_and_who_has_begun_may_finish(
    world, services, offer
):
    opens, closes = NOW + timedelta(hours=1), NOW + timedelta(hours=2)
    delivery = offer("drawn", opens=opens, closes=closes, minutes=90)
    with pytest.raises(ConflictError, match="not open yet"):
        start(services, world, delivery, now=opens - timedelta(seconds=1))
    attempt = start(services, world, delivery, now=closes - timedelta(seconds=1))
    with pytest.raises(ConflictError, match="closed"):
        start(services, world, delivery, now=closes, who="learner")
    after = closes + timedelta(minutes=80)
    answer(services, attempt, 1, now=after)
    assert start(services, world, delivery, now=after).pk == attempt.pk
    assert not services.submit(attempt, now=after).late


# Pages


@pytest.fixture
def browser(client_of):
    return client_of("learner")


@pytest.fixture
def author(client_of):
    return client_of("provider_admin")


def page(attempt, number):
    return reverse("question", kwargs={"pk": attempt.pk, "number": number})


def text_of(answer):
    return answer.content.decode()


def fields_of(item, value):
    """Return a response as the fields of the player's form."""
    if item.type.value == "order":
        return {f"place-{one}": place for place, one in enumerate(value, start=1)}
    return {"answer": value}


def post(browser, services, attempt, number, *, go="next", right=True):
    item = services.noun(attempt.delivery.test).item(attempt.form[number - 1][0])
    fields = fields_of(item, item.interaction.right()) if right else {}
    return browser.post(page(attempt, number), {**fields, "go": go})


def begun(world, services, delivery):
    return start(services, world, delivery, now=datetime.now(UTC), who="learner")


def test_a_mastery_test_is_sat_page_by_page_with_no_way_back(
    world, services, offer, browser, author
):
    delivery = offer("mastery", achievement="genai-foundations")
    before = text_of(browser.get(reverse("sitting", args=[delivery.pk])))
    assert "There is no way back." in before
    assert "30 questions at most" in before
    attempt = begun(world, services, delivery)
    first = text_of(browser.get(page(attempt, 1)))
    assert "Question 1 of at most 30" in first
    for gone in ("All questions", 'value="back"', "<progress"):
        assert gone not in first
    blank = browser.post(page(attempt, 1), {"go": "next"})
    assert blank.status_code == 200
    assert "Go on without an answer" in text_of(blank)
    assert post(browser, services, attempt, 1).headers["Location"] == page(attempt, 2)
    # reload, the way back and an old tab all lead to the question at hand
    assert browser.get(page(attempt, 1)).headers["Location"] == page(attempt, 2)
    again = post(browser, services, attempt, 1, right=False)
    assert again.headers["Location"] == page(attempt, 2)
    htmx = browser.post(page(attempt, 1), {"answer": "x"}, HTTP_HX_REQUEST="true")
    assert "final" in text_of(htmx)
    assert browser.get(reverse("attempt_course", args=[attempt.pk])).status_code == 404
    ask = text_of(browser.get(reverse("attempt_review", args=[attempt.pk])))
    assert "missing evidence is no pass" in ask
    result = reverse("attempt_result", args=[attempt.pk])
    for number in range(2, 31):
        attempt.refresh_from_db()
        onward = post(browser, services, attempt, number)
        if onward.headers["Location"] == result:
            break
    assert browser.get(page(attempt, number)).headers["Location"] == result
    said = text_of(browser.get(result))
    assert "Passed." in said
    assert "clear enough" in said
    assert "Claim your badge" in said
    assert re.search(
        r"the probability that your ability lies above the cut score is (more than )?\d+ %", said
    )
    assert "points; " not in said
    drawn = browser.get(reverse("attempt_course", args=[attempt.pk]))
    assert drawn.headers["Content-Type"] == "image/svg+xml"
    assert "<script" not in text_of(drawn)
    listed = text_of(author.get(reverse("test_results")))
    assert f"mastery, {number} questions" in listed


def test_simulated_is_said_on_every_page_of_such_a_test(world, services, test_row, browser):
    calibrate(test_row, services, field_data=FieldData.SIMULATED)
    delivery = services.deliver(test_row, mode="mastery", practice=True, choices=unlimited())
    attempt = begun(world, services, delivery)
    pages = [
        reverse("sittings"),
        reverse("sitting", args=[delivery.pk]),
        page(attempt, 1),
        reverse("attempt_review", args=[attempt.pk]),
    ]
    shown = [text_of(browser.get(address)) for address in pages]
    ended = browser.post(reverse("attempt_submit", args=[attempt.pk]), follow=True)
    shown.append(text_of(ended))
    for said in shown:
        assert "Simulated" in said
        assert "Practice" in said
    assert "Not passed." in shown[-1]
    assert "not sat to its end" in shown[-1]


@pytest.mark.parametrize("mode", ["drawn", "mastery"])
def test_nothing_but_the_decision_is_told_where_nothing_is_to_be_told(
    world, services, offer, browser, mode
):
    delivery = offer(mode, telling="nothing", achievement="genai-foundations")
    attempt = begun(world, services, delivery)
    if mode == "drawn":
        for number in range(1, 31):
            answer(services, attempt, number, now=datetime.now(UTC))
        services.submit(attempt, now=datetime.now(UTC))
    else:
        sit(services, attempt, lambda _n: True, now=datetime.now(UTC))
    said = text_of(browser.get(reverse("attempt_result", args=[attempt.pk])))
    assert "Passed." in said
    for hidden in ("points", "Score", "Ability", "Standard error", "<table", "<img", "probability"):
        assert hidden not in said, hidden
    for name in ("attempt_picture", "attempt_course"):
        assert browser.get(reverse(name, args=[attempt.pk])).status_code == 404
    from skillmark.server.assess.sitting import proving

    attempt.refresh_from_db()
    carried = proving.result(attempt)
    assert (carried.score, carried.maximum, carried.cut, carried.ability) == (1, 1, 1, None)
    assert not re.search(r"points|probability", proving.evidence(attempt)["narrative"])


def test_questions_are_told_at_the_end_and_not_before_and_only_if_so_agreed(
    world, services, offer, browser
):
    for telling in ("result", "end"):
        delivery = offer("drawn", telling=telling)
        attempt = begun(world, services, delivery)
        own = services.noun(delivery.test)
        name = next(n for n, _ in attempt.form if own.item(n).rationale)
        number = [n for n, _ in attempt.form].index(name) + 1
        words = str(own.item(name).rationale).split("\n")[0][:30]
        answer(services, attempt, number, now=datetime.now(UTC))
        during = text_of(browser.get(page(attempt, number)))
        review = text_of(browser.get(reverse("attempt_review", args=[attempt.pk])))
        services.submit(attempt, now=datetime.now(UTC))
        after = text_of(browser.get(reverse("attempt_result", args=[attempt.pk])))
        from html import unescape

        assert words not in unescape(during + review)
        assert (words in unescape(after)) == (telling == "end")
        assert ("What is right" in after) == (telling == "end")


@pytest.mark.parametrize("mode", ["linear", "mastery"])
def test_practice_tells_at_once_and_then_the_answer_is_final(world, services, offer, browser, mode):
    delivery = offer(mode, practice=True, telling="once")
    attempt = begun(world, services, delivery)
    fresh = text_of(browser.get(page(attempt, 1)))
    assert "Check the answer" in fresh
    assert "What is right" not in fresh
    told = post(browser, services, attempt, 1)
    assert told.headers["Location"] == page(attempt, 1)
    said = text_of(browser.get(page(attempt, 1)))
    assert "Right." in said
    assert "What is right" in said
    assert 'name="answer"' not in said, "there is nothing left to change"
    stored = attempt.responses.get(item=attempt.form[0][0]).value
    post(browser, services, attempt, 1, go="clear")
    assert attempt.responses.get(item=attempt.form[0][0]).value == stored
    assert post(browser, services, attempt, 1).headers["Location"] == page(attempt, 2)
    result = text_of(browser.get(reverse("sittings")))
    assert "Practice" in result


def test_a_test_that_opens_later_says_when(world, services, offer, browser):
    opens = datetime.now(UTC) + timedelta(days=1)
    delivery = offer("drawn", opens=opens, closes=opens + timedelta(days=1))
    said = text_of(browser.get(reverse("sitting", args=[delivery.pk])))
    assert f"opens on {opens:%Y-%m-%d %H:%M} (UTC)" in said
    assert "Begin the test" not in said
    assert f"opens on {opens:%Y-%m-%d %H:%M}" in text_of(browser.get(reverse("sittings")))
    past = offer("drawn", closes=datetime.now(UTC) - timedelta(days=1))
    assert str(past.pk) not in text_of(browser.get(reverse("sittings")))
    refused = browser.post(reverse("sitting", args=[past.pk]), {"honour": "on", "consent": "on"})
    assert refused.status_code == 409


def test_the_author_fills_in_one_form_and_nothing_is_lost_on_a_refusal(
    world, services, test_row, author
):
    address = reverse("test_deliver", args=[test_row.pk])
    given = {
        "mode": "mastery",
        "telling": "end",
        "minutes": "25",
        "opens": "2030-01-01T08:00",
        "most": "20",
        "least": "6",
        "exposure": "80",
        "sure": "90",
        "raters": "2",
        "tolerance": "15",
        "pause_minutes": "5",
    }
    refused = author.post(address, given)
    assert refused.status_code == 400
    said = text_of(refused)
    assert "not calibrated" in said
    assert 'value="2030-01-01T08:00"' in said
    assert re.search(r'value="mastery"[^>]*checked', said)
    calibrate(test_row, services)
    assert author.post(address, given).status_code == 302
    row = test_row.deliveries.order_by("-created").first()
    assert (row.mode, row.telling, row.minutes) == ("mastery", "end", 25)
    assert (row.raters, row.tolerance, row.pause_minutes) == (2, 0.15, 5)
    assert row.opens == datetime(2030, 1, 1, 8, tzinfo=UTC)
    rules = row.rules["rules"]
    assert (rules["min_items"], rules["max_items"], row.rules["exposure"]) == (6, 20, 0.8)
    assert rules["alpha"] == pytest.approx(0.1)
    seen = text_of(author.get(reverse("test", args=[test_row.pk])))
    assert "6 to 20 questions" in seen
    assert "from 2030-01-01 08:00 (UTC)" in seen


def test_exposure_in_the_field_stands_beside_its_limit_and_practice_does_not_count(
    world, services, offer, test_row, author
):
    from skillmark.server.assess.field_exposure import exposure

    delivery = offer("mastery", choices={"exposure": 0.9})
    attempts = [
        sit(services, start(services, world, delivery, seed=k, who=who), lambda _n: True)
        for k, who in enumerate(("assessor", "learner", "administrator"))
    ]
    found = exposure(delivery)
    assert (found.sittings, found.limit) == (3, 0.9)
    counts = Counter(name for one in attempts for name, _ in one.form)
    assert [one.people for one in found.most] == [n for _name, n in counts.most_common(10)]
    assert found.most[0].share.estimate == counts.most_common(1)[0][1] / 3
    assert "Who saw which question" in text_of(author.get(reverse("test", args=[test_row.pk])))
    assert exposure(offer("mastery", practice=True)) is None


def test_credentials_say_how_the_test_was_sat(world, services, offer):
    from skillmark.server.assess.sitting import proving

    said = {}
    for mode in ("linear", "drawn", "adaptive", "mastery"):
        delivery = offer(mode, choices={"precise": 0.5})
        attempt = start(services, world, delivery)
        if mode in {"linear", "drawn"}:
            for number in range(1, len(attempt.form) + 1):
                answer(services, attempt, number)
            attempt = services.submit(attempt, now=NOW)
        else:
            attempt = sit(services, attempt, lambda _n: True)
        said[mode] = proving.evidence(attempt)["narrative"]
        bundle = proving.credibility(attempt)
        if mode in {"adaptive", "mastery"}:
            unknown = (bundle.decision_accuracy, bundle.truly_above, bundle.reliability, bundle.sem)
            assert unknown == (None,) * 4, "those are figures of drawn forms"
            assert bundle.persons == 400
            assert sum(count for _skill, count in bundle.blueprint) == len(attempt.form)
    assert "drawn by blueprint" in said["drawn"]
    assert "the same for everybody" in said["linear"]
    assert re.search(r"an ability of [\d.]+, standard error 0\.\d+", said["adaptive"])
    assert re.search(r"cut score was reached, with a probability of .*\d+ %", said["mastery"])
    for mode in ("linear", "adaptive", "mastery"):
        assert "drawn by" not in said[mode]


def test_the_badge_of_a_mastery_test_is_signed_with_how_it_was_sat(world, services, offer):
    from skillmark.define.catalogue import starter
    from skillmark.server.assess.sitting.claiming import claim
    from skillmark.server.award.keyring import keys
    from skillmark.server.award.models import AwardRecord, KeyRecord
    from skillmark.server.define.models import AchievementRecord
    from skillmark.server.define.services import save_achievement
    from skillmark.server.people.actions import Role
    from skillmark.server.people.models import MembershipRecord

    if not KeyRecord.objects.of(world.home).filter(retired=None).exists():
        keys.generate(world.home, "ed25519", actor=None)
    if not AchievementRecord.objects.of(world.home).filter(slug="genai-foundations").exists():
        badge = starter().achievement("genai-foundations")
        save_achievement(badge, organisation=world.home, actor=None)
    newcomer = world.people["ld_lead"]
    MembershipRecord.objects.create(organisation=world.home, account=newcomer, role=Role.LEARNER)
    delivery = offer("mastery", achievement="genai-foundations")
    attempt = sit(services, start(services, world, delivery, who="ld_lead"), lambda _n: True)
    award = claim(attempt, account=newcomer, now=NOW)
    attempt.refresh_from_db()
    assert AwardRecord.objects.get(pk=attempt.claimed) == award
    body = bytes(award.body).decode()
    assert f"Mastery test: {len(attempt.form)} questions within the blueprint" in body
    assert "with a probability of" in body
    assert "drawn by blueprint" not in body
    assert "Livingston" not in body
