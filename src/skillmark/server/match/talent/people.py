"""Who may be shown to a leader, and where they work."""

from __future__ import annotations

from skillmark.server.people.models import (
    AccountRecord,
    MembershipRecord,
    OrganisationRecord,
    Purpose,
)
from skillmark.server.people.services import consenting
from skillmark.server.plan.models import PostRecord


def found_here(organisation: OrganisationRecord) -> tuple[AccountRecord, ...]:
    """Return the members who agree to be found, by name. Nobody else is ever shown."""
    members = MembershipRecord.objects.of(organisation).values("account")
    willing = consenting(organisation, Purpose.MATCHING).filter(pk__in=members)
    return tuple(willing.order_by("name", "email"))


def teams(organisation: OrganisationRecord) -> dict[int, str]:
    """Return the team of everybody who has one, by account."""
    posts = PostRecord.objects.of(organisation).exclude(team="")
    return dict(posts.values_list("account", "team"))
