"""Public pages: the catalogue, and one page for each thing in it."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from skillmark.define.markup import schema_org
from skillmark.nouns.text import Text
from skillmark.render import badge_image
from skillmark.server.award.claims import achievement_object
from skillmark.server.define.learning import recognising, walking
from skillmark.server.define.models import (
    AchievementRecord,
    EntryRecord,
    Kind,
    OpportunityRecord,
    PathwayRecord,
    ProgrammeRecord,
)
from skillmark.server.define.pathways import picture
from skillmark.server.define.public import described, finding
from skillmark.server.define.public.addresses import head, in_asked_language, path_of, whole
from skillmark.server.define.public.forms import KINDS, ONE, SORTS, AskForm, facets
from skillmark.server.define.public.pieces import named_skills, over, pieces, takes, tree
from skillmark.server.front.files import svg
from skillmark.server.people.models import OrganisationRecord
from skillmark.server.people.permissions import public
from skillmark.server.skills import services as frameworks

EACH = 24


@public
@require_safe
@in_asked_language
def catalogue(request: HttpRequest) -> HttpResponse:
    """What the organisations of this site offer, found by words and facets."""
    asked = AskForm(request.GET).asked()
    found = finding.find(asked, today=timezone.localdate())
    page = Paginator(range(found.total), EACH).get_page(request.GET.get("page"))
    entries = found.entries(max(page.start_index() - 1, 0), page.end_index())
    kinds = [(value, KINDS[Kind(value)], n) for value, n in found.counts["kind"]]
    kinds.sort(key=lambda one: list(KINDS).index(Kind(one[0])))
    described_list = schema_org.document([schema_org.listing(whole(path_of(e)) for e in entries)])
    chosen = facets(asked, found)
    context = {
        "asked": asked,
        "found": found,
        "page": page,
        "rows": _rows(entries, found, asked.words, request),
        "kinds": kinds,
        "everything": sum(n for _value, _label, n in kinds),
        "facets": chosen,
        "narrowed": sum(one["chosen"] for one in chosen) + asked.lasting,
        "sorts": SORTS,
        "head": head(
            request,
            about=_("What can be earned here, by whom it is awarded, and what it confirms."),
        ),
        "machine": [described_list],
    }
    return render(request, "define/catalogue.html", context)


def _rows(
    entries: list[EntryRecord], found: finding.Found, words: str, request: HttpRequest
) -> list[dict[str, Any]]:
    """Return entries as the page lists them, with why the words have found them."""
    why = finding.reasons(entries, found.terms)
    uris = {uri for some in why.values() for uri, _level in some}
    skills = frameworks.skills(uris)
    language = get_language() or "en"
    rows = []
    for entry in entries:
        because = []
        for uri, level in why.get(entry.pk, ()):
            if uri in skills:
                noun = skills[uri]
                shown = noun.label.in_language(language)
                others = [*noun.label, *(label for _tag, label in noun.alt_labels)]
                because.append((noun.label, level, finding.because(shown, others, words)))
        rows.append(
            {
                "entry": entry,
                "kind": ONE[Kind(entry.kind)],
                "address": path_of(entry),
                "because": because[:3],
            }
        )
    return rows


def _achievement(request: HttpRequest, organisation: str, slug: str) -> AchievementRecord:
    rows = AchievementRecord.objects.select_related("organisation")
    row = get_object_or_404(rows, organisation__slug=organisation, slug=slug)
    return _seen(request, row, shown=row.public)


def _seen(request: HttpRequest, row: Any, *, shown: bool) -> Any:
    """Return a row that everybody sees, or that members of its organisation see."""
    if not (shown and row.organisation.public) and request.organisation != row.organisation:
        raise Http404
    return row


@public
@require_safe
@in_asked_language
@vary_on_headers("Accept")
def achievement(request: HttpRequest, organisation: str, slug: str) -> HttpResponse:
    """An achievement as everybody sees it. Its address is its id in credentials."""
    row = _achievement(request, organisation, slug)
    if not described.wants_html(request):
        # programs that check credentials ask for this: what was awarded, as Open Badges say it
        return JsonResponse(achievement_object(row), json_dumps_params={"ensure_ascii": False})
    noun = row.noun
    labels = frameworks.label_maps({one.skill for one in noun.skills}, request.organisation)
    ways = PathwayRecord.objects.of(row.organisation).filter(published__isnull=False)
    today = timezone.localdate()
    context = {
        "row": row,
        "achievement": noun,
        "skills": [
            {
                "uri": one.skill,
                "label": labels[one.skill],
                "level": one.level,
                "address": frameworks.page(one.skill),
            }
            for one in noun.skills
        ],
        "opportunities": [one for one in row.opportunities.all() if not over(one, today)],
        "leading": [one for one in ways if one.awards_id == row.pk],
        "part_of": [one for one in ways if slug in one.noun.root.achievements()],
        "head": head(
            request,
            about=noun.description.in_language(get_language() or "en"),
            machine=reverse("achievement_jsonld", args=[organisation, slug]),
        ),
        "machine": described.achievement(row),
    }
    return render(request, "define/public_achievement.html", context)


@public
@require_safe
@in_asked_language
def achievement_jsonld(request: HttpRequest, organisation: str, slug: str) -> HttpResponse:
    """The same for programs: CTDL and Schema.org."""
    return described.answer(described.achievement(_achievement(request, organisation, slug)))


@public
@require_safe
def achievement_image(request: HttpRequest, organisation: str, slug: str) -> HttpResponse:
    """The picture of an achievement's badge."""
    row = _achievement(request, organisation, slug)
    drawing = badge_image.svg(
        row.noun, issuer=row.organisation.name, language=get_language() or "en"
    )
    return svg(drawing, seconds=3600)


def _pathway(request: HttpRequest, organisation: str, slug: str) -> PathwayRecord:
    rows = PathwayRecord.objects.select_related("organisation", "awards__organisation")
    row = get_object_or_404(rows, organisation__slug=organisation, slug=slug)
    return _seen(request, row, shown=row.published is not None)


@public
@require_safe
@in_asked_language
@vary_on_headers("Accept")
def pathway(request: HttpRequest, organisation: str, slug: str) -> HttpResponse:
    """A pathway: its picture and the same in words, what it takes, and how far one is."""
    row = _pathway(request, organisation, slug)
    if not described.wants_html(request):
        return pathway_jsonld(request, organisation, slug)
    start = walk = None
    if request.user.is_authenticated:
        start = walking.begun(request.user, row)
        walk = walking.walk(row, request.user, start=start)
    # who is on the way reads what they follow
    noun = walk.noun if walk and start else row.noun
    found = walk.found if walk and start else pieces(row)
    sums = takes(noun, found)
    context = {
        "row": row,
        "pathway": noun,
        "whole": found[noun.awards],
        "pieces": [found[one] for one in noun.root.achievements()],
        "tree": tree(noun.root, found, row),
        "anywhere": named_skills(noun.root.skills(), row),
        "programmes": row.programmes.filter(published__isnull=False),
        "takes": sums,
        "walk": walk,
        "start": start,
        "suggestions": recognising.suggestions(request.user, walk) if walk and start else [],
        "head": head(
            request,
            about=noun.description.in_language(get_language() or "en"),
            machine=reverse("pathway_jsonld", args=[organisation, slug]),
        ),
        "machine": _described_pathway(row, found, sums),
    }
    return render(request, "define/public_pathway.html", context)


def _described_pathway(row: PathwayRecord, found: Any, sums: Any) -> described.Documents:
    courses = [course for piece in found.values() for course in piece.courses]
    return described.pathway(
        row, courses=courses, least_hours=sums.hours.least if sums.hours else None
    )


@public
@require_safe
@in_asked_language
def pathway_jsonld(request: HttpRequest, organisation: str, slug: str) -> HttpResponse:
    """The same for programs: CTDL and Schema.org."""
    row = _pathway(request, organisation, slug)
    found = pieces(row)
    return described.answer(_described_pathway(row, found, takes(row.noun, found)))


@public
@require_safe
@in_asked_language
def pathway_image(request: HttpRequest, organisation: str, slug: str) -> HttpResponse:
    """The picture of a pathway; nobody's progress is in it."""
    row = _pathway(request, organisation, slug)
    noun = row.noun
    drawn = picture.svg(noun, picture.names(row.organisation, noun), narrow="narrow" in request.GET)
    return svg(drawn, seconds=300)


def _programme(request: HttpRequest, organisation: str, slug: str) -> ProgrammeRecord:
    rows = ProgrammeRecord.objects.select_related("organisation", "pathway__awards")
    row = get_object_or_404(rows, organisation__slug=organisation, slug=slug)
    return _seen(request, row, shown=row.published is not None)


def _of_programme(row: ProgrammeRecord) -> dict[str, Any]:
    """Return what a programme leads to, and its courses with their dates there."""
    noun, place = row.noun, row.organisation
    slugs = (row.pathway.awards.slug,) if row.pathway is not None else noun.achievements
    leads_to = AchievementRecord.objects.of(place).filter(slug__in=slugs, archived=None)
    named = [one.opportunity for one in noun.courses]
    known = {one.slug: one for one in OpportunityRecord.objects.of(place).filter(slug__in=named)}
    held = [(one, known[one.opportunity]) for one in noun.courses if one.opportunity in known]
    return {"leads_to": list(leads_to.select_related("organisation")), "courses": held}


def _described_programme(row: ProgrammeRecord, parts: dict[str, Any]) -> described.Documents:
    courses = [course for _held, course in parts["courses"]]
    return described.programme(row, leads_to=parts["leads_to"], courses=courses)


@public
@require_safe
@in_asked_language
@vary_on_headers("Accept")
def programme(request: HttpRequest, organisation: str, slug: str) -> HttpResponse:
    """A programme: what it leads to, its courses and their dates."""
    row = _programme(request, organisation, slug)
    if not described.wants_html(request):
        return programme_jsonld(request, organisation, slug)
    noun, parts = row.noun, _of_programme(row)
    context = {
        "row": row,
        "programme": noun,
        **parts,
        "head": head(
            request,
            about=noun.description.in_language(get_language() or "en"),
            machine=reverse("programme_jsonld", args=[organisation, slug]),
        ),
        "machine": _described_programme(row, parts),
    }
    return render(request, "define/public_programme.html", context)


@public
@require_safe
@in_asked_language
def programme_jsonld(request: HttpRequest, organisation: str, slug: str) -> HttpResponse:
    """The same for programs: CTDL and Schema.org."""
    row = _programme(request, organisation, slug)
    return described.answer(_described_programme(row, _of_programme(row)))


def _opportunity(request: HttpRequest, organisation: str, slug: str) -> OpportunityRecord:
    rows = OpportunityRecord.objects.select_related("organisation", "leads_to__organisation")
    row = get_object_or_404(rows, organisation__slug=organisation, slug=slug)
    return _seen(request, row, shown=True)


@public
@require_safe
@in_asked_language
@vary_on_headers("Accept")
def opportunity(request: HttpRequest, organisation: str, slug: str) -> HttpResponse:
    """A learning opportunity: dates, seats, price, language, and what it leads to."""
    row = _opportunity(request, organisation, slug)
    if not described.wants_html(request):
        return opportunity_jsonld(request, organisation, slug)
    noun = row.noun
    labels = frameworks.label_maps({one.skill for one in noun.skills}, request.organisation)
    taught = ", ".join(
        Text.of(label).in_language(get_language() or "en") for label in labels.values()
    )
    context = {
        "row": row,
        "course": noun,
        "over": over(row, timezone.localdate()),
        "skills": [
            {
                "label": labels[one.skill],
                "level": one.level,
                "address": frameworks.page(one.skill),
            }
            for one in noun.skills
        ],
        "head": head(
            request,
            about=taught,
            machine=reverse("opportunity_jsonld", args=[organisation, slug]),
        ),
        "machine": described.opportunity(row),
    }
    return render(request, "define/public_opportunity.html", context)


@public
@require_safe
@in_asked_language
def opportunity_jsonld(request: HttpRequest, organisation: str, slug: str) -> HttpResponse:
    """The same for programs: CTDL and Schema.org."""
    return described.answer(described.opportunity(_opportunity(request, organisation, slug)))


def _provider(request: HttpRequest, slug: str) -> OrganisationRecord:
    row = get_object_or_404(OrganisationRecord, slug=slug)
    if not row.public and request.organisation != row:
        raise Http404
    return row


@public
@require_safe
@in_asked_language
@vary_on_headers("Accept")
def provider(request: HttpRequest, slug: str) -> HttpResponse:
    """A provider, and the beginning of what it offers."""
    row = _provider(request, slug)
    if not described.wants_html(request):
        return provider_jsonld(request, slug)
    entries = finding.shown(timezone.localdate()).filter(~Q(kind=Kind.PROVIDER), organisation=row)
    offered = []
    for kind in Kind:
        some = entries.filter(kind=kind).select_related("organisation").order_by("sorted_by")
        number = some.count()
        if number:
            rows = [{"entry": entry, "address": path_of(entry)} for entry in some[:6]]
            offered.append((kind.value, KINDS[kind], number, rows))
    context = {
        "row": row,
        "offered": offered,
        "head": head(request, about=row.about, machine=reverse("provider_jsonld", args=[slug])),
        "machine": described.provider(row),
    }
    return render(request, "define/public_provider.html", context)


@public
@require_safe
@in_asked_language
def provider_jsonld(request: HttpRequest, slug: str) -> HttpResponse:
    """The same for programs: CTDL and Schema.org."""
    return described.answer(described.provider(_provider(request, slug)))
