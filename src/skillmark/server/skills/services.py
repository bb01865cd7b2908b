"""Import frameworks, find skills and occupations, and hand them to the rooms as nouns."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Any, Literal
from urllib.parse import urlencode

import orjson
from django.db import transaction
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from skillmark.nouns.errors import ConflictError
from skillmark.nouns.skill import Framework, Occupation, Skill
from skillmark.nouns.text import Text
from skillmark.server.people import audit
from skillmark.server.people.models import AccountRecord, OrganisationRecord
from skillmark.server.skills import indexes
from skillmark.server.skills.importing import storing
from skillmark.server.skills.models import FrameworkRecord, OccupationRecord, SkillRecord
from skillmark.skills import starter
from skillmark.skills.exchange import store
from skillmark.skills.search import Hit

LIKELY = 0.7
"""What is only guessed is left out where something else fits so much better."""


@transaction.atomic
def import_framework(
    framework: Framework,
    *,
    organisation: OrganisationRecord | None = None,
    actor: AccountRecord | None = None,
) -> FrameworkRecord:
    """Store one version of a framework: for everybody, or for one organisation alone.

    Raises `ConflictError` (code `exists`) for a version that is there already.
    """
    row = begin(framework, organisation=organisation)
    for first, chunk in storing.chunks(framework):
        storing.write(row, first, chunk, organisation)
    return complete(row, actor=actor)


def begin(framework: Framework, *, organisation: OrganisationRecord | None) -> FrameworkRecord:
    """Store a framework's own row, which nobody sees until it is complete.

    Raises `ConflictError` (code `exists`) for a version that is there already.
    """
    same = FrameworkRecord.objects.filter(
        organisation=organisation, framework=framework.id, version=framework.version
    )
    if same.exists():
        raise ConflictError(
            _("%(name)s %(version)s is here already")
            % {"name": framework.title, "version": framework.version},
            remedy=_("a version of a framework never changes: give a changed one another version"),
            code="exists",
        )
    return FrameworkRecord.objects.create(
        organisation=organisation, ready=False, **storing.described(framework)
    )


def complete(row: FrameworkRecord, *, actor: AccountRecord | None) -> FrameworkRecord:
    """Let a framework be seen, inside the open transaction."""
    row.ready = True
    row.save(update_fields=["ready"])
    audit.record(
        "framework_imported", row, actor=actor, organisation=row.organisation, skills=row.skills
    )
    return row


def ensure_starter() -> None:
    """Store the starter framework for everybody, unless this version is here already."""
    framework = starter.framework()
    if not FrameworkRecord.objects.filter(
        organisation=None, framework=framework.id, version=framework.version
    ).exists():
        import_framework(framework)


def visible(organisation: OrganisationRecord | None) -> QuerySet[FrameworkRecord]:
    """Return the frameworks for everybody and those of this organisation, the largest first."""
    mine = Q(organisation=None)
    if organisation is not None:
        mine |= Q(organisation=organisation)
    # the document holds all groups in all languages: whoever needs it reads it then
    return (
        FrameworkRecord.objects.filter(mine, ready=True)
        .order_by("-skills", "-order", "-imported")
        .defer("document")
    )


def versions(organisation: OrganisationRecord | None) -> dict[str, list[FrameworkRecord]]:
    """Return the versions of each framework that this organisation sees, the newest first."""
    found: dict[str, list[FrameworkRecord]] = {}
    for row in visible(organisation):
        found.setdefault(row.framework, []).append(row)
    for rows in found.values():
        rows.sort(key=lambda row: (row.order, row.imported), reverse=True)
    return found


def current(organisation: OrganisationRecord | None) -> list[FrameworkRecord]:
    """Return the newest version of each framework."""
    return [rows[0] for rows in versions(organisation).values()]


def framework(row: FrameworkRecord) -> Framework:
    """Return a stored framework as noun; the last few are kept in memory."""
    return _framework(row.pk, row.imported.isoformat())


@lru_cache(maxsize=2)
def _framework(pk: int, imported: str) -> Framework:
    row = FrameworkRecord.objects.get(pk=pk)
    document = {
        **row.document,
        "skills": list(row.skill_rows.order_by("position").values_list("document", flat=True)),
        "occupations": list(
            row.occupation_rows.order_by("position").values_list("document", flat=True)
        ),
    }
    return store.loads(orjson.dumps(document), where=f"framework {row.framework} {row.version}")


def search(
    query: str,
    *,
    organisation: OrganisationRecord | None,
    language: str = "en",
    limit: int = 12,
    only: int | None = None,
    kind: Literal["skill", "occupation"] | None = "skill",
) -> list[tuple[FrameworkRecord, Hit]]:
    """Find skills or occupations (both with `kind=None`), best first, each URI once.

    Of a framework in several versions the newest is searched; `only` names another.
    """
    found: dict[str, tuple[FrameworkRecord, Hit]] = {}
    rows = visible(organisation).filter(pk=only) if only else current(organisation)
    for row in rows:
        index = indexes.of(row)
        for hit in index.search(query, limit=limit, language=language, kind=kind) if index else ():
            known = found.get(hit.uri)
            if known is None or hit.score > known[1].score:
                found[hit.uri] = (row, hit)
    best = sorted(found.values(), key=lambda pair: -pair[1].score)
    least = LIKELY * best[0][1].score if best else 0.0
    return [pair for pair in best if not pair[1].guessed or pair[1].score >= least][:limit]


def unfinished(organisation: OrganisationRecord | None) -> list[FrameworkRecord]:
    """Return the frameworks whose search index is being made just now."""
    return [row for row in current(organisation) if indexes.of(row) is None]


def row_of(uri: str, organisation: OrganisationRecord | None = None) -> SkillRecord | None:
    """Return the row of a skill in the newest version that this organisation sees."""
    return _newest(SkillRecord.objects.all(), uri, organisation)


def occupation_of(
    uri: str, organisation: OrganisationRecord | None = None
) -> OccupationRecord | None:
    """Return the row of an occupation in the newest version that this organisation sees."""
    return _newest(OccupationRecord.objects.all(), uri, organisation)


def _newest(rows: QuerySet[Any], uri: str, organisation: OrganisationRecord | None) -> Any:
    return (
        rows.select_related("framework")
        .defer("framework__document")
        .filter(uri=uri, framework__in=visible(organisation))
        .order_by("-framework__order", "-framework__imported")
        .first()
    )


def skills(uris: Iterable[str], organisation: OrganisationRecord | None = None) -> dict[str, Skill]:
    """Return skills as nouns by URI; a URI that no framework knows is left out."""
    rows = SkillRecord.objects.filter(
        uri__in=set(uris), framework__in=visible(organisation)
    ).order_by("framework__order", "framework__imported")
    return {row.uri: noun(row) for row in rows}


def label_maps(
    uris: Iterable[str],
    organisation: OrganisationRecord | None = None,
    *,
    rows: type[SkillRecord | OccupationRecord] = SkillRecord,
) -> dict[str, dict[str, str]]:
    """Return language maps of labels by URI; an unknown URI is its own label."""
    wanted = set(uris)
    found = rows.objects.filter(uri__in=wanted, framework__in=visible(organisation))
    ordered = found.order_by("framework__order", "framework__imported")
    known = dict(ordered.values_list("uri", "label"))
    return {uri: known.get(uri, {"en": uri}) for uri in wanted}


def labels(
    uris: Iterable[str], language: str, organisation: OrganisationRecord | None = None
) -> dict[str, str]:
    """Return labels in one language by URI; an unknown URI is its own label."""
    maps = label_maps(uris, organisation)
    return {uri: Text.of(label).in_language(language) for uri, label in maps.items()}


def noun(row: SkillRecord) -> Skill:
    """Return one skill as noun."""
    (one,) = storing.nouns(skills=(row.document,))
    assert isinstance(one, Skill)  # noqa: S101 - that is what a skill's document is
    return one


def occupation(row: OccupationRecord) -> Occupation:
    """Return one occupation as noun."""
    (one,) = storing.nouns(occupations=(row.document,))
    assert isinstance(one, Occupation)  # noqa: S101 - as above
    return one


def page(uri: str, kind: str = "skill") -> str:
    """Return the path of the public page of a skill, or of an occupation, by its URI."""
    route = "occupation_by_uri" if kind == "occupation" else "skill_by_uri"
    return f"{reverse(route)}?{urlencode({'uri': uri})}"
