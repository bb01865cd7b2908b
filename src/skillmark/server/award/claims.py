"""What badges of this site say: achievements as Open Badges objects, the issuer's profile."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, replace
from typing import Any

from django.conf import settings

from skillmark.award import claims as rules
from skillmark.badges import open_badges
from skillmark.badges.open_badges import Claim
from skillmark.nouns.credibility import Credibility
from skillmark.nouns.evidence import Result
from skillmark.nouns.person import Issuer
from skillmark.server.award.issuers.carried import carrying
from skillmark.server.define.models import AchievementRecord
from skillmark.server.people.models import OrganisationRecord
from skillmark.server.skills import services as frameworks


def achievement_id(row: AchievementRecord) -> str:
    """Return an achievement's id in credentials: its public address."""
    return f"{settings.BASE_URL}/achievements/{row.organisation.slug}/{row.slug}"


def claim_of(
    row: AchievementRecord,
    *,
    result: Result | None = None,
    credibility: Credibility | None = None,
    evidence: Sequence[dict[str, Any]] = (),
) -> Claim:
    """Return what a badge of this achievement says, and what one person reached in it."""
    noun = row.noun
    uris = [one.skill for one in noun.skills]
    known = frameworks.row_of(uris[0], row.organisation) if uris else None
    named = f"{_plain(known.framework.title)} {known.framework.version}" if known else ""
    identity = achievement_id(row)
    said = open_badges.claim(
        noun,
        id=identity,
        skills=frameworks.skills(uris, row.organisation),
        framework=named,
        page=lambda uri: settings.BASE_URL + frameworks.page(uri),
        result=result,
        credibility=credibility,
        evidence=evidence,
    )
    said.achievement["image"] = {
        "id": f"{identity}.svg",
        "type": "Image",
        "caption": said.achievement["name"],
    }
    return replace(said, achievement=carrying(said.achievement, row.organisation, row))


def _plain(title: dict[str, str]) -> str:
    return title.get("en") or next(iter(title.values()), "")


def achievement_object(row: AchievementRecord) -> dict[str, Any]:
    """Return the Open Badges Achievement object."""
    return claim_of(row).achievement


def issuer_id(organisation: OrganisationRecord) -> str:
    """Return the DID or URL that credentials name as issuer."""
    return organisation.issuer_id or f"{settings.BASE_URL}/issuers/{organisation.slug}"


def profile(organisation: OrganisationRecord) -> dict[str, Any]:
    """Return the Open Badges Profile object of an organisation, with what endorses it."""
    return carrying(plain_profile(organisation), organisation)


def plain_profile(organisation: OrganisationRecord) -> dict[str, Any]:
    """Return the Open Badges Profile object of an organisation, as it speaks of itself."""
    return open_badges.profile(
        Issuer(
            id=issuer_id(organisation),
            name=organisation.name,
            url=organisation.url or f"{settings.BASE_URL}/issuers/{organisation.slug}",
            email=organisation.email,
            country=organisation.country,
            description=organisation.about,
        )
    )


def stored(said: Claim) -> dict[str, Any]:
    """Return a claim as JSON."""
    return asdict(said)


def restored(
    own: dict[str, Any] | None, achievement: dict[str, Any], particulars: dict[str, Any]
) -> Claim:
    """Return the claim of one award: its own, or the batch's with the person's particulars."""
    if own is not None:
        return Claim(own["achievement"], tuple(own["results"]), tuple(own["evidence"]))
    return rules.of(achievement, particulars)
