"""Open what a recruiter drops: archives and mails, down to the files in them.

A folder of applications is a ZIP with a folder for each person, or a heap of saved mails. What lies
together stays together; a mail says who sent it.
"""

from __future__ import annotations

import email
import email.policy
import io
import re
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import parseaddr

from django.utils.translation import gettext as _

from skillmark.badges import bundle
from skillmark.nouns.errors import InputError, UnreadableError
from skillmark.server.verify.given import BYTES, UNPACKED, too_large

MOST = 300
"""Files of one drop, opened."""
ADDRESS = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,6}")
MOST_ADDRESSES = 300
TEXT = 1_000_000
"""Bytes of a file in which addresses are looked for."""
_ZIP = b"PK\x03\x04"


@dataclass(frozen=True, slots=True)
class Given:
    """One file as it was found."""

    name: str
    data: bytes
    group: str = ""
    """What it lay in: a folder of an archive, or a mail."""
    sender: str = ""
    """Address of who sent the mail that it came with."""
    sender_name: str = ""
    trouble: str = ""
    """Why it could not be opened; then `data` is empty."""


def opened(files: Iterable[tuple[str, bytes]]) -> list[Given]:
    """Return every file, those in archives and attached to mails among them.

    Raises `InputError` where it is too much at once.
    """
    found: list[Given] = []
    size = 0
    for name, data in files:
        size += len(data)
        if size > BYTES:
            raise too_large()
        for one in _opened(name, data):
            found.append(one)
            if len(found) > MOST:
                raise InputError(
                    _("That is more than %(count)s files at once.") % {"count": MOST},
                    remedy=_("give fewer at a time"),
                )
    return found


def _opened(name: str, data: bytes) -> Iterator[Given]:
    if not data.startswith(_ZIP):
        yield from _mail_or_file(Given(name, data))
        return
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(member.file_size for member in archive.infolist()) > UNPACKED:
                raise too_large()
            if bundle.MANIFEST in archive.namelist():
                # brings what is needed to check it without its issuers: it stays whole
                yield Given(name, data)
                return
        members = bundle.read(data).credentials
    except (zipfile.BadZipFile, ValueError, NotImplementedError, UnreadableError) as error:
        yield Given(name, b"", trouble=str(error)[:200])
        return
    for path, body in members:
        folder, _slash, file = path.rpartition("/")
        hidden = file.startswith(".") or path.startswith("__MACOSX/")
        if file and not hidden:
            yield from _mail_or_file(Given(f"{name}:{path}", body, f"{name}:{folder}"))


def _mail_or_file(one: Given) -> Iterator[Given]:
    if not one.name.lower().endswith(".eml"):
        yield one
        return
    try:
        mail = email.message_from_bytes(one.data, policy=email.policy.default)
        sender_name, sender = parseaddr(str(mail["From"] or ""))
        attached = (
            [
                (part.get_filename() or _("attachment"), part.get_payload(decode=True))
                for part in mail.iter_attachments()
            ]
            if isinstance(mail, EmailMessage)
            else []
        )
    except (ValueError, LookupError, AttributeError, KeyError, TypeError, IndexError) as error:
        yield Given(one.name, b"", one.group, trouble=str(error)[:200])
        return
    known = sender.lower() if ADDRESS.fullmatch(sender) else ""
    for name, body in attached:
        if isinstance(body, bytes):
            yield Given(f"{one.name}:{name}", body, one.name, known, sender_name[:150])
    if not attached:
        yield Given(one.name, b"", one.name, known, sender_name[:150])


def addresses(one: Given) -> list[str]:
    """Return the addresses that stand in a file or its name, to try a hashed badge with."""
    text = f"{one.name} {one.group} "
    if len(one.data) <= TEXT:
        text += one.data.decode("utf-8", "ignore")
    found = dict.fromkeys(match.lower() for match in ADDRESS.findall(text))
    return list(found)[:MOST_ADDRESSES]
