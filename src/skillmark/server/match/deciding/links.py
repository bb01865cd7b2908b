"""Links for people without an account: to what was decided about them, and to contest it."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.core.mail import send_mail
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from skillmark.nouns.errors import InputError
from skillmark.server.match.deciding.models import AccessLinkRecord
from skillmark.server.match.models import CandidateRecord
from skillmark.server.people import audit
from skillmark.server.people.models import AccountRecord
from skillmark.server.people.services import address
from skillmark.server.people.tokens import digest

DAYS = 180
PATH = "/about-me/"
"""How the address of every such link goes on after the site's own."""


@transaction.atomic
def make(
    candidate: CandidateRecord,
    *,
    actor: AccountRecord,
    mail: bool = False,
    now: datetime | None = None,
) -> str:
    """Return a link for a candidate, shown this once; `mail` sends it to their address.

    Links before stay good, so that nobody is locked out. Raises `InputError` where the
    candidate is known by no e-mail address and it is to be sent.
    """
    token = secrets.token_urlsafe(32)
    row = AccessLinkRecord.objects.create(
        organisation=candidate.organisation,
        candidate=candidate,
        digest=digest(token),
        made_by=actor,
        expires=(now or timezone.now()) + timedelta(days=DAYS),
    )
    link = address("about_me", token)
    if mail:
        try:
            validate_email(candidate.holder)
        except ValidationError:
            raise InputError(
                _("this candidate is known by no e-mail address"), remedy=_("copy the link instead")
            ) from None
        place = candidate.organisation
        send_mail(
            _("What %(organisation)s decided about your application") % {"organisation": place},
            _(
                "%(organisation)s considered you with the help of a ranking by evidence.\n\n"
                "Under this link you see what was decided, on which evidence, and how to contest "
                "it. It is yours alone and works for %(days)s days:\n%(link)s\n"
            )
            % {"organisation": place, "days": DAYS, "link": link},
            None,
            [candidate.holder],
        )
    audit.record("access_link_made", row, actor=actor, organisation=candidate.organisation)
    return link


def whose(token: str, *, now: datetime | None = None) -> CandidateRecord | None:
    """Return whose link this is, or `None` for one that is unknown or has run out."""
    row = (
        AccessLinkRecord.objects.select_related("candidate__organisation", "candidate__role")
        .filter(digest=digest(token), expires__gt=now or timezone.now())
        .first()
    )
    return row.candidate if row else None
