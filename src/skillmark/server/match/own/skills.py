"""One's own skills: what speaks for them, what one claims, and the roles that fit."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from skillmark.nouns.errors import ConflictError
from skillmark.nouns.evidence import Evidence
from skillmark.nouns.proficiency import EvidenceClass
from skillmark.server.define.models import RecognitionRecord
from skillmark.server.match import services, shown
from skillmark.server.match.evidence import as_evidence, by_skill
from skillmark.server.match.models import EvidenceRecord
from skillmark.server.match.recognising.rules import Cited, cited
from skillmark.server.people.actions import Action
from skillmark.server.people.models import Purpose
from skillmark.server.people.permissions import allowed, find
from skillmark.server.people.services import consents
from skillmark.server.skills import choosing
from skillmark.server.skills import services as frameworks


@dataclass(frozen=True, slots=True)
class OwnPiece:
    """One piece of evidence about oneself."""

    evidence: Evidence
    row: EvidenceRecord | None
    """The statement behind it, which one can take back; `None` for badges and inference."""
    rule: RecognitionRecord | None = None
    """The recognition that says which skill and level it counts as, if one does."""

    @property
    def title(self) -> Any:
        """What to call it."""
        return shown.title_of(self.evidence)

    @property
    def seen_at_work(self) -> bool:
        """Whether it is an observation, which has a page of its own with the words."""
        return self.evidence.source.startswith("observation:")

    @property
    def link(self) -> str:
        """The credential's own page."""
        return shown.link_of(self.evidence)


@dataclass(frozen=True, slots=True)
class OwnSkill:
    """One skill of one's own with everything that speaks for it, the strongest first."""

    uri: str
    label: shown.Label
    pieces: tuple[OwnPiece, ...]

    @property
    def best(self) -> Evidence:
        """The strongest piece."""
        return self.pieces[0].evidence


@allowed(Action.OWN_MATCHES)
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """My skills by class, and the roles that fit me."""
    first = {"skill": request.GET.get("skill", "")}
    return _page(request, choosing.SkillChoice(organisation=request.organisation, initial=first))


@allowed(Action.OWN_MATCHES)
@require_POST
def claim(request: HttpRequest) -> HttpResponse:
    """Say of oneself that one can do something."""
    if request.organisation is None:
        raise ConflictError(
            _("You are in no organisation that could look at your claims."),
            remedy=_("Ask to be invited to one."),
        )
    form = choosing.SkillChoice(request.POST, organisation=request.organisation)
    if not form.is_valid():
        return _page(request, form, status=400)
    services.rate_oneself(
        request.organisation,
        request.user,
        form.cleaned_data["skill"],
        form.cleaned_data["level"],
        today=timezone.localdate(),
    )
    messages.success(request, _("Noted as a claim. A test or a badge can prove it."))
    return redirect("my_skills")


@allowed(Action.OWN_MATCHES)
@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back a statement about oneself."""
    services.withdraw(find(request, EvidenceRecord, pk=pk), actor=request.user)
    messages.success(request, _("Taken back."))
    return redirect("my_skills")


def _page(request: HttpRequest, form: choosing.SkillChoice, status: int = 200) -> HttpResponse:
    now = timezone.now()
    place = request.organisation
    known = services.known_of(place, [request.user], now=now)[request.user.pk]
    rules = cited(place, known.evidence)
    skills = _skills(request, known.evidence, rules)
    context = {
        "skills": skills,
        "counts": _counts(skills),
        "refused": [shown.turned_down(one) for one in known.refused],
        "roles": _fits(request, known.evidence, rules),
        "form": form,
        "considered": request.user.considered.count(),
        "agreed": place is not None and consents(request.user, place, Purpose.MATCHING),
        **choosing.context(request, form),
    }
    return render(request, "own/skills.html", context, status=status)


def _skills(request: HttpRequest, evidence: tuple[Evidence, ...], rules: Cited) -> list[OwnSkill]:
    """Return one's skills, the best proven first."""
    sorted_out = by_skill(evidence)
    labels = frameworks.label_maps(sorted_out, request.organisation)
    stated = EvidenceRecord.objects.of(request.organisation).filter(account=request.user)
    rows = {as_evidence(row).source: row for row in stated.select_related("recorded_by")}
    found = [
        OwnSkill(skill, labels[skill], tuple(_own_pieces(pieces, rows, rules)))
        for skill, pieces in sorted_out.items()
    ]
    return sorted(found, key=lambda one: (one.best.evidence_class.rank, -(one.best.level or 0)))


def _own_pieces(
    pieces: Iterable[Evidence], rows: dict[str, EvidenceRecord], rules: Cited
) -> Iterable[OwnPiece]:
    for one in pieces:
        stated = one.evidence_class in (EvidenceClass.EVIDENCED, EvidenceClass.CLAIMED)
        row = rows.get(one.source) if stated else None
        yield OwnPiece(one, row, rules.get(one.recognised_by))


def _counts(skills: Iterable[OwnSkill]) -> list[tuple[EvidenceClass, int]]:
    """Return how many skills have each class as their strongest."""
    best = [one.best.evidence_class for one in skills]
    return [(cls, best.count(cls)) for cls in EvidenceClass if cls is not EvidenceClass.MISSING]


def _fits(
    request: HttpRequest, evidence: tuple[Evidence, ...], rules: Cited
) -> list[dict[str, Any]]:
    """Return the open roles with what is there and what is missing for each, best first."""
    if request.organisation is None:
        return []
    today = timezone.now().date()
    fits = services.fitting_roles(request.organisation, evidence, today=today)
    wanted = (part.requirement.skill for _row, ranked in fits for part in ranked.skills)
    labels = frameworks.label_maps(wanted, request.organisation)
    return [
        {
            "pk": row.pk,
            "title": services.as_role(row).title,
            "place": shown.place(ranked, labels, cited=rules),
        }
        for row, ranked in fits
    ]
