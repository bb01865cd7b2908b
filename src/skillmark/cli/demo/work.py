"""What the people of the demo say of each other's work, before anybody has a badge for it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from skillmark.cli.demo.tale import Tale
from skillmark.skills.starter import uri


def observe(tale: Tale) -> None:
    """Let the technical leader write down two observations, and the visitor rate themselves."""
    from skillmark.assess.observing import Basis, Frequency, Observation, Relation
    from skillmark.server.assess.observing import services as observing
    from skillmark.server.match import services as match
    from skillmark.server.people.actions import Role
    from skillmark.server.people.services import door

    leader, today = door(Role.TECHNICAL_LEADER), tale.now.date()
    first = Observation(
        skill=uri("data-analysis"),
        level=3,
        dated=today - timedelta(days=12),
        did=(
            "Took the complaints of the last quarter, sorted them by cause and not by product, and "
            "said which two figures could not be trusted and why."
        ),
        situation="The review of complaints, alone, with two days' notice",
        relation=Relation.MANAGER,
        basis=Basis.PRODUCT,
        frequency=Frequency.ONCE,
    )
    second = replace(
        first,
        skill=uri("enduring-communication"),
        level=4,
        dated=today - timedelta(days=40),
        did=(
            "Told a customer on the phone that the delivery would be late, what we had done wrong "
            "and what happens next, before the customer noticed."
        ),
        situation="The delayed delivery in the north, with a customer who was about to leave",
        basis=Basis.DIRECT,
        frequency=Frequency.SEVERAL,
    )
    member = tale.members[0]
    for account, seen in ((tale.visitor, first), (tale.accounts[member.email], second)):
        observing.observe(tale.organisation, account, seen, observer=leader, now=tale.now)
    match.rate_oneself(
        tale.organisation, tale.visitor, uri("enduring-communication"), 4, today=today
    )
    tale.say(
        f"at work: {leader} wrote down what they saw of the visitor and of {member.name}; the "
        "visitor rated themselves. Observed and claimed stand apart on the bench"
    )
