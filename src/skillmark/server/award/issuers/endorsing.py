"""Endorse others' issuers and achievements, and let the endorsements of one's own travel.

What is endorsed is theirs: the endorser's word is a credential of its own (Open Badges 3.0,
EndorsementCredential), signed by the endorser and revocable like any other. Whoever receives one
attaches it to their profile or achievement; from then on it travels in what they award.
"""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from skillmark.award import credential as signing
from skillmark.badges import endorsement, reading, schema
from skillmark.badges.endorsement import Endorsed
from skillmark.nouns.errors import ConflictError, InputError
from skillmark.server.award import claims
from skillmark.server.award.issuers import carried
from skillmark.server.award.keyring import keys
from skillmark.server.award.models import EndorsementRecord, SignedRecord
from skillmark.server.award.status import standing
from skillmark.server.define.models import AchievementRecord
from skillmark.server.people import audit
from skillmark.server.people.models import AccountRecord, OrganisationRecord
from skillmark.trust.outcome import Status

MOST = 5
"""Endorsements that one profile or achievement carries: all of them travel in every award."""
LARGEST = 64 * 1024


@transaction.atomic
def give(
    organisation: OrganisationRecord,
    subject: str,
    *,
    of: str,
    comment: str,
    actor: AccountRecord,
    name: str = "",
    days: int | None = None,
) -> EndorsementRecord:
    """Endorse an issuer or an achievement of somebody else, and sign it in both forms."""
    from skillmark.server.verify import statuses
    from skillmark.server.verify.asked import Asked

    if of not in {Endorsed.ISSUER, Endorsed.ACHIEVEMENT}:
        raise InputError(_("an issuer or an achievement can be endorsed here"), where="of")
    subject, own = subject.strip(), claims.issuer_id(organisation)
    if subject in {own, keys.did_web(organisation)} or _own_achievement(organisation, subject):
        raise InputError(
            _("an endorsement of oneself says nothing"),
            where="subject",
            remedy=_("ask somebody who knows your work"),
        )
    if len(subject) > 500:
        raise InputError(_("this id is too long"), where="subject")
    row = EndorsementRecord(
        id=uuid.uuid4(),
        organisation=organisation,
        given=True,
        of=of,
        subject=subject,
        subject_name=name.strip()[:200],
        endorser=own,
        endorser_name=organisation.name,
        comment=comment.strip(),
        account=actor,
    )
    now = timezone.now().replace(microsecond=0)
    row.valid_until = now + timedelta(days=days) if days else None
    unsigned = endorsement.credential(
        subject,
        id=row.url,
        issuer=claims.plain_profile(organisation),
        comment=row.comment,
        valid_from=now,
        valid_until=row.valid_until,
    )
    unsigned["credentialStatus"] = statuses.place(
        unsigned, Asked(status=True), named=own, organisation=organisation
    )
    if found := schema.errors(unsigned, kind=endorsement.TYPE, most=1):
        raise InputError(_("it would be no endorsement: %(reason)s") % {"reason": found[0]})
    signer = keys.signer(keys.current(organisation))
    form = signing.natural_format(signer)
    row.body = signing.sign(unsigned, signer, form=form, now=now).data
    row.token = signing.sign(unsigned, signer, form=signing.JWT, now=now).text
    row.signed = SignedRecord.objects.of(organisation).get(credential_id=row.url)
    row.save(force_insert=True)
    audit.record("endorsed", row, actor=actor, organisation=organisation, of=of)
    return row


def _own_achievement(organisation: OrganisationRecord, subject: str) -> bool:
    rows = AchievementRecord.objects.of(organisation)
    return any(claims.achievement_id(row) == subject for row in rows)


@transaction.atomic
def withdraw(row: EndorsementRecord, reason: str, *, actor: AccountRecord) -> None:
    """Take an endorsement back: one that was given is revoked, one's own travels no longer."""
    if row.withdrawn is not None:
        raise ConflictError(_("it was withdrawn already"), code="already")
    if row.given and row.signed is not None:
        standing.change(row.signed, "revoke", reason, actor=actor)
    row.withdrawn = timezone.now()
    row.save(update_fields=["withdrawn"])
    action = "endorsement_withdrawn" if row.given else "endorsement_detached"
    audit.record(action, row, actor=actor, organisation=row.organisation)


@transaction.atomic
def receive(
    organisation: OrganisationRecord,
    data: bytes,
    *,
    actor: AccountRecord,
    achievement: AchievementRecord | None = None,
) -> EndorsementRecord:
    """Attach an endorsement of the organisation or of one of its achievements, once it verifies.

    Raises `InputError` for one that does not hold, is of something else, or cannot travel.
    """
    from skillmark.server.verify import services

    of = Endorsed.ISSUER if achievement is None else Endorsed.ACHIEVEMENT
    subject = (
        claims.issuer_id(organisation)
        if achievement is None
        else claims.achievement_id(achievement)
    )
    value = _json(data)
    found = services.endorsement(value, subject, of)
    if found.status is not Status.PASS:
        raise InputError(
            _("this endorsement does not hold: %(reason)s") % {"reason": found.detail},
            where="endorsement",
            remedy=_("ask the endorser for one of %(subject)s") % {"subject": subject},
        )
    if found.endorser_id in {claims.issuer_id(organisation), keys.did_web(organisation)}:
        raise InputError(_("an endorsement of oneself says nothing"), where="endorsement")
    rows = carried.received(organisation, achievement)
    if sum(row.in_force for row in rows) >= MOST:
        raise ConflictError(
            _("more than %(most)s endorsements would make every award heavy") % {"most": MOST},
            remedy=_("take one off first"),
        )
    if any(row.in_force and bytes(row.body) == data.strip() for row in rows):
        raise ConflictError(_("this endorsement is attached already"), code="already")
    row: EndorsementRecord = EndorsementRecord.objects.create(
        organisation=organisation,
        given=False,
        of=of,
        subject=subject,
        endorser=found.endorser_id[:500],
        endorser_name=found.endorser_name[:200],
        comment=found.comment,
        achievement=achievement,
        body=data.strip(),
        valid_until=_moment(found.valid_until),
        account=actor,
    )
    _try(organisation, achievement)
    audit.record("endorsement_attached", row, actor=actor, organisation=organisation, of=of)
    return row


def _json(data: bytes) -> dict[str, Any]:
    if len(data) > LARGEST:
        raise InputError(_("this file is too large"), where="endorsement")
    try:
        wrapped = reading.read(data)
    except InputError as error:
        raise error.at("endorsement") from None
    if wrapped.token:
        raise InputError(
            _("an endorsement that is a token cannot travel in awards, which sign by meaning"),
            where="endorsement",
            remedy=_("ask the endorser for it as JSON with a proof"),
        )
    return wrapped.credential


def _moment(text: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo else None


def _try(organisation: OrganisationRecord, achievement: AchievementRecord | None) -> None:
    """See that what now carries it still follows the schema; else nothing is stored."""
    if achievement is None:
        found = schema.errors(claims.profile(organisation), kind="Profile", most=1)
    else:
        found = schema.errors(claims.achievement_object(achievement), kind="Achievement", most=1)
    if found:
        raise InputError(
            _("with it, awards would be no Open Badges: %(reason)s") % {"reason": found[0]},
            where="endorsement",
        )
