"""Pages of demand: what is asked for and how far it is met, what is offered and not asked for."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from skillmark.define.demand import Offer
from skillmark.server.define.demand import ROLE, TEXT, Against, Asked, against, state_of
from skillmark.server.define.demand_shown import COVERS, Row, idle_words, offers_of
from skillmark.server.front.files import csv_file
from skillmark.server.front.templatetags.look import words
from skillmark.server.match.models import RoleRecord
from skillmark.server.match.roles import title_of
from skillmark.server.people.actions import Action
from skillmark.server.people.permissions import allowed
from skillmark.server.skills.reading import keeping
from skillmark.server.skills.reading.models import TextSkillRecord
from skillmark.skills.language.segments import segments

PAGE = 25


class DemandForm(forms.Form):
    """Which demand to look at."""

    months = forms.TypedChoiceField(
        label=gettext_lazy("Period"),
        coerce=int,
        empty_value=12,
        required=False,
        choices=[
            ("12", gettext_lazy("12 months")),
            ("6", gettext_lazy("6 months")),
            ("3", gettext_lazy("3 months")),
            ("24", gettext_lazy("2 years")),
            ("0", gettext_lazy("everything")),
        ],
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("Asked by"),
        required=False,
        choices=[
            ("", gettext_lazy("all")),
            (TEXT, gettext_lazy("advertisements")),
            (ROLE, gettext_lazy("open roles")),
        ],
    )
    source = forms.ChoiceField(label=gettext_lazy("Source"), required=False)
    cover = forms.ChoiceField(
        label=gettext_lazy("Met here"),
        required=False,
        choices=[
            ("", gettext_lazy("all")),
            *((one.value, said) for one, (said, _tone, _icon) in COVERS.items()),
        ],
    )
    least = forms.TypedChoiceField(
        label=gettext_lazy("Asked by at least"),
        coerce=int,
        empty_value=1,
        required=False,
        choices=[(str(n), n) for n in (1, 2, 3, 5, 10)],
    )

    def __init__(self, *args: Any, sources: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["source"].choices = [
            ("", gettext_lazy("all")),
            *((one, one) for one in sources),
        ]

    def asked(self) -> Asked:
        """Return what is asked; the usual where the query makes no sense."""
        if not self.is_valid():
            return Asked()
        said = self.cleaned_data
        return Asked(said["months"], said["kind"], said["source"], said["least"])


def _look(request: HttpRequest, *, only: str = "") -> tuple[DemandForm, Against, str]:
    form = DemandForm(request.GET or None, sources=keeping.sources(request.organisation))
    found = against(request.organisation, form.asked(), today=timezone.localdate(), only=only)
    query = request.GET.copy()
    for name in ("page", "uri", "cover"):
        query.pop(name, None)
    return form, found, query.urlencode()


def _rows(form: DemandForm, found: Against, query: str) -> list[Row]:
    cover = form.cleaned_data.get("cover", "") if form.is_valid() else ""
    return [
        Row(one, found.labels[one.skill], found, query)
        for one in found.comparison.asked
        if not cover or one.cover.value == cover
    ]


@allowed(Action.READ_TEXTS)
@require_safe
def demand(request: HttpRequest) -> HttpResponse:
    """What is asked for, and how far the catalogue meets it."""
    form, found, query = _look(request)
    rows = _rows(form, found, query)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "found": found,
        "page": page,
        "states": [
            ((*COVERS[cover], cover.value), count) for cover, count in state_of(found.comparison)
        ],
        "idle": [
            (one, found.labels[one.skill], offers_of(one.offers, found), idle_words(one))
            for one in found.comparison.idle
        ],
        "unasked": sum(one.sure for one in found.comparison.idle),
        "query": request.GET.urlencode(),
        "most": max((one.demand.share.hits for one in rows), default=1),
    }
    return render(request, "define/demand.html", context)


@allowed(Action.READ_TEXTS)
@require_safe
def demand_skill(request: HttpRequest) -> HttpResponse:
    """One skill: who asks for it, with which words, and what meets it."""
    uri = request.GET.get("uri", "")
    form, found, query = _look(request, only=uri)
    row = next((one for one in _rows(form, found, query) if one.demand.skill == uri), None)
    if row is None:
        return redirect("demand")
    page = Paginator(row.demand.sources, PAGE).get_page(request.GET.get("page"))
    context = {
        "row": row,
        "one": row.demand,
        "page": page,
        "asking": _asking(request, uri, page.object_list),
        "query": query,
    }
    return render(request, "define/demand_skill.html", context)


def _asking(request: HttpRequest, uri: str, ids: Iterable[str]) -> list[dict[str, Any]]:
    """Return the sources that ask for a skill, with the sentences that say so."""
    keys = [one.partition(":") for one in ids]
    texts = [pk for kind, _colon, pk in keys if kind == TEXT]
    roles = [pk for kind, _colon, pk in keys if kind == ROLE]
    rows = TextSkillRecord.objects.of(request.organisation).filter(text__in=texts, uri=uri)
    links = {one.text_id: one for one in rows.select_related("text")}
    open_roles = {
        str(one.pk): one
        for one in RoleRecord.objects.of(request.organisation)
        .filter(pk__in=roles)
        .prefetch_related("requirements")
    }
    found = []
    for kind, _colon, pk in keys:
        if kind == TEXT:
            link = links[UUID(pk)]
            found.append({"text": link.text, "link": link, "parts": _sentence(link)})
        else:
            role = open_roles[pk]
            level = next((r.level for r in role.requirements.all() if r.skill == uri), None)
            found.append({"role": role, "title": title_of(role), "level": level})
    return found


def _sentence(link: TextSkillRecord) -> list[tuple[str, bool]]:
    """Return the sentence of the first words, in pieces: words and whether they are the ones."""
    if not link.spans:
        return []
    text, (start, end) = link.text.text, link.spans[0]
    part = next((one for one in segments(text) if one.start <= start < one.end), None)
    first = part.start if part else start
    last = max(part.end if part else end, end)
    return [(text[first:start], False), (text[start:end], True), (text[end:last], False)]


@allowed(Action.READ_TEXTS)
@require_safe
def demand_csv(request: HttpRequest) -> HttpResponse:
    """The same as a table: what is asked for first, then what is not."""
    form, found, _query = _look(request)
    header = (
        "skill", "label", "asked_by", "of", "share", "low", "high", "expected", "level_asked",
        "level_confirmed", "above", "met", "trend", "last_asked", "near", "offers",
    )  # fmt: skip
    return csv_file("demand.csv", header, [*_csv_asked(form, found), *_csv_idle(found)])


def _csv_asked(form: DemandForm, found: Against) -> Iterable[list[Any]]:
    for row in _rows(form, found, ""):
        one = row.demand
        low, high = one.share.interval
        yield [
            one.skill, words(row.label), one.share.hits, one.share.of, f"{one.share.value:.3f}",
            f"{low:.3f}", f"{high:.3f}", f"{one.expected:.1f}", one.asked or "",
            one.confirmed or "", one.above, one.cover.value,
            one.change.trend.value if one.change else "", one.last.isoformat(),
            "; ".join(words(label) for _relation, label in row.near), _csv_offers(one.offers),
        ]  # fmt: skip


def _csv_idle(found: Against) -> Iterable[list[Any]]:
    for one in found.comparison.idle:
        said = "not_asked" if one.sure else "too_few"
        last = one.last.isoformat() if one.last else ""
        yield [
            one.skill, words(found.labels[one.skill]), 0, found.comparison.sources, "0.000",
            "0.000", f"{one.bound:.3f}", "0.0", "", "", 0, said, "", last, "",
            _csv_offers(one.offers),
        ]  # fmt: skip


def _csv_offers(offers: Iterable[Offer]) -> str:
    return "; ".join(f"{one.way.value} {one.name}" for one in offers)
