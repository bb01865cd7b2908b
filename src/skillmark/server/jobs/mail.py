"""The outbox: mail is stored with the business that causes it, and sent by the worker."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import timedelta
from email import message_from_bytes, policy
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.utils import timezone

from skillmark.server.jobs.models import MailRecord

log = logging.getLogger("skillmark.mail")
ATTEMPTS = 8


class Outbox(BaseEmailBackend):
    """Django's e-mail backend that stores messages in place of sending them."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        MailRecord.objects.bulk_create(
            (
                MailRecord(
                    sender=message.from_email,
                    recipients=message.recipients(),
                    raw=message.message().as_bytes(),
                )
                for message in email_messages
            ),
            batch_size=500,
        )
        return len(email_messages)


class _Stored(EmailMessage):
    """A message that goes out as the bytes that were stored."""

    def __init__(self, row: MailRecord) -> None:
        super().__init__(from_email=row.sender, to=row.recipients)
        self._raw = bytes(row.raw)

    def message(self, *args: object, **kwargs: object):  # type: ignore[no-untyped-def]
        return message_from_bytes(self._raw, policy=policy.SMTP)


def send_one() -> bool:
    """Send the oldest message that is due; say whether there was one."""
    now = timezone.now()
    row = MailRecord.objects.filter(sent=None, run_after__lte=now).order_by("pk").first()
    if row is None:
        return False
    with transaction.atomic():
        # Taken by pushing it back: of two workers one gets it, and a crash only delays it.
        later = now + timedelta(seconds=30 * 2 ** min(row.attempts, 8))
        taken = MailRecord.objects.filter(pk=row.pk, attempts=row.attempts, sent=None).update(
            attempts=row.attempts + 1, run_after=later
        )
    if not taken:
        return True
    options = dict(settings.DELIVERY)
    try:
        get_connection(options.pop("backend"), **options).send_messages([_Stored(row)])
    except (OSError, SMTPException) as error:
        log.warning("message %s could not be sent: %s", row.pk, type(error).__name__)
        changes = {"error": type(error).__name__}
        if row.attempts + 1 >= ATTEMPTS:
            changes["run_after"] = now + timedelta(days=3650)
        MailRecord.objects.filter(pk=row.pk).update(**changes)
    else:
        MailRecord.objects.filter(pk=row.pk).update(sent=timezone.now(), raw=b"", error="")
    return True
