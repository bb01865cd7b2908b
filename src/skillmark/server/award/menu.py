"""What the app `award` adds to the menu and the dashboard."""

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from skillmark.server.award.life import renewal
from skillmark.server.award.models import AwardRecord, FlagRecord, Standing
from skillmark.server.front.entries import Entry, Section
from skillmark.server.people.actions import Action


def _awards(request: HttpRequest) -> int:
    return AwardRecord.objects.of(request.organisation).filter(standing=Standing.ACTIVE).count()


def _over(request: HttpRequest) -> int | None:
    return renewal.soon(request.organisation, days=60).count() or None


def _flags(request: HttpRequest) -> int | None:
    return FlagRecord.objects.of(request.organisation).filter(closed=None).count() or None


ENTRIES = [
    Entry(
        Section.AWARD,
        _("Awards"),
        _("Every award, its status and its public page."),
        "awards",
        Action.SEE_AWARDS,
        icon="seal",
        figure=_awards,
        order=10,
    ),
    Entry(
        Section.AWARD,
        _("Award one person"),
        _("Signed at once, and told by mail."),
        "award_create",
        Action.AWARD,
        icon="plus",
        order=20,
    ),
    Entry(
        Section.AWARD,
        _("Award many people"),
        _("From a CSV file, signed in the background."),
        "award_upload",
        Action.AWARD,
        icon="upload",
        order=30,
    ),
    Entry(
        Section.AWARD,
        _("Renewals"),
        _("What runs out soon or has: renew one or many."),
        "award_renewals",
        Action.AWARD,
        icon="clock",
        figure=_over,
        order=40,
    ),
    Entry(
        Section.AWARD,
        _("Needs a look"),
        _("Wholes of which a piece was revoked or suspended."),
        "award_flags",
        Action.REVOKE,
        icon="warning",
        figure=_flags,
        order=50,
    ),
    Entry(
        Section.AWARD,
        _("Reminders and renewal"),
        _("When holders are reminded, and what becomes of an older award."),
        "award_policy",
        Action.MANAGE_ORGANISATION,
        icon="gears",
        order=75,
    ),
    Entry(
        Section.AWARD,
        _("Keys"),
        _("What signs for your organisation."),
        "keys",
        Action.MANAGE_KEYS,
        icon="key",
        order=80,
    ),
    Entry(
        Section.AWARD,
        _("Endorsements"),
        _("Your word on others' work, and theirs on yours."),
        "endorsements",
        Action.AWARD,
        icon="seal",
        order=85,
    ),
    Entry(
        Section.AWARD,
        _("Known issuers"),
        _("Whose badges your organisation can place, and why."),
        "known_issuers",
        Action.VOUCH,
        icon="building",
        order=90,
    ),
]
