"""Rate oneself, one skill after the other; and what others say, side by side with it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from skillmark.match import Assumptions
from skillmark.match.standing import Gap, best_by_class, gap
from skillmark.nouns.errors import ConflictError
from skillmark.nouns.evidence import Evidence
from skillmark.nouns.proficiency import EvidenceClass
from skillmark.server.assess.observing import peers
from skillmark.server.match import services
from skillmark.server.match.assumptions import assumptions_of
from skillmark.server.match.evidence import by_skill
from skillmark.server.match.talent.depth import asked_for
from skillmark.server.people.actions import Action
from skillmark.server.people.permissions import allowed
from skillmark.server.skills import choosing
from skillmark.server.skills import services as frameworks

COLUMNS = (EvidenceClass.VERIFIED, EvidenceClass.EVIDENCED, EvidenceClass.CLAIMED)
NOT_DONE = "none"


@dataclass(frozen=True, slots=True)
class Side:
    """One skill of one's own: each class for itself, peers for themselves, and the gap."""

    skill: str
    label: dict[str, str]
    columns: tuple[tuple[EvidenceClass, Evidence | None], ...]
    gap: Gap | None
    peers: peers.Asked | None

    @property
    def own(self) -> Evidence | None:
        """What one says of oneself."""
        return self.columns[-1][1]


class LevelForm(forms.Form):
    """How well one does something, by the words of the scale."""

    level = forms.ChoiceField(
        label=gettext_lazy("Which of these describes how you work today?"),
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        none = (NOT_DONE, _("I do not do this, or cannot tell"))
        self.fields["level"].choices = [*choosing.described_levels(), none]

    @property
    def named(self) -> int | None:
        """The level, or `None`."""
        value = self.cleaned_data["level"]
        return None if value == NOT_DONE else int(value)


@allowed(Action.OWN_MATCHES)
@require_safe
def levels(request: HttpRequest) -> HttpResponse:
    """What is verified, observed, said by oneself and by peers: side by side, for oneself."""
    found = _sides(request)
    context = {"sides": found, "unrated": [one for one in found if one.own is None]}
    return render(request, "own/levels.html", context)


@allowed(Action.OWN_MATCHES)
@require_http_methods(["GET", "HEAD", "POST"])
def rate(request: HttpRequest) -> HttpResponse:
    """Rate oneself in one skill; then comes the next that one has not rated."""
    if request.organisation is None:
        raise ConflictError(
            _("You are in no organisation that could look at your claims."),
            remedy=_("Ask to be invited to one."),
        )
    sides = _sides(request)
    order = [one.skill for one in sides]
    rated = {one.skill: one.own for one in sides if one.own is not None}
    left = [skill for skill in order if skill not in rated]
    skill = request.GET.get("skill") or (left[0] if left else "")
    if not skill:
        return redirect("my_levels")
    if frameworks.row_of(skill, request.organisation) is None:
        raise ConflictError(_("This skill is not known here."))
    before = rated[skill].level if skill in rated else None
    form = LevelForm(request.POST or None, initial={"level": before})
    if request.method == "POST" and form.is_valid():
        services.rate_oneself(
            request.organisation, request.user, skill, form.named, today=timezone.localdate()
        )
        return _onwards(request, order, left, skill)
    label = frameworks.label_maps([skill], request.organisation)[skill]
    place = order.index(skill) + 1 if skill in order else 0
    context = {"form": form, "label": label, "uri": skill, "place": place, "total": len(order)}
    return render(request, "own/rate.html", context, status=400 if form.errors else 200)


def _onwards(request: HttpRequest, order: list[str], left: list[str], skill: str) -> HttpResponse:
    """Lead to the next skill below that has no rating; at the end, to all of them."""
    below = order[order.index(skill) + 1 :] if skill in order else []
    following = next((one for one in below if one in left), None)
    if following is None or "stop" in request.POST:
        messages.success(request, _("Noted as claims. A test or a badge can prove them."))
        return redirect("my_levels")
    return redirect(f"{reverse('self_rating')}?{urlencode({'skill': following})}")


def _sides(request: HttpRequest) -> list[Side]:
    """Return what open roles ask for and what anything speaks for, in a lasting order."""
    now = timezone.now()
    place, me = request.organisation, request.user
    pieces = by_skill(services.evidence_of(place, [me], now=now)[me.pk])
    told: dict[str, peers.Asked] = {}
    for one in peers.asked_by(me, place, now=now):
        told.setdefault(one.row.skill, one)
    skills = dict.fromkeys([*(asked_for(place) if place else ()), *pieces, *told])
    labels = frameworks.label_maps(skills, place)
    terms = assumptions_of(place) if place else Assumptions()
    found = []
    for skill in skills:
        best = best_by_class(pieces.get(skill, ()), today=now.date(), assumptions=terms)
        columns = tuple((cls, best.get(cls)) for cls in COLUMNS)
        found.append(Side(skill, labels[skill], columns, gap(best), told.get(skill)))
    return found
