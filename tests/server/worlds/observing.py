"""What was seen of the learner at work, a request, and questions to peers."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

AFTER = ("skills",)
ACCESS = {
    "observe": "observe",
    "observation_new": "observe",
    "observation_plan": "observe",
    "at_work_erase": "manage_members",
    "seen": "own",
    "seen_ask": "own",
    "seen_json": "own",
    "seen_answer": "own",
    "seen_request_end": "own",
    "peers_ask": "own",
    "peer_answer": "own",
    "peers_close": "own",
}


def build(world):
    from skillmark.assess.observing import Basis, Frequency, Mark, Observation, Relation
    from skillmark.server.assess.observing import peers, requests, services
    from skillmark.skills.starter import uri

    now = datetime.now(UTC)
    learner, leader = world.people["learner"], world.people["technical_leader"]
    seen = Observation(
        skill=uri("software-testing"),
        level=3,
        dated=now.date() - timedelta(days=3),
        did="Wrote the tests for the import first, and found two faults before the release.",
        situation="The release of the import, in a pair with a colleague",
        relation=Relation.MANAGER,
        basis=Basis.DIRECT,
        frequency=Frequency.SEVERAL,
        link="https://code.home.example/changes/42",
        marks=(("tests first", Mark.SEEN), ("names the edge cases", Mark.PARTLY)),
    )
    observed = services.observe(world.home, learner, seen, observer=leader, now=now)
    asked = requests.ask(
        world.home,
        learner,
        leader,
        skill=uri("software-python"),
        task="The refactoring of the parser",
        criteria=("small steps", "explains them"),
        due=date.today() + timedelta(days=30),
        actor=learner,
        now=now,
    )
    others = [world.people[name] for name in ("assessor", "recruiter", "technical_leader")]
    closes = now + timedelta(days=7)
    told = peers.ask(world.home, learner, uri("data-sql"), others, closes=closes, now=now)
    around = [learner, *others[:2]]
    turned = peers.ask(world.home, leader, uri("data-sql"), around, closes=closes, now=now)
    world.things.update({"observed": observed, "asked_to_observe": asked, "peers_asked": told})
    world.arguments.update(
        {
            "seen_answer": {"pk": observed.pk},
            "seen_request_end": {"pk": asked.pk},
            "peers_close": {"pk": told.pk},
            "peer_answer": {"pk": turned.seats.get(account=learner).pk},
        }
    )
