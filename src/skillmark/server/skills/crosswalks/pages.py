"""Pages of crosswalks: bring one in, have links suggested, look at them one by one, take them away.

The review works by keyboard alone: A accepts, R rejects, the arrows go up and down.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from skillmark.nouns.errors import InputError
from skillmark.nouns.skill import Match
from skillmark.server.front import files
from skillmark.server.people.actions import Action
from skillmark.server.people.permissions import allowed, find, may, refuse
from skillmark.server.skills import services
from skillmark.server.skills.crosswalks import links
from skillmark.server.skills.models import (
    CrosswalkRecord,
    FrameworkRecord,
    LinkRecord,
    SkillRecord,
    Verdict,
)
from skillmark.skills.crosswalks import table

LARGEST = 20 * 2**20
PAGE = 25
KINDS = {"csv": (".csv", "text/csv"), "sssom": (".sssom.tsv", "text/tab-separated-values")}
"""The formats of links: ending and media type."""
MATCHES = {
    Match.EXACT.value: gettext_lazy("same"),
    Match.CLOSE.value: gettext_lazy("nearly the same"),
    Match.BROAD.value: gettext_lazy("the other is wider"),
    Match.NARROW.value: gettext_lazy("the other is narrower"),
    Match.RELATED.value: gettext_lazy("related"),
}
"""SKOS's mapping relations, as people say them."""


class CrosswalkForm(forms.Form):
    """Two frameworks, and links from a file or to be suggested."""

    source = forms.ModelChoiceField(FrameworkRecord.objects.none(), label=gettext_lazy("From"))
    target = forms.ModelChoiceField(FrameworkRecord.objects.none(), label=gettext_lazy("To"))
    file = forms.FileField(
        label=gettext_lazy("File with links"),
        required=False,
        help_text=gettext_lazy(
            "CSV with source, target, match, confidence and method, or SSSOM. Without a file, "
            "links are suggested from labels and definitions."
        ),
    )
    accepted = forms.BooleanField(
        label=gettext_lazy("The links of the file were checked: accept them"), required=False
    )
    shared = forms.BooleanField(
        label=gettext_lazy("For all organisations of this site"), required=False
    )

    def __init__(self, *args: Any, rows: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("source", "target"):
            field = self.fields[name]
            field.queryset = rows
            field.label_from_instance = _named


def _named(row: FrameworkRecord) -> str:
    from skillmark.server.front.templatetags.look import words

    return f"{words(row.title)} {row.version}"


@allowed(Action.SEE_DEFINITIONS)
@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """The crosswalks, and how far each is decided."""
    rows = list(links.visible(request.organisation))
    counted: dict[int, dict[str, int]] = {}
    states = LinkRecord.objects.filter(crosswalk__in=rows).values_list("crosswalk", "verdict")
    for pk, verdict, count in states.annotate(Count("pk")).order_by():
        counted.setdefault(pk, {})[verdict] = count
    shown = [
        {
            "row": row,
            "counts": counted.get(row.pk, {}),
            "all": sum(counted.get(row.pk, {}).values()),
        }
        for row in rows
    ]
    return render(request, "skills/crosswalks.html", {"crosswalks": shown})


@allowed(Action.IMPORT_FRAMEWORK)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Bring a crosswalk in, or have links suggested."""
    rows = services.visible(request.organisation)
    form = CrosswalkForm(request.POST or None, request.FILES or None, rows=rows)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        if said["shared"] and not may(request.user, Action.MANAGE_SITE, request.organisation):
            refuse(request, Action.MANAGE_SITE)
        place = {
            "organisation": request.organisation, "actor": request.user, "shared": said["shared"]
        }  # fmt: skip
        if not said["file"]:
            row = links.begin(said["source"], said["target"], **place)
            messages.info(request, _("Links are being looked for. This page says how far it is."))
            return redirect("crosswalk", row.pk)
        if said["file"].size > LARGEST:
            raise InputError(_("this file is too large"), remedy=_("divide it"))
        taken = links.bring_in(
            said["file"].read(),
            said["source"],
            said["target"],
            name=said["file"].name,
            accepted=said["accepted"],
            **place,
        )
        messages.success(request, _("%(count)s links are here now.") % {"count": taken.links})
        if taken.unknown:
            messages.warning(
                request,
                _("%(count)s links were left out: these frameworks do not have their skills.")
                % {"count": taken.unknown},
            )
        return redirect("crosswalk", taken.row.pk)
    return render(request, "skills/crosswalk_form.html", {"form": form})


@allowed(Action.SEE_DEFINITIONS)
@require_GET
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One crosswalk: its links, those to be decided first."""
    row = _seen(request, pk)
    verdict = request.GET.get("verdict", Verdict.PROPOSED if _open(row) else "")
    links = row.links.select_related("decided_by").order_by("-confidence", "source")
    if verdict in Verdict.values:
        links = links.filter(verdict=verdict)
    page = Paginator(links, PAGE).get_page(request.GET.get("page"))
    counts = dict(row.links.values_list("verdict").annotate(Count("pk")).order_by())
    context = {
        "crosswalk": row,
        "page": page,
        "links": _with_words(row, list(page)),
        "verdict": verdict,
        "verdicts": [(one, label, counts.get(one, 0)) for one, label in Verdict.choices],
        "all": sum(counts.values()),
        "matches": MATCHES.items(),
        "mine": _mine(request, row),
        "job": row.job if row.job and row.job.open else None,
        "failed": row.job if row.job and row.job.stopped else None,
    }
    template = (
        "skills/crosswalk_state.html" if request.htmx and row.job else "skills/crosswalk.html"
    )
    return render(request, template, context)


@allowed(Action.IMPORT_FRAMEWORK)
@require_POST
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Accept or reject one link, or change its kind; answers with the row as it is now."""
    link = find(request, LinkRecord.objects.select_related("crosswalk"), pk=pk)
    links.decide(
        link,
        request.POST.get("verdict", link.verdict),
        match=request.POST.get("match", ""),
        actor=request.user,
    )
    if not request.htmx:
        return redirect("crosswalk", link.crosswalk_id)
    (shown,) = _with_words(link.crosswalk, [link])
    context = {"one": shown, "matches": MATCHES.items(), "mine": True}
    return render(request, "skills/crosswalk_link.html", context)


@allowed(Action.IMPORT_FRAMEWORK)
@require_POST
def accept_above(request: HttpRequest, pk: int) -> HttpResponse:
    """Accept all that is at least so sure."""
    row = find(request, CrosswalkRecord, pk=pk)
    try:
        least = float(request.POST.get("least", "").replace(",", "."))
    except ValueError:
        least = 2.0
    if not 0.0 <= least <= 1.0:
        raise InputError(_("a confidence is a number from 0 to 1"))
    count = links.accept_above(row, least, actor=request.user)
    messages.success(request, _("%(count)s links are accepted now.") % {"count": count})
    return redirect("crosswalk", pk)


@allowed(Action.IMPORT_FRAMEWORK)
@require_POST
def erase(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a crosswalk away."""
    links.erase(find(request, CrosswalkRecord, pk=pk), actor=request.user)
    messages.success(request, _("The crosswalk is gone, with its links."))
    return redirect("crosswalks")


@allowed(Action.SEE_DEFINITIONS)
@require_GET
def export(request: HttpRequest, pk: int, form: str) -> HttpResponse:
    """The accepted links as a table."""
    row = _seen(request, pk)
    if form not in KINDS:
        raise Http404
    ending, kind = KINDS[form]
    content = table.write(links.as_noun(row), form)
    return files.download(f"{row.title}{ending}", content, f"{kind}; charset=utf-8")


def _seen(request: HttpRequest, pk: int) -> CrosswalkRecord:
    return get_object_or_404(links.visible(request.organisation), pk=pk)


def _mine(request: HttpRequest, row: CrosswalkRecord) -> bool:
    return may(request.user, Action.IMPORT_FRAMEWORK, row)


def _open(row: CrosswalkRecord) -> bool:
    return row.links.filter(verdict=Verdict.PROPOSED).exists()


def _with_words(row: CrosswalkRecord, links: list[LinkRecord]) -> list[dict[str, Any]]:
    """Links with the words of both skills: to decide, one reads what they mean."""
    source = _rows(row.source, [one.source for one in links])
    target = _rows(row.target, [one.target for one in links])
    return [
        {"link": one, "source": source.get(one.source), "target": target.get(one.target)}
        for one in links
    ]


def _rows(framework: FrameworkRecord, uris: list[str]) -> dict[str, dict[str, Any]]:
    rows = SkillRecord.objects.filter(framework=framework, uri__in=uris)
    return {
        one.uri: {"pk": one.pk, "label": one.label, "definition": one.document.get("definition")}
        for one in rows
    }
