"""A delivered test, the learner's open attempt, and a short answer that waits for a rater."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random

from skillmark.assess.starter import starter_test

AFTER = ("award",)
ACCESS = {
    "sittings": "sit_test",
    "sitting": "sit_test",
    "question": "sit_test",
    "question_picture": "sit_test",
    "attempt_go_on": "sit_test",
    "attempt_review": "sit_test",
    "attempt_submit": "sit_test",
    "attempt_result": "sit_test",
    "attempt_picture": "sit_test",
    "attempt_course": "sit_test",
    "attempt_claim": "sit_test",
    "attempt_machine": "sit_test",
    "second_look": "sit_test",
    "tests": "see_results",
    "test": "see_results",
    "test_item_map": "see_results",
    "test_results": "see_results",
    "test_import": "author_tests",
    "test_cut": "author_tests",
    "test_deliver": "author_tests",
    "test_calibrate": "author_tests",
    "test_quality": "see_results",
    "test_quality_pdf": "see_results",
    "test_quality_json": "see_results",
    "quality_review": "see_results",
    "quality_publish": "author_tests",
    "quality_public": "public",
    "quality_public_pdf": "public",
    "quality_public_json": "public",
    "test_look": "see_results",
    "test_look_picture": "see_results",
    "test_look_run": "author_tests",
    "flag_finding": "author_tests",
    "delivery_close": "author_tests",
    "bank": "author_tests",
    "bank_bring": "author_tests",
    "bank_take": "author_tests",
    "bank_hand": "author_tests",
    "bank_question": "author_tests",
    "bank_move": "author_tests",
    "bank_sort": "author_tests",
    "bank_file": "author_tests",
    "test_plans": "author_tests",
    "test_plan_new": "author_tests",
    "test_plan": "author_tests",
    "test_plan_check": "author_tests",
    "test_plan_picture": "author_tests",
    "test_plan_make": "author_tests",
    "test_machine": "see_results",
    "delivery_machine": "author_tests",
    "machine_version": "author_tests",
    "second_looks": "rate",
    "delivery_raters": "author_tests",
    "accommodations": "author_tests",
    "accommodation_end": "author_tests",
    "ratings": "rate",
    "rating_next": "rate",
    "rating": "rate",
    "rating_back": "rate",
    "rating_reopen": "rate",
    "rating_doubt": "rate",
    "answer_file": "rate",
    "feedback": "observe",
    "feedback_new": "observe",
    "feedback_detail": "observe",
    "feedback_close": "observe",
    "my_feedback": "own",
    "own_feedback": "own",
    "feedback_release": "own",
    "give_feedback": "public",
    "question_new": "author_tests",
    "question_preview": "author_tests",
    "question_skills": "author_tests",
    "question_edit": "author_tests",
    "question_file": "author_tests",
}


def _with_files(world, learner, now):
    """An open attempt at a question with a picture, and a file that waits for a rater."""
    import io
    from pathlib import Path

    from PIL import Image

    from skillmark.assess.reading import read_test
    from skillmark.server.assess import services
    from skillmark.server.assess.sitting import uploads
    from skillmark.skills.starter import uri

    words = Path(__file__).parents[2] / "fixtures/questions/every-way.toml"
    picture = io.BytesIO()
    Image.new("RGB", (320, 200), "white").save(picture, "PNG")
    row = services.import_test(
        world.home,
        read_test(words.read_text(encoding="utf-8"), skill_uri=uri),
        files={"bicycle.png": picture.getvalue()},
    )
    delivery = services.deliver(row)
    done = services.start_attempt(learner, delivery, now=now, rng=Random(1), agreed=True)
    item = services.noun(row).item("upload")
    uploads.add(done, item, [("card.txt", b"Chain replaced.")], now=now)
    services.submit(done, now=now)
    handed = done.responses.get(item="upload")
    attempt = services.start_attempt(learner, delivery, now=now, rng=Random(2), agreed=True)
    number = next(n for n, (name, _) in enumerate(attempt.form, start=1) if name == "hot-spot")
    drawn = {"pk": attempt.pk, "number": number, "name": "bicycle.png"}
    return drawn, handed, handed.value[0]["digest"]


def _bank(world, now):
    """A bank of every type of question, as drafts, and a plan that asks one of them."""
    from skillmark.server.assess.bank import bringing, plans
    from skillmark.server.assess.bank.models import QuestionRecord
    from skillmark.server.assess.bank.plans import Plan
    from skillmark.server.assess.models import TestRecord

    author = world.people["assessor"]
    row = TestRecord.objects.of(world.home).get(slug="bicycle-workshop")
    bringing.take(row, now=now, actor=author)
    question = QuestionRecord.objects.of(world.home).get(slug="hot-spot")
    planned = Plan("A plan", "Of the bank.", "en", 10, ((question.skill, 1),))
    return question, plans.begin(world.home, "planned", planned, now=now, actor=author)


def _written(world, now):
    """A question of the bank with a picture."""
    import io

    from PIL import Image

    from skillmark.server.assess.bank import keeping

    picture = io.BytesIO()
    Image.new("RGB", (40, 30), "white").save(picture, "PNG")
    item = next(one for one in starter_test("genai-foundations").items if not one.needs_rater)
    return keeping.add(
        world.home, item, now=now, actor=None, files={"plan.png": picture.getvalue()}
    )


def _believed(world, now):
    """Return a test that simulated people sat, and its quality report, which is public."""
    from skillmark.server.assess import quality, services

    author = world.people["assessor"]
    own = replace(starter_test("genai-foundations"), id="genai-believed")
    test = services.import_test(world.home, own)
    services.deliver(test, include_short=False)
    rng = Random(5)
    sitters = [services.Sitter(f"simulated-{n}", rng.gauss(0.3, 1)) for n in range(60)]
    services.record_simulated_responses(world.home, test, sitters, now=now, rng=rng)
    row = services.calibrate(test, simulated=True, now=now, actor=author)
    report = quality.of_calibration(row)
    quality.publish(report, actor=author, now=now)
    return test, report


def build(world):
    from skillmark.server.assess import services
    from skillmark.server.assess.feedback import services as feedback
    from skillmark.server.assess.sitting import accommodating

    now = datetime.now(UTC)
    learner = world.people["learner"]
    test = services.import_test(world.home, "genai-foundations")
    delivery = services.deliver(test, include_short=False, achievement="genai-foundations")
    attempt = services.start_attempt(learner, delivery, now=now, rng=Random(1), agreed=True)
    done = services.deliver(test, include_short=True)
    own = services.noun(test)
    for seed in range(100):
        sat = services.start_attempt(learner, done, now=now, rng=Random(seed), agreed=True)
        for name, _order in sat.form:
            item = own.item(name)
            value = "Ask for the source." if item.needs_rater else item.interaction.right()
            services.save_answer(sat, name, value, now=now)
        sat = services.submit(sat, now=now)
        waiting = sat.responses.filter(pending=True).first()
        if waiting is not None:
            break
    question = _written(world, now)
    drawn, handed, digest = _with_files(world, learner, now)
    asked_of_bank, plan = _bank(world, now)
    raters = [("manager", "m@home.example")] + [
        (group, f"{group}{n}@home.example") for group in ("peer", "report") for n in range(3)
    ]
    asked, _invited = feedback.ask(
        world.home, learner, raters, closes=now + timedelta(days=7), actor=None
    )
    believed, report = _believed(world, now)
    flag = _flag(world.home, test, sat)
    granted = accommodating.grant(
        world.people["recruiter"],
        organisation=world.home,
        factor=1.5,
        actor=world.people["assessor"],
        now=now,
    )
    world.things.update(
        {
            "believed": believed,
            "report": report,
            "flag": flag,
            "test": test,
            "delivery": delivery,
            "attempt": attempt,
            "submitted": sat,
            "asked": asked,
        }
    )
    mine = {"pk": attempt.pk}
    world.arguments.update(
        {
            "sitting": {"pk": delivery.pk},
            "question": {"pk": attempt.pk, "number": 1},
            "question_picture": drawn,
            "attempt_go_on": {"pk": attempt.pk, "number": 1},
            "accommodation_end": {"pk": granted.pk},
            "attempt_review": mine,
            "attempt_submit": mine,
            "attempt_result": mine,
            "attempt_picture": {"pk": sat.pk},
            "attempt_course": {"pk": _mastered(world, learner, now).pk},
            "attempt_claim": mine,
            "second_look": {"pk": attempt.pk, "number": 1},
            "test": {"pk": test.pk},
            "test_item_map": {"pk": test.pk},
            "test_cut": {"pk": test.pk},
            "test_deliver": {"pk": test.pk},
            "test_calibrate": {"pk": test.pk},
            **{
                name: {"pk": believed.pk}
                for name in (
                    "test_quality",
                    "test_quality_pdf",
                    "test_quality_json",
                    "quality_review",
                    "quality_publish",
                )
            },
            **{
                name: {"pk": report.pk}
                for name in ("quality_public", "quality_public_pdf", "quality_public_json")
            },
            "test_look": {"pk": test.pk},
            "test_look_picture": {"pk": test.pk},
            "test_look_run": {"pk": test.pk},
            "flag_finding": {"pk": flag.pk},
            "delivery_close": {"pk": delivery.pk},
            **{
                name: {"pk": asked_of_bank.pk}
                for name in ("bank_question", "bank_move", "bank_sort")
            },
            "bank_file": {
                "pk": asked_of_bank.pk,
                "digest": asked_of_bank.versions.get().files["bicycle.png"],
            },
            **{
                name: {"pk": plan.pk}
                for name in (
                    "test_plan",
                    "test_plan_check",
                    "test_plan_picture",
                    "test_plan_make",
                )
            },
            "question_edit": {"pk": question.pk},
            "question_file": {"digest": question.versions.get().files["plan.png"]},
            "attempt_machine": {"pk": sat.pk},
            "test_machine": {"pk": test.pk},
            "delivery_machine": {"pk": done.pk},
            "machine_version": {"pk": _opinion(world.home, test, waiting, now).pk},
            "delivery_raters": {"pk": delivery.pk},
            "rating": {"pk": waiting.pk},
            "rating_back": {"pk": waiting.pk},
            "rating_reopen": {"pk": waiting.pk},
            "rating_doubt": {"pk": waiting.pk},
            "answer_file": {"pk": handed.pk, "digest": digest},
            "feedback_detail": {"pk": asked.pk},
            "feedback_close": {"pk": asked.pk},
            "own_feedback": {"pk": asked.pk},
            "feedback_release": {"pk": asked.pk},
            "give_feedback": {"token": "no-such-token"},
        }
    )


def _mastered(world, learner, now):
    """Return the learner's submitted attempt at a mastery test: practice, which counts nowhere."""
    from skillmark.assess.starter import starter_test
    from skillmark.server.assess import offering, services
    from skillmark.server.assess.models import CalibrationRecord
    from skillmark.server.assess.sitting import course

    own = replace(starter_test("genai-foundations"), id="genai-mastered")
    test = services.import_test(world.home, own)
    figures = {"difficulty": 0.6, "discrimination": 0.3, "persons": 200, "a": 1.2, "se_a": 0.2}
    CalibrationRecord.objects.create(
        organisation=world.home,
        test=test,
        field_data="simulated",
        persons=400,
        length=30,
        maximum=40.0,
        items=[
            {"item": one.id, "skill": one.skill, "level": one.level, "type": one.type.value}
            | {"b": 0.7 * (one.level - 3), "se_b": 0.2, **figures}
            for one in own.items
            if not one.needs_rater
        ],
    )
    delivery = services.deliver(
        test, mode="mastery", practice=True, choices=offering.Choices(exposure=None), rng=Random(1)
    )
    attempt = services.start_attempt(learner, delivery, now=now, rng=Random(1), agreed=True)
    for number in range(1, 31):
        name = attempt.form[number - 1][0]
        services.save_answer(attempt, name, own.item(name).interaction.right(), now=now)
        if course.onward(attempt, number, now=now) is None:
            break
        attempt.refresh_from_db()
    attempt.refresh_from_db()
    return attempt


def _flag(home, test, attempt):
    from skillmark.server.assess.integrity.models import LookRecord, ResponseFlagRecord

    look = LookRecord.objects.create(
        organisation=home,
        test=test,
        field_data="real",
        persons=60,
        items=30,
        looks=[
            {"kind": "similar_answers", "tests": 1770, "reason": ""},
            {"kind": "haste", "tests": 60, "reason": ""},
            {"kind": "gain_on_exposed", "tests": 0, "reason": "no questions are named"},
        ],
        exposure={"q1": 60, "q2": 31},
        agreement=[0, 0, 0, 1, 3, 22, 90, 200, 310, 390, 330, 250, 110, 50, 12, 2, 0, 0, 0, 0],
    )
    return ResponseFlagRecord.objects.create(
        organisation=home,
        look=look,
        kind="haste",
        first=attempt,
        strength="by rule",
        figures={"rapid": 9.0, "answers": 30.0, "effort": 0.7},
    )


def _opinion(home, test, response, now):
    """A machine's opinion on the answer that waits, by a version that nobody has accepted."""
    from skillmark.assess.machine import asking
    from skillmark.server.assess.rating.machine.models import (
        MachineOpinionRecord,
        MachineVersionRecord,
    )

    version = MachineVersionRecord.objects.create(
        organisation=home,
        test=test,
        model="example-2",
        prompt=asking.prompt_digest(),
        prompt_version=asking.PROMPT_VERSION,
        first_seen=now,
    )
    MachineOpinionRecord.objects.create(
        organisation=home,
        response=response,
        state=MachineOpinionRecord.State.HELD,
        version=version,
        answer="0" * 64,
        total=3.0,
        at=now,
    )
    return version
