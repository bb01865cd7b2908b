"""Two organisations, and somebody in every role."""

from __future__ import annotations

from datetime import timedelta

ACCESS = {
    "home": "public",
    "dashboard": "own",
    "health": "public",
    "favicon": "public",
    "set_language": "public",
    "first_run": "public",
    "invitation": "public",
    "door": "public",
    "profile": "own",
    "token_create": "own",
    "token_revoke": "own",
    "organisation": "manage_organisation",
    "choose_organisation": "own",
    "members": "manage_members",
    "member_remove": "manage_members",
    "audit_log": "read_audit",
    "GET /api/people/me": "own",
}


def build(world):
    from django.utils import timezone

    from skillmark.server.people import services, tokens
    from skillmark.server.people.actions import Role
    from skillmark.server.people.models import MembershipRecord, TokenRecord

    world.home = services.add_organisation("Hallmark Academy", "DE")
    world.other = services.add_organisation("Other Works", "FR")
    for role in Role:
        account = services.add_account(
            f"{role.value}@home.example", str(role.label), "correct-horse"
        )
        MembershipRecord.objects.create(organisation=world.home, account=account, role=role)
        world.people[role.value] = account
    world.stranger = services.add_account("stranger@other.example", "A Stranger", "correct-horse")
    for role in Role:
        MembershipRecord.objects.create(organisation=world.other, account=world.stranger, role=role)
    token = TokenRecord.objects.create(
        account=world.people["learner"],
        organisation=world.home,
        name="phone",
        digest=tokens.digest("skm_example"),
        expires=timezone.now() + timedelta(days=1),
    )
    membership = MembershipRecord.objects.get(account=world.people["recruiter"])
    world.arguments.update(
        {
            "first_run": {"token": "no-such-token"},
            "invitation": {"token": "no-such-token"},
            "door": {"role": "learner"},
            "token_revoke": {"pk": token.pk},
            "member_remove": {"pk": membership.pk},
        }
    )
