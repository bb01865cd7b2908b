"""Evidence that candidates hand in: files, links and a note, shown to raters only.

Files are kept with the attempt. Links are words: the server opens none.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from skillmark.assess.interactions import evidence
from skillmark.assess.interactions.rated import Upload
from skillmark.assess.items import Item
from skillmark.nouns.errors import InputError
from skillmark.server.assess.models import AnswerFileRecord, AttemptRecord
from skillmark.server.assess.sitting import saving

LARGEST = 10 * 2**20
"""Bytes of one file."""
LONGEST_NAME = 120


def read(given: Iterable[UploadedFile]) -> list[tuple[str, bytes]]:
    """Return names and contents of files that came in; a file that is too large is never read."""
    found = []
    for one in given:
        name = _short(one.name or "")
        if (one.size or 0) > LARGEST:
            raise _too_large(name)
        found.append((name, one.read()))
    return found


@transaction.atomic
def add(
    attempt: AttemptRecord, item: Item, given: Sequence[tuple[str, bytes]], *, now: datetime
) -> None:
    """Add files (name and content) to an answer; the same content again changes nothing.

    Raises `InputError` for files that are empty, too large, too many or of another kind, and
    `ConflictError` once the attempt is over.
    """
    if not isinstance(item.interaction, Upload):
        raise InputError(_("this question takes no files"))
    value = _value(attempt, item.id)
    known = {one["digest"] for one in evidence.files(value)}
    for name, content in given:
        digest = hashlib.sha256(content).hexdigest()
        short = _short(name)
        if not content:
            raise InputError(_("this file is empty"), where=short)
        if len(content) > LARGEST:
            raise _too_large(short)
        if digest in known:
            continue
        known.add(digest)
        value.append({"name": short, "digest": digest, "size": len(content)})
        AnswerFileRecord.objects.create(
            organisation=attempt.organisation,
            attempt=attempt,
            item=item.id,
            name=short,
            digest=digest,
            content=content,
            at=now,
        )
    saving.save_answer(attempt, item.id, value or None, now=now)


@transaction.atomic
def remove(attempt: AttemptRecord, item: Item, digest: str, *, now: datetime) -> None:
    """Take a file back."""
    value = [one for one in _value(attempt, item.id) if one.get("digest") != digest]
    saving.save_answer(attempt, item.id, value or None, now=now)
    attempt.files.filter(item=item.id, digest=digest).delete()


@transaction.atomic
def describe(
    attempt: AttemptRecord, item: Item, *, title: str, url: str, note: str, now: datetime
) -> None:
    """Add a link to an answer (none where title and address are empty) and keep the note.

    The same address again changes its title. Raises `InputError` for a link that is no https
    address, has no title or is one too many, and for a note that is too long.
    """
    if not isinstance(item.interaction, Upload):
        raise InputError(_("this question takes no files"))
    title, url, note = title.strip(), url.strip(), note.strip()
    value = [one for one in _value(attempt, item.id) if "note" not in one]
    if title or url:
        _check_link(title, url)
        place = next((n for n, one in enumerate(value) if one.get("url") == url), len(value))
        value[place : place + 1] = [{"title": title, "url": url}]
        if len(evidence.links(value)) > item.interaction.links:
            raise InputError(
                _("at most %(most)s links can be handed in") % {"most": item.interaction.links}
            )
    if len(note) > evidence.LONGEST_NOTE:
        raise InputError(
            _("the note is longer than %(most)s characters") % {"most": evidence.LONGEST_NOTE}
        )
    value += [{"note": note}] if note else []
    saving.save_answer(attempt, item.id, value or None, now=now)


def _check_link(title: str, url: str) -> None:
    if not evidence.host_of(url):
        raise InputError(
            _("this is no address that can be handed in"),
            where=url[:80],
            remedy=_("copy the whole address from your browser; it begins with https://"),
        )
    if not title:
        raise InputError(_("a link needs a title"), remedy=_("say what is behind it"))
    evidence.check_link({"title": title, "url": url})


@transaction.atomic
def unlink(attempt: AttemptRecord, item: Item, url: str, *, now: datetime) -> None:
    """Take a link back."""
    value = [one for one in _value(attempt, item.id) if one.get("url") != url]
    saving.save_answer(attempt, item.id, value or None, now=now)


def _value(attempt: AttemptRecord, item: str) -> list[dict[str, Any]]:
    saved = attempt.responses.filter(item=item).first()
    return list(saved.value) if saved and isinstance(saved.value, list) else []


def _too_large(name: str) -> InputError:
    return InputError(
        _("this file is larger than %(most)s megabytes") % {"most": LARGEST // 2**20}, where=name
    )


def _short(name: str) -> str:
    """Return a name without folders, short enough, its ending kept."""
    plain = name.replace("\\", "/").rpartition("/")[2].strip() or "file"
    stem, dot, ending = plain.rpartition(".")
    if not dot:
        return plain[:LONGEST_NAME]
    return f"{stem[: LONGEST_NAME - len(ending) - 1]}.{ending[:10]}"
