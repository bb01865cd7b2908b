"""The outbox: mail is stored with the business that causes it, and sent by the worker."""

from __future__ import annotations

import logging
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import timedelta
from email import message_from_bytes, policy
from email.utils import make_msgid
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.utils import DNS_NAME
from django.db import transaction
from django.utils import timezone

from skillmark.server import rows
from skillmark.server.jobs.models import MailRecord

log = logging.getLogger("skillmark.mail")
ATTEMPTS = 8


class Outbox(BaseEmailBackend):
    """Django's e-mail backend that stores messages in place of sending them."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        written = Written()
        rows.insert(
            MailRecord,
            ("sender", "recipients", "raw"),
            ((one.from_email, one.recipients(), written(one)) for one in email_messages),
        )
        return len(email_messages)

    def keep_each(self, subject: str, letters: Iterable[tuple[str, str]]) -> None:
        """Store messages of one subject, each an address and a text."""
        written, sender = Written(), settings.DEFAULT_FROM_EMAIL
        rows.insert(
            MailRecord,
            ("sender", "recipients", "raw"),
            ((sender, [to], written.letter(subject, sender, to, text)) for to, text in letters),
        )


def send_each(subject: str, letters: Iterable[tuple[str, str]]) -> None:
    """Send messages of one subject, each an address and a text, as the site's mail is sent."""
    backend = get_connection()
    if isinstance(backend, Outbox):
        backend.keep_each(subject, letters)
        return
    messages = [EmailMessage(subject, text, None, [to], connection=backend) for to, text in letters]
    if messages:
        backend.send_messages(messages)


class Written:
    """Messages as bytes; those that differ in addressee and text alone share their other lines.

    A hundred thousand messages about the same achievement are the same but for that, and to encode
    the headers of each takes longer than to sign what it tells of.
    """

    def __init__(self) -> None:
        self._heads: dict[tuple[str, str, bool], bytes] = {}

    def __call__(self, message: EmailMessage) -> bytes:
        """Return the message as RFC 5322 bytes."""
        if (
            type(message) is EmailMessage
            and len(message.to) == 1
            and not (message.cc or message.bcc or message.reply_to or message.attachments)
            and not message.extra_headers
            and message.encoding is None
        ):
            said = str(message.subject), message.from_email, message.to[0], str(message.body)
            return self.letter(*said)
        return message.message().as_bytes()

    def letter(self, subject: str, sender: str, to: str, body: str) -> bytes:
        """Return a message to one person that has no more than these."""
        if not _PLAIN.fullmatch(to) or (
            len(body) > _LINE and any(len(line) > _LINE for line in body.split("\n"))
        ):
            return EmailMessage(subject, body, sender, [to]).message().as_bytes()
        key = (subject, sender, body.isascii())
        if key not in self._heads:
            self._heads[key] = _head(EmailMessage(subject, body, sender, [to]))
        own = f"To: {to}\nMessage-ID: {make_msgid(domain=DNS_NAME)}\n\n{body}"
        return self._heads[key] + own.encode()


_LINE = 239
"""Letters of a line; longer ones are encoded, because lines in mail are limited in bytes."""
_PLAIN = re.compile(r"[A-Za-z0-9._%+-]{1,60}@[A-Za-z0-9.-]{1,60}")


def _head(message: EmailMessage) -> bytes:
    """Return the lines of a message's header that it shares with others."""
    head, _gap, _body = message.message().as_bytes().partition(b"\n\n")
    lines = re.split(rb"\n(?![ \t])", head)
    kept = [one for one in lines if not one.lower().startswith((b"to:", b"message-id:"))]
    return b"\n".join(kept) + b"\n"


_AWARD = re.compile(r"/c/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})")


def erase(address: str, awards: Collection[str], words: Mapping[str, str]) -> None:
    """Erase a person from the outbox, inside the transaction of their erasure.

    That mail was sent to the address is forgotten; what waits and leads to one of the awards (ids)
    is never sent; in what waits for others, `words` are replaced. What else waits for the address
    (a new password, another organisation's mail) stays.
    """
    if address:
        MailRecord.objects.exclude(sent=None).filter(recipients=[address]).delete()
    waiting = MailRecord.objects.filter(sent=None).values_list("pk", "raw")
    for pk, raw in waiting.iterator(chunk_size=1_000):
        text = _text(bytes(raw))
        if not set(_AWARD.findall(text)).isdisjoint(awards):
            MailRecord.objects.filter(pk=pk).delete()
        elif any(one in text for one in words):
            message = message_from_bytes(bytes(raw), policy=policy.default)
            for one, other in words.items():
                text = text.replace(one, other)
            message.set_content(text)
            MailRecord.objects.filter(pk=pk).update(raw=message.as_bytes())


def _text(raw: bytes) -> str:
    """Return what a message says; taken apart only where it is encoded, as few are."""
    head, _gap, body = raw.partition(b"\n\n")
    if not re.search(rb"base64|quoted-printable|multipart", head, re.IGNORECASE):
        return body.decode(errors="replace")
    found = message_from_bytes(raw, policy=policy.default).get_body(("plain",))
    return str(found.get_content()) if found is not None else ""


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
