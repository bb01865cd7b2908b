"""Letters to those whose awards were revoked, suspended, reinstated."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.core.mail import EmailMessage, get_connection
from django.utils.translation import gettext as _

from skillmark.server.award.models import AwardRecord
from skillmark.server.people.models import OrganisationRecord

_ASKED = 500


def changed(
    organisation: OrganisationRecord,
    ids: Sequence[Any],
    what: str,
    reason: str,
    own: Mapping[Any, str],
) -> int:
    """Write to everybody whose award has an address, in the open transaction; return how many.

    A letter says what happened, why, and where the award is to be seen.
    """
    letters = []
    for first in range(0, len(ids), _ASKED):
        rows = AwardRecord.objects.of(organisation).filter(pk__in=ids[first : first + _ASKED])
        for row in rows.exclude(email="").values_list("pk", "name", "email", "batch__claim__name"):
            pk, name, email, achievement = row
            said = {
                "name": name,
                "organisation": organisation.name,
                "achievement": achievement,
                "reason": own[pk] or reason,
                "link": AwardRecord(pk=pk).url,
            }
            subject, body = _words(what)
            letters.append(
                EmailMessage(" ".join((subject % said).split()), body % said, to=[email])
            )
    return int(get_connection().send_messages(letters) or 0) if letters else 0


def _words(what: str) -> tuple[str, str]:
    """Return subject and body of the letter about a change."""
    if what == "revoke":
        return (
            _("%(organisation)s has revoked: %(achievement)s"),
            _(
                "Hello %(name)s,\n\n%(organisation)s has revoked your award “%(achievement)s”.\n"
                "Reason: %(reason)s\n\nWhoever checks it sees that it is revoked:\n%(link)s\n"
            ),
        )
    if what == "suspend":
        return (
            _("%(organisation)s has suspended: %(achievement)s"),
            _(
                "Hello %(name)s,\n\n%(organisation)s has suspended your award “%(achievement)s”.\n"
                "Reason: %(reason)s\n\nUntil it is reinstated, whoever checks it sees that it is "
                "suspended:\n%(link)s\n"
            ),
        )
    if what == "take_back":
        return (
            _("%(organisation)s has taken a revocation back: %(achievement)s"),
            _(
                "Hello %(name)s,\n\nyour award “%(achievement)s” had been revoked by mistake. "
                "%(organisation)s has taken that back: the award is in force again.\n"
                "Reason: %(reason)s\n\n%(link)s\n"
            ),
        )
    return (
        _("%(organisation)s has reinstated: %(achievement)s"),
        _(
            "Hello %(name)s,\n\nyour award “%(achievement)s” by %(organisation)s is in force "
            "again.\nReason: %(reason)s\n\n%(link)s\n"
        ),
    )
