"""Pages of scenarios: the list, one, its changes, and what it means for oneself."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from skillmark.nouns.errors import SkillmarkError
from skillmark.nouns.person import Role
from skillmark.plan.foresight.scenario import Amendment, Change
from skillmark.server.front import files
from skillmark.server.front.templatetags.look import words as worded
from skillmark.server.match.models import RoleRecord
from skillmark.server.match.roles import as_role, title_of
from skillmark.server.people.actions import Action
from skillmark.server.people.permissions import allowed, find, may
from skillmark.server.plan.foresight import picture, scenarios
from skillmark.server.plan.foresight.forms import GONE, SAME, AddedSkill, ChangeForm, ScenarioForm
from skillmark.server.plan.foresight.models import ScenarioRecord
from skillmark.server.plan.foresight.scenario_shown import Shown, mine_shown
from skillmark.server.skills import choosing
from skillmark.server.skills import services as frameworks


def _whole(request: HttpRequest) -> bool:
    """Say whether the reader plans: others see nothing of roles that few people have."""
    return may(request.user, Action.PLAN, request.organisation)


def _told(request: HttpRequest, row: ScenarioRecord) -> dict[str, Any] | None:
    found = scenarios.told(row.outcome, whole=_whole(request))
    return found if found and found["people"] is not None else None


@allowed(Action.SEE_PLANS)
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """All scenarios, side by side."""
    return _index(request, ScenarioForm())


def _index(request: HttpRequest, form: ScenarioForm, status: int = 200) -> HttpResponse:
    rows = list(ScenarioRecord.objects.of(request.organisation))
    context = {
        "rows": [(row, len(row.changes), _told(request, row)) for row in rows],
        "form": form,
        "compared": sum(bool((_told(request, row) or {}).get("people")) for row in rows) > 1,
    }
    return render(request, "plan/scenarios.html", context, status=status)


@allowed(Action.SEE_PLANS)
@require_safe
def compared(request: HttpRequest) -> HttpResponse:
    """Scenarios side by side, as SVG."""
    rows = ScenarioRecord.objects.of(request.organisation).exclude(outcome=None)
    told = [
        (f"{row.name} ({_('simulated')})" if row.simulated else row.name, _told(request, row))
        for row in rows
    ]
    return files.svg(picture.comparison([(name, found) for name, found in told if found]))


@allowed(Action.PLAN)
@require_POST
def new(request: HttpRequest) -> HttpResponse:
    """Begin a scenario."""
    form = ScenarioForm(request.POST)
    if not form.is_valid():
        return _index(request, form, 422)
    said = form.cleaned_data
    row = scenarios.begin(
        request.organisation, said["name"], said["by"], note=said["note"],
        hours_a_week=said["hours_a_week"], actor=request.user,
    )  # fmt: skip
    return redirect("scenario", row.pk)


@allowed(Action.SEE_PLANS)
@require_safe
def scenario(request: HttpRequest, pk: str) -> HttpResponse:
    """One scenario: what changes, what it takes, and what it leaves weak."""
    row = find(request, ScenarioRecord, pk=pk)
    shown = Shown.of(row, whole=_whole(request))
    changed = {one.change.role for one in scenarios.changes_of(row)}
    roles = [
        (str(role.pk), title_of(role).as_mapping())
        for role in RoleRecord.objects.of(request.organisation).order_by("-created")
        if str(role.pk) not in changed
    ]
    context = {"row": row, "shown": shown, "roles": roles}
    return render(request, "plan/scenario.html", context)


@allowed(Action.PLAN)
@require_http_methods(["GET", "HEAD", "POST"])
def describe(request: HttpRequest, pk: str) -> HttpResponse:
    """Edit name, day and assumptions."""
    row = find(request, ScenarioRecord, pk=pk)
    form = ScenarioForm(request.POST or None, instance=row)
    if request.method == "POST" and form.is_valid():
        scenarios.describe(form.save(commit=False), actor=request.user)
        scenarios.work_out(row, today=timezone.localdate())
        return redirect("scenario", row.pk)
    status = 422 if request.method == "POST" else 200
    return render(request, "plan/scenario_form.html", {"row": row, "form": form}, status=status)


@allowed(Action.PLAN)
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, pk: str) -> HttpResponse:
    """Say what happens to one role."""
    row = find(request, ScenarioRecord, pk=pk)
    role_id, role, before = _role(request, row)
    posted = request.method == "POST"
    form = ChangeForm(
        request.POST if posted else None,
        new=role is None,
        whole=request.POST.get("step") != "add",
        initial={"seats": before.change.seats, "title": worded(before.title)},
    )
    added = AddedSkill(
        request.POST if posted and request.POST.get("step") == "add" else None,
        organisation=request.organisation,
    )
    named, status = before, 200
    if posted:
        status = 422
        if form.is_valid():
            try:
                named = form.named(role_id, role, before.title)
                if request.POST.get("step") != "add":
                    scenarios.change(row, named, actor=request.user)
                    scenarios.work_out(row, today=timezone.localdate())
                    messages.success(request, _("Saved, and worked out."))
                    return redirect("scenario", row.pk)
                named, status = _with(named, role, added)
            except SkillmarkError as error:
                form.add_error(None, str(error))
        if status == 200:
            added = AddedSkill(organisation=request.organisation)
    context = {
        "row": row,
        "form": form,
        "new": role is None,
        "role_id": role_id,
        "title": named.title,
        "lines": _lines(request, role, named.change),
        "levels": choosing.levels(nothing="")[1:],
        "added": added,
        **choosing.context(request, added),
        "form_of_skill": added,
    }
    return render(request, "plan/scenario_change.html", context, status=status)


def _role(request: HttpRequest, row: ScenarioRecord) -> tuple[str, Role | None, scenarios.Named]:
    """Return which role is changed, as it is today, and what the scenario says of it so far."""
    asked = request.POST.get("role") or request.GET.get("role") or "new"
    said = {one.change.role: one for one in scenarios.changes_of(row)}
    if asked in said and said[asked].new:
        return asked, None, said[asked]
    if asked == "new" or asked.startswith(scenarios.NEW):
        free = scenarios.free_role(row)
        return free, None, scenarios.Named(Change(free), {})
    role_row = find(request, RoleRecord, pk=asked)
    role = as_role(role_row) if role_row.requirements.exists() else None
    title = title_of(role_row).as_mapping()
    return asked, role, said.get(asked) or scenarios.Named(Change(asked), title)


def _with(
    named: scenarios.Named, role: Role | None, added: AddedSkill
) -> tuple[scenarios.Named, int]:
    """Return the change with one more skill, where one was chosen."""
    if not added.is_valid():
        return named, 422
    skill = added.cleaned_data["skill"]
    asked = {one.skill for one in role.requirements} if role else set()
    if skill in asked or any(one.skill == skill for one in named.change.amendments):
        added.add_error("skill", _("The role has this skill in its list already."))
        return named, 422
    amendment = Amendment(skill, added.cleaned_data["level_new"])
    kept = Change(named.change.role, (*named.change.amendments, amendment), named.change.seats)
    return scenarios.Named(kept, named.title), 200


def _lines(request: HttpRequest, role: Role | None, said: Change) -> list[dict[str, Any]]:
    """Return one line a skill: what is asked today, and what is chosen for then."""
    amended = {one.skill: one for one in said.amendments}
    before = {one.skill: one for one in role.requirements} if role else {}
    labels = frameworks.label_maps({*before, *amended}, request.organisation)
    lines = []
    for skill in (*before, *(one for one in amended if one not in before)):
        one = amended.get(skill)
        chosen = SAME
        if one is not None:
            chosen = GONE if one.gone else str(one.level or "any")
        lines.append(
            {
                "skill": skill,
                "label": labels[skill],
                "today": before[skill].level if skill in before else None,
                "asked": skill in before,
                "chosen": chosen,
            }
        )
    return lines


@allowed(Action.PLAN)
@require_POST
def act(request: HttpRequest, pk: str) -> HttpResponse:
    """Work it out again, share it or not, take a role out, draft a pathway, or throw it away."""
    row = find(request, ScenarioRecord, pk=pk)
    do, role = request.POST.get("do", ""), request.POST.get("role", "")
    if do == "remove":
        scenarios.remove(row, actor=request.user)
        messages.success(request, _("The scenario is gone."))
        return redirect("scenarios")
    if do in {"share", "unshare"}:
        scenarios.share(row, shared=do == "share", actor=request.user)
        messages.success(
            request,
            _("People whose role changes now see what it means for them.")
            if do == "share"
            else _("It is shown to nobody else any more."),
        )
    elif do == "take_out":
        scenarios.change(row, scenarios.Named(Change(role), {}), actor=request.user)
        scenarios.work_out(row, today=timezone.localdate())
    elif do == "draft":
        return _draft(request, row, role)
    else:
        scenarios.work_out(row, today=timezone.localdate())
        messages.success(request, _("Worked out as of today."))
    return redirect("scenario", row.pk)


def _draft(request: HttpRequest, row: ScenarioRecord, role: str) -> HttpResponse:
    try:
        draft = scenarios.draft_pathway(row, role, actor=request.user)
    except SkillmarkError as error:
        messages.error(request, str(error))
        return redirect("scenario", row.pk)
    if may(request.user, Action.DEFINE, request.organisation):
        messages.success(request, _("This is a draft: look through it before you publish it."))
        return redirect("pathway_draw", draft.pk)
    messages.success(
        request,
        _("The draft waits with the pathways, for those who may define them here."),
    )
    return redirect("scenario", row.pk)


@allowed(Action.SEE_PLANS)
@require_safe
def export(request: HttpRequest, pk: str) -> HttpResponse:
    """What a scenario takes, one line a role and skill, as CSV."""
    row = find(request, ScenarioRecord, pk=pk)
    shown = Shown.of(row, whole=_whole(request))
    header = (
        "scenario", "by", "as_of", "simulated", "role", "people", "seats", "ready", "retrain_role",
        "skill", "label", "level_today", "level_then", "verified", "observed", "claimed",
        "inferred", "nothing", "retrain_skill",
    )  # fmt: skip
    as_of = row.worked_out.date().isoformat() if row.worked_out else ""
    lines = [
        [
            row.name, row.by.isoformat(), as_of, int(row.simulated), worded(role.title),
            role.said["people"], role.said["seats"], role.said["ready"], role.said["retrain"],
            need["skill"], worded(need["label"]), need["before"] or "", need["level"] or "",
            *(count for _cls, count in need["counts"]), need["retrain"],
        ]
        for role in shown.roles
        if role.said
        for need in role.needs
    ]  # fmt: skip
    return files.csv_file(f"scenario-{row.by:%Y-%m-%d}.csv", header, lines)


@allowed(Action.OWN_PLAN)
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """What the scenarios that were shared mean for me."""
    known, found = (False, [])
    if request.organisation is not None:
        known, found = scenarios.mine(
            request.organisation, request.user, today=timezone.localdate()
        )
    context = {"known": known, "found": [mine_shown(one, request.organisation) for one in found]}
    return render(request, "plan/scenario_mine.html", context)
