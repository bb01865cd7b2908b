"""Pages and form of programmes: where a pathway or some achievements are taught, and when."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from skillmark.nouns.errors import InputError
from skillmark.nouns.programme import Programme
from skillmark.server.define import services as definitions
from skillmark.server.define.forms import LANGUAGES, pair, spread
from skillmark.server.define.models import OpportunityRecord, PathwayRecord, ProgrammeRecord
from skillmark.server.define.pathways import services
from skillmark.server.define.pathways.picture import said
from skillmark.server.people.actions import Action
from skillmark.server.people.models import OrganisationRecord
from skillmark.server.people.permissions import allowed, find

PAGE = ["GET", "HEAD", "POST"]
DATE = {"type": "date"}


class ProgrammeForm(forms.Form):
    """A programme; its courses are rows of repeated fields beside the form."""

    name_en = forms.CharField(label=gettext_lazy("Name (English)"), max_length=200)
    name_de = forms.CharField(label=gettext_lazy("Name (German)"), max_length=200, required=False)
    description_en = forms.CharField(
        label=gettext_lazy("Description (English)"), widget=forms.Textarea(attrs={"rows": 3})
    )
    description_de = forms.CharField(
        label=gettext_lazy("Description (German)"),
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
    )
    pathway = forms.ChoiceField(
        label=gettext_lazy("Leads to the pathway"),
        required=False,
        help_text=gettext_lazy("Or choose achievements below."),
    )
    achievements = forms.MultipleChoiceField(
        label=gettext_lazy("Leads to these achievements"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    workload_hours = forms.FloatField(
        label=gettext_lazy("Workload in hours"), min_value=0.5, required=False
    )
    ects = forms.FloatField(label=gettext_lazy("ECTS credits"), min_value=0.1, required=False)
    eqf_level = forms.TypedChoiceField(
        label=gettext_lazy("EQF level"),
        choices=[("", "–"), *((number, number) for number in range(1, 9))],
        coerce=int,
        empty_value=None,
        required=False,
    )
    languages = forms.MultipleChoiceField(
        label=gettext_lazy("Languages"), choices=LANGUAGES, widget=forms.CheckboxSelectMultiple
    )
    public = forms.BooleanField(
        label=gettext_lazy("Show in the public catalogue"), required=False, initial=True
    )

    def __init__(self, *args: Any, organisation: OrganisationRecord, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = PathwayRecord.objects.of(organisation).order_by("slug")
        self.fields["pathway"].choices = [("", "–"), *((r.slug, said(r.name)) for r in rows)]
        offered = definitions.offered(organisation)
        self.fields["achievements"].choices = [(row.slug, said(row.name)) for row in offered]

    @staticmethod
    def initial_of(noun: Programme) -> dict[str, Any]:
        """Return the form's values of a programme."""
        names = ("pathway", "workload_hours", "ects", "eqf_level")
        return {
            **spread("name", noun.name),
            **spread("description", noun.description),
            **{name: getattr(noun, name) for name in names},
            "achievements": list(noun.achievements),
            "languages": list(noun.languages),
        }

    def document(self, slug: str, courses: list[dict[str, str | None]]) -> dict[str, Any]:
        """Return the document that `define.pathways_written.programme_from` reads."""
        given = self.cleaned_data
        names = ("achievements", "workload_hours", "ects", "eqf_level", "languages")
        return {
            "id": slug,
            "name": pair(self, "name"),
            "description": pair(self, "description"),
            "pathway": given["pathway"] or None,
            "courses": courses,
            **{name: given[name] for name in names},
        }


@allowed(Action.SEE_DEFINITIONS)
@require_safe
def programmes(request: HttpRequest) -> HttpResponse:
    """All programmes of the organisation."""
    rows = ProgrammeRecord.objects.of(request.organisation).order_by("slug")
    return render(request, "define/pathways/programmes.html", {"rows": rows})


@allowed(Action.DEFINE)
@require_http_methods(PAGE)
def programme_create(request: HttpRequest) -> HttpResponse:
    """Write a new programme."""
    return _programme(request, None)


@allowed(Action.DEFINE)
@require_http_methods(PAGE)
def programme_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a programme."""
    return _programme(request, find(request, ProgrammeRecord, pk=pk))


def _programme(request: HttpRequest, row: ProgrammeRecord | None) -> HttpResponse:
    place, noun = request.organisation, row.noun if row else None
    first = (
        ProgrammeForm.initial_of(noun) | {"public": bool(row and row.published)}
        if noun
        else {"languages": ["en"], "pathway": request.GET.get("pathway", "")}
    )
    form = ProgrammeForm(request.POST or None, organisation=place, initial=first)
    courses = _courses(request)
    if request.method == "POST" and form.is_valid():
        try:
            name = form.cleaned_data["name_en"]
            slug = row.slug if row else definitions.free_slug(ProgrammeRecord, place, name)
            services.save_programme(
                form.document(slug, courses),
                organisation=place,
                actor=request.user,
                row=row,
                public=form.cleaned_data["public"],
            )
        except InputError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Saved."))
            return redirect("programmes")
    known = courses
    if noun and request.method != "POST":
        known = [
            {"opportunity": one.opportunity, "starts": str(one.starts or ""),
             "ends": str(one.ends or "")}
            for one in noun.courses
        ]  # fmt: skip
    offered = OpportunityRecord.objects.of(place).order_by("slug")
    context = {
        "form": form,
        "row": row,
        # room for one course more than there are, so that it works without scripts
        "courses": [*known, {"opportunity": "", "starts": "", "ends": ""}],
        "offered": [(one.slug, said(one.title)) for one in offered],
    }
    return render(request, "define/pathways/programme_form.html", context)


def _courses(request: HttpRequest) -> list[dict[str, str | None]]:
    columns = (request.POST.getlist(name) for name in ("course", "starts", "ends"))
    return [
        {"opportunity": course, "starts": starts or None, "ends": ends or None}
        for course, starts, ends in zip(*columns, strict=False)
        if course
    ]
