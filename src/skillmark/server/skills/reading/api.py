"""API of texts that are read, under `/api/skills/`."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Field, Query, Router, Schema, Status

from skillmark.nouns.errors import InputError
from skillmark.server.api import PROBLEMS
from skillmark.server.people.actions import Action
from skillmark.server.people.limits import limit
from skillmark.server.people.permissions import allowed, find, signed_in
from skillmark.server.skills import services as frameworks
from skillmark.server.skills.models import FrameworkRecord
from skillmark.server.skills.reading import keeping, lighting
from skillmark.server.skills.reading.entries import Entry, in_order
from skillmark.server.skills.reading.entries import find as find_words
from skillmark.server.skills.reading.forms import first_line
from skillmark.server.skills.reading.keeping import Given
from skillmark.server.skills.reading.models import Kind, TextRecord, Verdict

router = Router(tags=["skills"])
MOST = 200


class TextBody(Schema):
    """A text to read."""

    text: str = Field(max_length=lighting.LONGEST)
    language: str = Field("", max_length=10, description="Found out where it is not said")
    framework: str = Field(
        "", max_length=200, description="Its id, such as `esco`; the smallest one unless given"
    )


class KeptBody(TextBody):
    """A text to read and keep. There is no kind for a CV: it is never kept."""

    kind: Kind
    title: str = Field("", max_length=300)
    date: dt.date | None = Field(None, description="When it was published; today unless given")
    source: str = Field("", max_length=200)


class SkillBody(Schema):
    """What a person says of one skill of a text."""

    skill: str = Field(max_length=400, description="URI")
    verdict: Verdict
    level: int | None = Field(None, ge=1, le=8)
    words: list[str] = Field([], max_length=20, description="Words of the text that speak of it")
    instead: str = Field("", max_length=400, description="Which skill took its words")


class SpanOut(Schema):
    """Words of the text: `text[start:end]`, in characters."""

    start: int
    end: int
    words: str


class CueOut(SpanOut):
    """Words that speak of a level."""

    level: int


class SkillOut(Schema):
    """One skill of a text."""

    skill: str
    label: str
    verdict: Verdict
    level: int | None
    confidence: float | None = Field(description="Probability, 0-1; null where a person added it")
    spans: list[SpanOut]
    level_cue: CueOut | None
    why: str
    instead: str


class ReadingOut(Schema):
    """What was found in a text, in its order."""

    framework: str
    version: str
    language: str
    unmatched: bool = Field(description="Nothing in the framework fits")
    skills: list[SkillOut]


class TextOut(Schema):
    """A kept text without its words."""

    id: uuid.UUID
    kind: Kind
    title: str
    language: str
    date: dt.date
    source: str
    kept: dt.datetime
    looked_at: dt.datetime | None = Field(description="Null where only a machine read it")


class WholeTextOut(TextOut):
    """A kept text with its skills."""

    text: str
    skills: list[SkillOut]


def _framework(request: HttpRequest, wanted: str) -> FrameworkRecord:
    if not wanted:
        return lighting.chosen(request.organisation, "")
    row = frameworks.visible(request.organisation).filter(framework=wanted).first()
    if row is None:
        raise InputError(
            _("there is no framework %(name)s") % {"name": wanted},
            where="/framework",
            remedy="GET /api/skills/frameworks",
        )
    return row


def _skills(entries: list[Entry], request: HttpRequest) -> list[dict[str, Any]]:
    labels = frameworks.labels({one.uri for one in entries}, "en", request.organisation)
    return [
        {
            "skill": one.uri,
            "label": labels[one.uri],
            "verdict": one.verdict,
            "level": one.level,
            "confidence": one.confidence,
            "spans": one.spans,
            "level_cue": one.cue,
            "why": one.why,
            "instead": one.instead,
        }
        for one in entries
    ]


def _whole(row: TextRecord, request: HttpRequest) -> dict[str, Any]:
    return {
        **_head(row),
        "text": row.text,
        "skills": _skills(keeping.entries_of(row), request),
    }


def _head(row: TextRecord) -> dict[str, Any]:
    return {
        "id": row.pk,
        "kind": row.kind,
        "title": row.title,
        "language": row.language,
        "date": row.dated,
        "source": row.source,
        "kept": row.kept,
        "looked_at": row.looked_at,
    }


def _read(request: HttpRequest, body: TextBody) -> tuple[str, FrameworkRecord, str, list[Entry]]:
    limit(request, "text", times=60, seconds=60)
    text = keeping.tidy(body.text)
    row = _framework(request, body.framework)
    language = body.language or keeping.spoken(text)
    return text, row, language, in_order(keeping.read(text, row, language=language or "en"))


@router.post("/read", response={200: ReadingOut, **PROBLEMS}, summary="Read a text, keep nothing")
@signed_in
def read(request: HttpRequest, body: TextBody) -> Any:
    """Return the skills that a text speaks of. Nothing is stored, so that it may be a CV."""
    _text, row, language, entries = _read(request, body)
    return {
        "framework": row.framework,
        "version": row.version,
        "language": language,
        "unmatched": not entries,
        "skills": _skills(entries, request),
    }


@router.get("/texts", response={200: list[TextOut], **PROBLEMS}, summary="Texts that are kept")
@allowed(Action.READ_TEXTS)
def texts(
    request: HttpRequest,
    kind: Kind | None = None,
    since: dt.date | None = None,
    until: dt.date | None = None,
    offset: int = Query(0, ge=0),
) -> Any:
    """Return the texts of the organisation, the newest first, 200 at a time."""
    rows = keeping.texts(request.organisation, kind=kind or "", since=since, until=until)
    return [_head(row) for row in rows[offset : offset + MOST]]


@router.post("/texts", response={201: WholeTextOut, **PROBLEMS}, summary="Read a text and keep it")
@allowed(Action.READ_TEXTS)
def text_create(request: HttpRequest, body: KeptBody) -> Any:
    """Read a text, keep it with what was found, and return it; no person has looked at it yet."""
    text, framework, language, entries = _read(request, body)
    day = body.date or timezone.localdate()
    given = Given(body.kind, body.title or first_line(text), text, day, language, body.source)
    row = keeping.keep(
        given,
        entries,
        organisation=request.organisation,
        framework=framework,
        actor=request.user,
        looked_at=False,
    )
    return Status(201, _whole(row, request))


@router.get("/texts/{uuid:pk}", response={200: WholeTextOut, **PROBLEMS}, summary="One text")
@allowed(Action.READ_TEXTS)
def text(request: HttpRequest, pk: uuid.UUID) -> Any:
    """Return a kept text with its skills."""
    return _whole(find(request, TextRecord, pk=pk), request)


@router.put(
    "/texts/{uuid:pk}/skills", response={200: WholeTextOut, **PROBLEMS}, summary="Correct a text"
)
@allowed(Action.READ_TEXTS)
def text_correct(request: HttpRequest, pk: uuid.UUID, body: list[SkillBody]) -> Any:
    """Put what a person says in the place of the text's skills.

    What is not named is gone; to be remembered as wrong, a skill is named as `removed`.
    """
    row = find(request, TextRecord, pk=pk)
    known = {one.uri: one for one in keeping.entries_of(row)}
    given = Given(row.kind, row.title, row.text, row.dated, row.language, row.source)
    framework = row.framework or lighting.chosen(request.organisation, "")
    keeping.keep(
        given,
        in_order(_corrected(one, known, row, place) for place, one in enumerate(body)),
        organisation=request.organisation,
        framework=framework,
        actor=request.user,
        row=row,
    )
    return _whole(row, request)


def _corrected(said: SkillBody, known: dict[str, Entry], row: TextRecord, place: int) -> Entry:
    before = known.get(said.skill)
    if before is None and frameworks.row_of(said.skill, row.organisation) is None:
        raise InputError(_("This skill is not known here."), where=f"/{place}/skill")
    spans = [find_words(row.text, words) for words in said.words]
    if None in spans:
        words = said.words[spans.index(None)]
        raise InputError(
            _("The text does not have the words “%(words)s”.") % {"words": words},
            where=f"/{place}/words",
        )
    if said.verdict is Verdict.FOUND and before is None:
        raise InputError(
            _("only the machine finds"), where=f"/{place}/verdict", remedy=_("say that it is added")
        )
    return Entry(
        said.skill,
        said.verdict,
        said.level,
        before.confidence if before else None,
        tuple(one for one in spans if one) or (before.spans if before else ()),
        before.cue if before else None,
        before.why if before else "",
        said.instead,
    )


@router.delete("/texts/{uuid:pk}", response={204: None, **PROBLEMS}, summary="Erase a text")
@allowed(Action.READ_TEXTS)
def text_delete(request: HttpRequest, pk: uuid.UUID) -> Any:
    """Delete a text with everything that was said of it."""
    keeping.erase(find(request, TextRecord, pk=pk), actor=request.user)
    return Status(204, None)
