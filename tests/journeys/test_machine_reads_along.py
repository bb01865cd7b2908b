"""A machine reads along: asked for by the candidate, seen after rating, never before, and told."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

FURNISH = """
import json
from datetime import UTC, datetime, timedelta
from random import Random
from django.utils import timezone
from skillmark.server.assess import services
from skillmark.server.assess.models import AttemptRecord, RatingRecord, ResponseRecord
from skillmark.server.assess.rating.machine import ordering
from skillmark.server.assess.rating.machine.models import MachineOpinionRecord as Opinion
from skillmark.server.assess.rating.machine.models import MachineVersionRecord
from skillmark.server.people.actions import Role
from skillmark.server.people.models import AccountRecord, MembershipRecord, OrganisationRecord
from skillmark.server.people.services import door
from skillmark.server.skills.services import ensure_starter
ensure_starter()
learner, assessor = door(Role.LEARNER), door(Role.ASSESSOR)
home = OrganisationRecord.objects.get()
second = AccountRecord.objects.create(email="second@demo.example", name="Second")
MembershipRecord.objects.create(organisation=home, account=second, role="assessor")
test = services.import_test(home, "genai-task-data")
delivery = services.deliver(test, attempts_allowed=9)
now = timezone.now()
ordering.use(delivery, on=True, actor=assessor, now=now)
own = services.noun(test)
WORTH = {one.id: one.points for one in own.item("result").interaction.rubric}
version = MachineVersionRecord.objects.create(
    organisation=home, test=test, model="example-1-2026-11-01", prompt="ab" * 32,
    prompt_version="1", first_seen=now, accepted=now)

def opinion(response, points):
    marks = [{"criterion": name, "points": points[name], "quote": "South grew most in percent",
              "reason": "The answer says so."} for name in WORTH]
    return Opinion(organisation=home, response=response, state="given", version=version,
                   answer="0" * 64, total=sum(points.values()), at=now, marks=marks)

def sit(who, seed):
    attempt = services.start_attempt(who, delivery, now=now, rng=Random(seed), agreed=True)
    ordering.consent(attempt, now=now)
    for name, _order in attempt.form:
        services.save_answer(attempt, name, str(own.item(name).interaction.sample), now=now)
    return services.submit(attempt, now=now)

done = sit(learner, 1)
asked = done.responses.get(item="result")
Opinion.objects.filter(response__attempt=done).delete()
opinion(asked, WORTH).save()
crowd = AttemptRecord.objects.bulk_create(
    AttemptRecord(organisation=home, delivery=delivery, person=f"n{n}", form=done.form, agreed=now,
                  started=now, submitted=now + timedelta(minutes=n), maximum=20, cut=14.5)
    for n in range(24))
answers = ResponseRecord.objects.bulk_create(
    ResponseRecord(organisation=home, attempt=one, item="result", skill="s", value="x", saved=now,
                   maximum=10, points=5 if n else 0, pending=False) for n, one in enumerate(crowd))
rng = Random(4)
ratings = [{name: rng.choice([0.0, most / 2, most]) for name, most in WORTH.items()}
           for _one in answers]
RatingRecord.objects.bulk_create(
    RatingRecord(organisation=home, response=one, rater=second, at=now, points=points)
    for one, points in zip(answers, ratings, strict=True))
Opinion.objects.bulk_create(
    opinion(one, {name: min(most, points[name] + rng.choice([0, 0, 1]))
                  for name, most in WORTH.items()})
    for one, points in zip(answers, ratings, strict=True))
print(json.dumps({"delivery": str(delivery.pk), "attempt": str(done.pk), "answer": asked.pk,
                  "test": str(test.pk)}))
"""

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(scope="module")
def site(chromium: Any, serving: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    """A demo site whose machine has read an answer, and 24 more of a crowd."""
    settings = {
        "SKILLMARK_MACHINE_RATER_URL": "https://models.example.org/v1",
        "SKILLMARK_MACHINE_RATER_MODEL": "example-1",
    }
    with serving(FURNISH, SKILLMARK_DEMO="1", **settings) as served:
        yield served.url, json.loads(served.said.splitlines()[-1])


def checked(page: Any, name: str) -> None:
    """Prove that a page has no violation and fits a phone."""
    from axe_playwright_python.sync_playwright import Axe

    broken = Axe().run(page).response["violations"]
    assert not broken, (name, broken[0]["id"], broken[0]["nodes"][0]["html"][:200])
    size = page.viewport_size
    page.set_viewport_size({"width": 390, "height": 844})
    assert page.evaluate("document.documentElement.scrollWidth") <= 390, name
    page.set_viewport_size(size)


def enter(page: Any, base: str, role: str) -> None:
    page.goto(base)
    page.get_by_role("button", name=role, exact=True).click()
    page.wait_for_url("**/dashboard/")


def test_the_candidate_chooses_a_person_rates_and_only_then_sees_the_machines(
    site: Any, window: Any
) -> None:
    base, made = site
    learner = window(390, 844)
    enter(learner, base, "Learner")
    learner.goto(f"{base}/tests/{made['delivery']}/")
    tick = learner.get_by_label("A machine may also read my answers")
    assert not tick.is_checked()
    help_id = tick.get_attribute("aria-describedby")
    assert "without your name" in learner.locator(f"#{help_id}").inner_text()
    assert learner.get_by_label("This is my own work.").count() == 1
    checked(learner, "start")
    page = window()
    enter(page, base, "Assessor")
    answer = f"{base}/assess/ratings/{made['answer']}/"
    page.goto(answer)
    assert page.get_by_text("The answer says so.").count() == 0
    for group in page.locator("fieldset.criterion").all():
        group.locator("input[value='0']").press("Space")
    page.get_by_role("button", name="Save, and stop").press("Enter")
    page.wait_for_url("**/assess/ratings/")
    page.goto(answer)
    assert page.get_by_text("The answer says so.").count() == 3
    checked(page, "rated")
    page.goto(f"{base}/assess/ratings/second-looks/")
    looks = page.get_by_role("button", name="Look at it")  # what another rated; one's own is not
    assert looks.count() >= 1
    checked(page, "second looks")
    looks.first.press("Enter")
    page.get_by_text("Somebody who rates asked for a second look").wait_for()
    assert page.get_by_role("heading", name="What others gave").count() == 1
    assert page.get_by_text("The answer says so.").count() == 0
    page.goto(f"{base}/assess/tests/{made['test']}/machine/")
    assert re.search(r"0\.\d\d\s0\.\d\d – ", page.locator("table").first.inner_text())
    checked(page, "agreement")
    learner.goto(f"{base}/attempts/{made['attempt']}/")
    assert learner.get_by_text("Model: example-1-2026-11-01.").is_visible()
    assert learner.get_by_text("The answer says so.").count() == 0
    checked(learner, "result")
