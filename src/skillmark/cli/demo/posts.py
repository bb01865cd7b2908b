"""Where the people of the demo organisation work today, and who of them is ready by when."""

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
        post, _new = PostRecord.objects.get_or_create(
            organisation=tale.organisation,
            account=tale.accounts[member.email],
            defaults={
                "team": member.function[:1].upper() + member.function[1:],
                "function": member.function,
                "hours_a_week": HOURS[number % len(HOURS)],
            },
        )
        post.role = roles.get(member.function)
        post.save(update_fields=["role"])


def foresee(tale: Tale) -> None:
    """Say who can do the wanted role now, who in eight weeks, and by which way."""
    from skillmark.server.match.roles import as_role
    from skillmark.server.match.talent.reach import State, who
    from skillmark.server.match.talent.wanted import needs_of

    role = as_role(tale.role)
    today = tale.now.date()
    found = who(tale.organisation, needs_of(role), weeks=8.0, today=today, now=tale.now)
    soon = found.those(State.SOON)
    tale.say(
        f"{role.title}: [bold]{len(found.those(State.NOW))}[/] can now, proven or observed; "
        f"[bold]{found.ready_in(8)}[/] in eight weeks, [bold]{found.ready_in(26)}[/] in half a year"
    )
    if soon and soon[0].path:
        steps = ", then ".join(step.offer.id for step in soon[0].path.steps)
        tale.say(f"next is {soon[0].person}, in week {soon[0].path.week}: {steps}")
