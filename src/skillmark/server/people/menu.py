"""What the app `people` adds to the menu and the dashboard."""

from django.utils.translation import gettext_lazy as _

from skillmark.server.front.entries import Entry, Section
from skillmark.server.people.actions import Action

ENTRIES = [
    Entry(
        Section.RUN,
        _("Organisation"),
        _("The public profile that stands behind every credential."),
        "organisation",
        Action.MANAGE_ORGANISATION,
        icon="building",
    ),
    Entry(
        Section.RUN,
        _("Members"),
        _("Invite people and give them their roles."),
        "members",
        Action.MANAGE_MEMBERS,
        icon="people",
    ),
    Entry(
        Section.RUN,
        _("Audit log"),
        _("Who did what, and what was refused."),
        "audit_log",
        Action.READ_AUDIT,
        icon="log",
    ),
]
