"""Import frameworks, find skills, and hand them to the rooms as nouns."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from urllib.parse import urlencode

import orjson
from django.db import transaction
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from skillmark.nouns.errors import ConflictError, InputError
from skillmark.nouns.skill import Framework, Skill
from skillmark.nouns.text import Text
from skillmark.server.people import audit
from skillmark.server.people.models import AccountRecord, OrganisationRecord
from skillmark.server.skills.models import FrameworkRecord, OccupationRecord, SkillRecord
from skillmark.skills import starter
from skillmark.skills.exchange import case, ctdl, esco, onet, osmt, store, table
from skillmark.skills.exchange.imported import Imported
from skillmark.skills.search import Hit, Search

FORMATS = {
    "esco": (esco.read, "ESCO (ZIP)", ".zip"),
    "onet": (onet.read, "O*NET (ZIP)", ".zip"),
    "case": (case.read, "CASE 1.0 (JSON)", ".json"),
    "ctdl": (ctdl.read, "CTDL-ASN (JSON-LD)", ".json"),
    "osmt": (osmt.read, "OSMT (CSV)", ".csv"),
    "csv": (table.read, "CSV", ".csv"),
}
"""Reader, name and file ending of each format that can be imported."""
CHUNK = 2000


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
    document = orjson.loads(store.dumps(framework))
    skills, occupations = document.pop("skills"), document.pop("occupations")
    row = FrameworkRecord.objects.create(
        organisation=organisation,
        framework=framework.id,
        version=framework.version,
        title=framework.title.as_mapping(),
        publisher=framework.publisher,
        licence=framework.licence,
        document=document,
        skills=len(skills),
        occupations=len(occupations),
    )
    SkillRecord.objects.bulk_create(
        (
            SkillRecord(
                organisation=organisation,
                framework=row,
                uri=one["uri"],
                label=one["label"],
                group=one.get("group", ""),
                position=position,
                document=one,
            )
            for position, one in enumerate(skills)
        ),
        batch_size=CHUNK,
    )
    OccupationRecord.objects.bulk_create(
        (
            OccupationRecord(
                organisation=organisation,
                framework=row,
                uri=one["uri"],
                label=one["label"],
                position=position,
                document=one,
            )
            for position, one in enumerate(occupations)
        ),
        batch_size=CHUNK,
    )
    audit.record(
        "framework_imported", row, actor=actor, organisation=organisation, skills=len(skills)
    )
    return row


def import_file(
    form: str,
    content: bytes,
    *,
    version: str = "",
    organisation: OrganisationRecord | None,
    actor: AccountRecord,
) -> tuple[FrameworkRecord, Imported]:
    """Import an uploaded release; returns the stored row, and what had to be left out."""
    if form not in FORMATS:
        raise InputError(
            _("there is no format %(name)s") % {"name": form},
            remedy=_("choose one of these: %(names)s") % {"names": ", ".join(FORMATS)},
        )
    reader, _name, ending = FORMATS[form]
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / f"upload{ending}"
        file.write_bytes(content)
        try:
            imported = reader(file, version=version)
        except InputError as error:
            # where the upload was put for a moment tells nobody anything
            place = error.where.replace(str(file), _("the file")).replace(folder, _("the file"))
            raise InputError(error.cause, where=place, remedy=error.remedy) from error
    from skillmark.server.skills import linkers  # it needs what is here

    with transaction.atomic():
        row = import_framework(imported.framework, organisation=organisation, actor=actor)
        linkers.prepare(row, actor=actor)
    return row, imported


def ensure_starter() -> None:
    """Store the starter framework for everybody, unless this version is here already."""
    framework = starter.framework()
    if not FrameworkRecord.objects.filter(
        organisation=None, framework=framework.id, version=framework.version
    ).exists():
        import_framework(framework)


def visible(organisation: OrganisationRecord | None) -> QuerySet[FrameworkRecord]:
    """Return the frameworks for everybody and those of this organisation, newest first."""
    mine = Q(organisation=None)
    if organisation is not None:
        mine |= Q(organisation=organisation)
    return FrameworkRecord.objects.filter(mine).order_by("-skills", "-imported")


def framework(row: FrameworkRecord) -> Framework:
    """Return a stored framework as noun; the last few are kept in memory."""
    return _framework(row.pk, row.imported.isoformat())


def index(row: FrameworkRecord) -> Search:
    """Return the search index over the skills of a framework."""
    return _index(row.pk, row.imported.isoformat())


@lru_cache(maxsize=4)
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


@lru_cache(maxsize=4)
def _index(pk: int, imported: str) -> Search:
    return Search(_framework(pk, imported).skills)


def search(
    query: str,
    *,
    organisation: OrganisationRecord | None,
    language: str = "en",
    limit: int = 12,
    only: int | None = None,
) -> list[tuple[FrameworkRecord, Hit]]:
    """Find skills in the frameworks that this organisation sees, best first, each URI once."""
    found: dict[str, tuple[FrameworkRecord, Hit]] = {}
    rows = visible(organisation)
    for row in rows.filter(pk=only) if only else rows:
        for hit in index(row).search(query, limit=limit, language=language):
            known = found.get(hit.uri)
            if known is None or hit.score > known[1].score:
                found[hit.uri] = (row, hit)
    return sorted(found.values(), key=lambda pair: -pair[1].score)[:limit]


def row_of(uri: str, organisation: OrganisationRecord | None = None) -> SkillRecord | None:
    """Return the newest row of a skill that this organisation sees."""
    return (
        SkillRecord.objects.select_related("framework")
        .filter(uri=uri, framework__in=visible(organisation))
        .order_by("-framework__imported")
        .first()
    )


def skills(uris: Iterable[str], organisation: OrganisationRecord | None = None) -> dict[str, Skill]:
    """Return skills as nouns by URI; a URI that no framework knows is left out."""
    rows = SkillRecord.objects.filter(
        uri__in=set(uris), framework__in=visible(organisation)
    ).order_by("framework__imported")
    return {row.uri: noun(row) for row in rows}


def label_maps(
    uris: Iterable[str], organisation: OrganisationRecord | None = None
) -> dict[str, dict[str, str]]:
    """Return language maps of labels by URI; an unknown URI is its own label."""
    wanted = set(uris)
    rows = SkillRecord.objects.filter(uri__in=wanted, framework__in=visible(organisation))
    known = dict(rows.order_by("framework__imported").values_list("uri", "label"))
    return {uri: known.get(uri, {"en": uri}) for uri in wanted}


def labels(
    uris: Iterable[str], language: str, organisation: OrganisationRecord | None = None
) -> dict[str, str]:
    """Return labels in one language by URI; an unknown URI is its own label."""
    maps = label_maps(uris, organisation)
    return {uri: Text.of(label).in_language(language) for uri, label in maps.items()}


def noun(row: SkillRecord) -> Skill:
    """Return one skill as noun."""
    one = {
        "format": store.FORMAT,
        "id": "",
        "title": {"en": "one skill"},
        "version": "",
        "publisher": "",
        "licence": "",
        "groups": [],
        "group_broader": [],
        "skills": [row.document],
        "occupations": [],
    }
    return store.loads(orjson.dumps(one)).skills[0]


def page(uri: str) -> str:
    """Return the path of the public page of a skill, by its URI."""
    return f"{reverse('skill_by_uri')}?{urlencode({'uri': uri})}"
