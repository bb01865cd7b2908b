"""Use cases of assessment: storing, delivering, sitting, scoring, rating, calibrating."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from random import Random

import pytest

from skillmark.assess.starter import starter_test, starter_tests
from skillmark.nouns.credibility import CutScore, FieldData
from skillmark.nouns.errors import ConflictError, ForbiddenError, InputError

NOW = datetime(2026, 5, 4, 9, 0, tzinfo=UTC)


@pytest.fixture
def services(world):
    from skillmark.server.assess import services

    return services


@pytest.fixture
def offered(world, services):
    test = services.import_test(world.home, "genai-foundations")
    return services.deliver(test, include_short=False, achievement="genai-foundations")


def start(services, world, delivery, *, now=NOW, seed=1, who="assessor"):
    return services.start_attempt(
        world.people[who], delivery, now=now, rng=Random(seed), agreed=True
    )


def answer_all(services, attempt, *, now=NOW, wrong=()):
    own = services.noun(attempt.delivery.test)
    for number, (name, _) in enumerate(attempt.form):
        if number not in wrong:
            services.save_answer(attempt, name, own.item(name).interaction.right(), now=now)


@pytest.mark.parametrize("name", starter_tests())
def test_a_stored_test_reads_back_equal(name, world, services):
    row = services.import_test(world.home, name)
    assert services.noun(row) == starter_test(name)


def test_the_same_test_is_stored_once_and_a_changed_one_is_the_next_version(world, services):
    first = services.import_test(world.home, "sjt-communication")
    assert services.import_test(world.home, "sjt-communication").pk == first.pk
    changed = replace(starter_test("sjt-communication"), minutes=50.0)
    second = services.import_test(world.home, changed)
    assert (first.version, second.version) == (1, 2)
    assert services.noun(first).minutes is None


def test_a_test_without_a_cut_score_is_not_delivered(world, services):
    test = services.import_test(world.other, "sjt-communication")
    with pytest.raises(ConflictError, match="no cut score"):
        services.deliver(test)
    services.set_cut(
        test, CutScore(10, 32, "modified Angoff", "panel of 8", "Panel", date(2026, 5, 1))
    )
    assert services.deliver(test).test == test


def test_forms_without_short_answers_are_scored_at_once(world, services, offered):
    attempt = start(services, world, offered)
    own = services.noun(offered.test)
    assert len(attempt.form) == 30
    assert not any(own.item(name).needs_rater for name, _ in attempt.form)
    answer_all(services, attempt)
    done = services.submit(attempt, now=NOW)
    assert done.final
    assert done.score == done.maximum
    assert done.passed


def test_changing_one_response_changes_the_result(world, services, offered):
    own = services.noun(offered.test)
    attempt = start(services, world, offered)
    names = [name for name, _ in attempt.form]
    # Right answers up to the last one that passing needs.
    needed, earned = [], 0.0
    for name in names:
        if earned >= attempt.cut:
            break
        needed.append(name)
        earned += own.item(name).points
    for name in needed:
        services.save_answer(attempt, name, own.item(name).interaction.right(), now=NOW)
    assert services.submit(attempt, now=NOW).passed
    again = start(services, world, offered, seed=1)
    assert [name for name, _ in again.form] == names
    for name in needed[:-1]:
        services.save_answer(again, name, own.item(name).interaction.right(), now=NOW)
    assert not services.submit(again, now=NOW).passed


def test_nothing_is_stored_without_consent(world, services, offered):
    with pytest.raises(InputError, match="honour"):
        services.start_attempt(
            world.people["assessor"], offered, now=NOW, rng=Random(1), agreed=False
        )


def test_starting_again_resumes_the_open_attempt(world, services, offered):
    first = start(services, world, offered)
    again = start(services, world, offered, now=NOW + timedelta(minutes=5), seed=2)
    assert again.pk == first.pk
    assert again.deadline == NOW + timedelta(minutes=40)


def test_hostile_41_double_submit_is_one_attempt(world, services, offered):
    attempt = start(services, world, offered)
    answer_all(services, attempt)
    first = services.submit(attempt, now=NOW + timedelta(minutes=3))
    second = services.submit(attempt, now=NOW + timedelta(minutes=9))
    assert (first.submitted, first.score) == (second.submitted, second.score)
    name = attempt.form[0][0]
    with pytest.raises(ConflictError, match="submitted"):
        services.save_answer(attempt, name, None, now=NOW + timedelta(minutes=4))


def test_hostile_41_late_answers_do_not_count_and_late_submit_closes_at_the_deadline(
    world, services, offered
):
    own = services.noun(offered.test)
    attempt = start(services, world, offered)
    early, late = attempt.form[0][0], attempt.form[1][0]
    services.save_answer(attempt, early, own.item(early).interaction.right(), now=NOW)
    after = attempt.deadline + timedelta(seconds=1)
    with pytest.raises(ConflictError, match="time is over"):
        services.save_answer(attempt, late, own.item(late).interaction.right(), now=after)
    done = services.submit(attempt, now=after)
    assert done.late
    assert done.submitted == attempt.deadline
    assert done.score == own.item(early).points


def test_an_attempt_whose_time_is_over_makes_room_for_the_next(world, services, offered):
    first = start(services, world, offered)
    second = start(services, world, offered, now=NOW + timedelta(hours=2))
    first.refresh_from_db()
    assert first.late
    assert first.score == 0
    assert second.pk != first.pk


def test_attempts_are_limited_where_the_delivery_says_so(world, services):
    test = services.import_test(world.home, "genai-foundations")
    once = services.deliver(test, include_short=False, attempts_allowed=1)
    services.submit(start(services, world, once), now=NOW)
    with pytest.raises(ConflictError, match="all 1 attempts"):
        start(services, world, once)


@pytest.mark.parametrize(
    ("kind", "value"),
    [("choice", "no-such-option"), ("numeric", "many"), ("order", ["a"]), ("multiple", "a")],
)
def test_answers_that_do_not_fit_are_refused(kind, value, world, services, offered):
    own = services.noun(offered.test)
    attempt = next(
        attempt
        for seed in range(20)
        if (attempt := start(services, world, offered, seed=seed))
        and (
            any(own.item(name).type == kind for name, _ in attempt.form)
            or services.submit(attempt, now=NOW) is None
        )
    )
    name = next(name for name, _ in attempt.form if own.item(name).type == kind)
    with pytest.raises(InputError):
        services.save_answer(attempt, name, value, now=NOW)
    with pytest.raises(InputError, match="not in your form"):
        services.save_answer(attempt, "gf-000", "a", now=NOW)


@pytest.fixture
def short_answer(world, services):
    """A submitted attempt of the learner with a short answer, and that response."""
    test = services.import_test(world.home, "genai-foundations")
    delivery = services.deliver(test, include_short=True)
    own = services.noun(test)
    for seed in range(200):
        attempt = start(services, world, delivery, seed=seed, who="learner")
        short = [name for name, _ in attempt.form if own.item(name).needs_rater]
        if short:
            break
        services.submit(attempt, now=NOW)
    answer_all(services, attempt)
    for name in short:
        services.save_answer(attempt, name, "Check the claim at its source.", now=NOW)
    attempt = services.submit(attempt, now=NOW)
    return attempt, list(attempt.responses.filter(pending=True))


def test_a_person_decides_on_short_answers(world, services, short_answer):
    attempt, waiting = short_answer
    assert attempt.state == "pending"
    assert not services.results(attempt).final
    assert set(services.queue(world.home)) >= set(waiting)
    own = services.noun(attempt.delivery.test)
    for response in waiting:
        points = {one.id: one.points for one in own.item(response.item).interaction.rubric}
        services.rate(response, points, rater=world.people["assessor"], now=NOW)
    attempt.refresh_from_db()
    assert attempt.state == "pass"
    assert attempt.score == attempt.maximum
    assert not set(services.queue(world.home)) & set(waiting)


def test_nobody_rates_their_own_answer_or_beyond_the_rubric(world, services, short_answer):
    _, (response, *_) = short_answer
    rubric = services.noun(response.attempt.delivery.test).item(response.item).interaction.rubric
    full = {one.id: one.points for one in rubric}
    with pytest.raises(ForbiddenError):
        services.rate(response, full, rater=world.people["learner"], now=NOW)
    with pytest.raises(InputError):
        services.rate(response, {**full, rubric[0].id: 99}, rater=world.people["assessor"], now=NOW)


def simulate(services, world, delivery, count=250):
    rng = Random(7)
    sitters = [services.Sitter(f"simulated-{n}", rng.gauss(0.3, 1)) for n in range(count)]
    return services.record_simulated_responses(
        world.home, delivery.test, sitters, now=NOW, rng=rng, delivery=delivery
    )


def test_calibration_keeps_simulated_and_real_apart(world, services, offered):
    simulate(services, world, offered)
    with pytest.raises(InputError, match="too few"):
        services.calibrate(offered.test, simulated=False, now=NOW)
    row = services.calibrate(offered.test, simulated=True, now=NOW)
    assert row.field_data == "simulated"
    assert row.persons == 250
    assert 0.5 < row.alpha_low < row.alpha < row.alpha_high < 1
    assert 0 < row.sem < row.maximum / 4
    assert 0.7 < row.accuracy < 1
    assert len(row.items) > 60
    bundle = services.credibility(offered.test)
    assert bundle.field_data is FieldData.SIMULATED
    assert not bundle.has_field_data
    assert bundle.reliability.estimate == row.alpha
    levels = [(one["level"], one["difficulty"]) for one in row.items]
    easy = [share for level, share in levels if level <= 2]
    hard = [share for level, share in levels if level >= 4]
    assert sum(easy) / len(easy) > sum(hard) / len(hard)


def test_the_same_seed_simulates_the_same_people(world, services, offered):
    first = [(a.score, a.maximum) for a in simulate(services, world, offered, 20)]
    assert first == [(a.score, a.maximum) for a in simulate(services, world, offered, 20)]


def test_results_say_ability_and_error_once_the_items_are_calibrated(world, services, offered):
    simulate(services, world, offered)
    attempt = start(services, world, offered)
    answer_all(services, attempt)
    attempt = services.submit(attempt, now=NOW)
    assert services.results(attempt).ability is None
    services.calibrate(offered.test, simulated=True, now=NOW)
    result = services.results(attempt)
    assert result.ability > 1
    assert 0 < result.standard_error < 1
    assert not result.simulated


def test_skills_of_a_result_add_up_to_it(world, services, offered):
    attempt = start(services, world, offered)
    answer_all(services, attempt, wrong={1, 5, 9})
    attempt = services.submit(attempt, now=NOW)
    parts = services.by_skill(attempt)
    assert sum(one.points for one in parts) == pytest.approx(attempt.score)
    assert sum(one.maximum for one in parts) == pytest.approx(attempt.maximum)
    assert [one.skill for one in parts] == [
        skill for skill, _ in services.noun(offered.test).blueprint
    ]
