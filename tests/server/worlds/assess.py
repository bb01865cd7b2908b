"""A delivered test, the learner's open attempt, and a short answer that waits for a rater."""

from __future__ import annotations

from datetime import UTC, datetime
from random import Random

ACCESS: dict[str, str] = {}


def build(world):
    from skillmark.server.assess import services

    now = datetime.now(UTC)
    learner = world.people["learner"]
    test = services.import_test(world.home, "genai-foundations")
    delivery = services.deliver(test, include_short=False, achievement="genai-foundations")
    attempt = services.start_attempt(learner, delivery, now=now, rng=Random(1), agreed=True)
    world.things.update({"test": test, "delivery": delivery, "attempt": attempt})
