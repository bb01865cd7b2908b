"""Two decisions on the ranking, one of them contested, and the notice that people can read."""

from __future__ import annotations

from skillmark.cli.demo.tale import Tale
from skillmark.nouns.decision import Decided


def decide(tale: Tale, best: str) -> None:
    """Shortlist the first, turn the visitor down, and let the visitor contest it."""
    from skillmark.server.match.deciding import contesting, keeping, notice, snapshots
    from skillmark.server.match.deciding import services as deciding

    policy = keeping.policy_of(tale.organisation)
    policy.contact_name, policy.list_roles, policy.asks = "People team", True, ["sex", "age"]
    policy.alternative = "Write to the people team: a person then reads your papers unranked."
    policy.in_use_since = tale.now.date()
    notice.set_policy(policy, actor=tale.administrator)
    first, last = (
        deciding.decide(
            tale.role, person, decided_as, reason=reason, actor=tale.administrator, now=tale.now
        )
        for person, decided_as, reason in (
            (best, Decided.SHORTLISTED, "Most of the role is verified; talk about the rest."),
            (
                f"member-{tale.visitor.pk}",
                Decided.REJECTED,
                "Too much of the role rests on claims alone.",
            ),
        )
    )
    contesting.contest(
        last, "My course in spring is missing: I can hand in the badge.", actor=tale.visitor
    )
    again = snapshots.replay(first.ranking)
    tale.say(
        f"decided: place {first.rank} shortlisted, place {last.rank} of {last.of} turned down and "
        f"contested; the ranking made again is {'the same to the bit' if again.same else 'another'}"
    )
