"""The catalogue of an organisation against what employers ask for, in its own texts and roles.

Job advertisements that it keeps and roles that it has open are counted; course descriptions,
criteria and whatever people say of themselves are not. A role that was written from a kept
advertisement is the same demand and counts once, as the role.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import CharField
from django.db.models.functions import Cast
from django.urls import reverse

from skillmark.define.demand import Ask, Comparison, Cover, Near, Offer, Source, Way, compare
from skillmark.define.nearby import near
from skillmark.nouns.skill import Skill
from skillmark.server.define.models import (
    AchievementSkillRecord,
    OpportunitySkillRecord,
    PathwayRecord,
)
from skillmark.server.match.models import RequirementRecord, RoleRecord
from skillmark.server.people.models import OrganisationRecord
from skillmark.server.skills import services as frameworks
from skillmark.server.skills.graphs import graph
from skillmark.server.skills.models import FrameworkRecord, SkillRecord
from skillmark.server.skills.reading.models import (
    Kind,
    TextRecord,
    TextSkillRecord,
    Verdict,
    digest_of,
)

TEXT, ROLE = "text", "role"
DAYS_OF_MONTH = 30.4375


@dataclass(frozen=True, slots=True)
class Asked:
    """Which demand to look at."""

    months: int = 12
    """So far back, beside as long before that; 0 for everything there is."""
    kind: str = ""
    """`text` or `role`, both where empty."""
    source: str = ""
    least: int = 1


@dataclass(frozen=True, slots=True)
class Against:
    """A comparison with what its page needs to name things."""

    comparison: Comparison
    labels: Mapping[str, Mapping[str, str]]
    names: Mapping[tuple[Way, str], tuple[Any, str]]
    """What an offer is called (a language map), and where it is shown."""
    texts: int
    looked_at: int
    """Texts that a person went through."""
    roles: int
    since: date | None


def against(
    organisation: OrganisationRecord, asked: Asked, *, today: date, only: str = ""
) -> Against:
    """Compare the catalogue with demand; `only` works out what is near for one skill alone."""
    found = [one for one in sources(organisation, asked) if one.dated <= today]
    since, before, older = None, None, []
    if asked.months:
        span = timedelta(days=round(asked.months * DAYS_OF_MONTH))
        since = today - span
        before = [one for one in found if since - span <= one.dated < since]
        older = [one for one in found if one.dated < since - span]
        found = [one for one in found if one.dated >= since]
    offers, names = _offers(organisation)
    wanted = {ask.skill for one in found for ask in one.asks}
    offered = {one.skill for one in offers}
    bare = wanted - {one.skill for one in offers if one.way is Way.ASSESSED}
    close = _near({only} & bare if only else bare, offered, organisation)
    comparison = compare(found, offers, before=before, older=older, near=close, least=asked.least)
    uris = wanted | offered
    ids = [one.id.partition(":") for one in found]
    texts = [pk for kind, _colon, pk in ids if kind == TEXT]
    rows = TextRecord.objects.of(organisation).exclude(looked_at=None)
    seen = set(rows.values_list(_key("pk"), flat=True))
    return Against(
        comparison,
        frameworks.label_maps(uris, organisation),
        names,
        len(texts),
        sum(pk in seen for pk in texts),
        len(found) - len(texts),
        since,
    )


def sources(
    organisation: OrganisationRecord, asked: Asked, *, closed: bool = False
) -> list[Source]:
    """Return what asks: open roles (with `closed` those that are filled too) and advertisements."""
    roles = RoleRecord.objects.of(organisation)
    if not closed:
        roles = roles.filter(open=True)
    found: list[Source] = []
    own: set[str] = set()
    if asked.kind != TEXT and not asked.source:
        found += _roles(organisation, roles)
        own = {digest_of(words) for words in roles.values_list("advert", flat=True) if words}
    if asked.kind != ROLE:
        found += _texts(organisation, asked.source, own)
    return found


def _texts(organisation: OrganisationRecord, source: str, but: set[str]) -> list[Source]:
    """Return advertisements, what the machine alone found weighed by how sure it is."""
    rows = TextRecord.objects.of(organisation).filter(kind=Kind.ADVERT)
    if source:
        rows = rows.filter(source=source)
    known = {
        key: (dated, looked_at is not None)
        for key, dated, digest, looked_at in rows.values_list(
            _key("pk"), "dated", "digest", "looked_at"
        )
        if digest not in but
    }
    asks: dict[Any, list[Ask]] = defaultdict(list)
    links = TextSkillRecord.objects.of(organisation).exclude(verdict=Verdict.REMOVED)
    for text, uri, level, sure, verdict in links.values_list(
        _key("text_id"), "uri", "level", "confidence", "verdict"
    ):
        if text in known:
            person = known[text][1] or verdict != Verdict.FOUND
            weight = 1.0 if person or sure is None else min(1.0, max(0.01, sure))
            asks[text].append(Ask(uri, level, weight))
    return [
        Source(f"{TEXT}:{pk}", dated, tuple(asks[pk])) for pk, (dated, _looked) in known.items()
    ]


def _key(name: str) -> Cast:
    """Return an id as the words that the database keeps: a hundred thousand need no objects."""
    return Cast(name, CharField(max_length=36))


def _roles(organisation: OrganisationRecord, roles: Any) -> list[Source]:
    asks: dict[Any, list[Ask]] = defaultdict(list)
    rows = RequirementRecord.objects.of(organisation).filter(role__in=roles)
    for role, skill, level in rows.values_list("role", "skill", "level"):
        asks[role].append(Ask(skill, level))
    return [
        Source(f"{ROLE}:{pk}", created.date(), tuple(asks[pk]))
        for pk, created in roles.values_list("pk", "created")
    ]


def _offers(
    organisation: OrganisationRecord,
) -> tuple[list[Offer], dict[tuple[Way, str], tuple[Any, str]]]:
    """Return what the catalogue offers now, and how each thing is called and found."""
    offers: list[Offer] = []
    names: dict[tuple[Way, str], tuple[Any, str]] = {}
    levels: dict[int, list[tuple[str, int | None]]] = defaultdict(list)
    confirmed = AchievementSkillRecord.objects.of(organisation).filter(achievement__archived=None)
    for one in confirmed.select_related("achievement"):
        slug = one.achievement.slug
        offers.append(Offer(one.uri, Way.ASSESSED, slug, one.level))
        levels[one.achievement_id].append((one.uri, one.level))
        address = reverse("achievement", args=[one.achievement_id])
        names[Way.ASSESSED, slug] = (one.achievement.name, address)
    taught = OpportunitySkillRecord.objects.of(organisation).select_related("opportunity")
    for one in taught:
        slug = one.opportunity.slug
        offers.append(Offer(one.uri, Way.TAUGHT, slug, one.level))
        names[Way.TAUGHT, slug] = (one.opportunity.title, reverse("opportunities"))
    for row in PathwayRecord.objects.of(organisation):
        names[Way.PROMISED, row.slug] = (row.name, reverse("pathway", args=[row.pk]))
        for uri, level in levels.get(row.awards_id, ()):
            offers.append(Offer(uri, Way.PROMISED, row.slug, level))
    return offers, names


def _near(
    wanted: Iterable[str], offered: set[str], organisation: OrganisationRecord
) -> dict[str, tuple[Near, ...]]:
    """Return for each wanted skill what of the catalogue is close to it."""
    wanted = set(wanted)
    if not wanted or not offered:
        return {}
    seen = frameworks.visible(organisation)
    holding = SkillRecord.objects.filter(uri__in=wanted, framework__in=seen)
    rows = FrameworkRecord.objects.filter(pk__in=holding.values("framework").distinct())
    graphs = [graph(row) for row in rows]
    known: dict[str, Skill] = frameworks.skills(wanted | offered, organisation)
    speaking = [one for one in known.values() if one.alignments]
    return {uri: near(uri, offered, graphs, speaking) for uri in wanted}


def state_of(comparison: Comparison) -> list[tuple[Cover, int]]:
    """Return how many skills are met how far."""
    return [(cover, len(comparison.covering(cover))) for cover in Cover]
