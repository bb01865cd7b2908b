"""Where the people of the demo organisation work today, and how much they can learn in a week."""

from __future__ import annotations

from skillmark.cli.demo.tale import Tale
from skillmark.nouns.person import Importance, Requirement, Role
from skillmark.nouns.text import Text
from skillmark.skills.starter import uri

HOURS = (3.0, 4.0, 6.0)
"""Hours a week that posts leave for learning, in turn."""
_TODAY = {
    "finance": ("Reporting clerk", "Sachbearbeiter:in Berichte", "business-budgeting"),
    "marketing": ("Content producer", "Content-Produzent:in", "marketing-content"),
}
"""Functions whose people have a role that shrinks: title, German title, and its first skill."""


def employ(tale: Tale) -> None:
    """Give everybody a team, and some a role of today that they may grow out of."""
    from skillmark.server.match import services as match
    from skillmark.server.plan.models import PostRecord

    roles = {}
    for function, (title, german, skill) in _TODAY.items():
        asked = (
            Requirement(uri(skill), 3),
            Requirement(uri("enduring-communication"), 3, Importance.OPTIONAL),
        )
        role = Role(Text.of({"en": title, "de": german}), asked)
        row = match.save_role(tale.organisation, role, actor=tale.administrator)
        match.close_role(row, actor=tale.administrator)  # it is filled, not to be filled
        roles[function] = row
    for number, member in enumerate(tale.members):
        PostRecord.objects.update_or_create(
            organisation=tale.organisation,
            account=tale.accounts[member.email],
            defaults={
                "team": member.function[:1].upper() + member.function[1:],
                "function": member.function,
                "role": roles.get(member.function),
                "hours_a_week": HOURS[number % len(HOURS)],
            },
        )
