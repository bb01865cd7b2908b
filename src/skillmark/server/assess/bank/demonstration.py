"""A bank with something in it: the questions of a test that comes along, reviewed and live."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from skillmark.server.assess.bank import bringing, states
from skillmark.server.assess.bank.models import QuestionVersionRecord, State
from skillmark.server.assess.models import TestRecord
from skillmark.server.people.models import AccountRecord


@transaction.atomic
def fill(
    row: TestRecord, *, author: AccountRecord | None, reviewer: AccountRecord | None, now: datetime
) -> list[QuestionVersionRecord]:
    """Take the questions of a test into the bank and let them go live; return their versions.

    Nothing is done twice: versions that are live stay as they are.
    """
    brought = bringing.take(row, now=now, actor=author)
    for version in brought.versions.values():
        if version.state == State.DRAFT:
            states.move(version, State.REVIEWED, actor=reviewer, now=now, remark=_("demonstration"))
        if version.state == State.REVIEWED:
            states.move(version, State.LIVE, actor=reviewer, now=now)
    return list(brought.versions.values())
