"""Mail to those who must keep a copy of a signing key."""

from __future__ import annotations

from django.conf import settings
from django.core.mail import send_mail
from django.urls import reverse
from django.utils.translation import gettext as _

from skillmark.server.award.models import KeyRecord
from skillmark.server.people.actions import GRANTS, Action
from skillmark.server.people.models import AccountRecord, MembershipRecord, OrganisationRecord


def those_who(action: Action, organisation: OrganisationRecord) -> list[str]:
    """Return the addresses of an organisation's people who may do this."""
    roles = [role for role, may in GRANTS.items() if action in may]
    rows = MembershipRecord.objects.of(organisation).filter(role__in=roles, account__is_active=True)
    return sorted(set(rows.values_list("account__email", flat=True)))


def tell(row: KeyRecord, *, actor: AccountRecord | None) -> None:
    """Tell who made a key, or all who may, that they must keep a copy of it."""
    everybody = those_who(Action.MANAGE_KEYS, row.organisation)
    addresses = [actor.email] if actor is not None else everybody
    if not addresses:
        return
    said = {
        "organisation": row.organisation.name,
        "key": row.fragment,
        "file": row.file,
        "link": settings.BASE_URL + reverse("key_keep", args=[row.pk]),
    }
    subject = _("%(organisation)s has a new signing key: keep a copy") % said
    body = (
        _(
            "%(organisation)s signs its credentials with a new key, %(key)s.\n\n"
            "Nobody can make this key again. If the file “%(file)s” in the folder “keys” of the "
            "site's data is lost and there is no copy, nothing more can be signed with it, and a "
            "copy in the wrong hands signs in your name.\n\n"
            "Download an encrypted copy, keep it away from the site, keep its passphrase apart "
            "from it, and say there that you did:\n%(link)s\n\n"
            "Whoever runs the site can also copy it whole with: skillmark backup\n"
        )
        % said
    )
    send_mail(" ".join(subject.split()), body, None, addresses)
