"""What a button of the editor does: fields of a form in, one edit of the draft out."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from skillmark.define import drafting
from skillmark.define.drafting import Draft, place_of
from skillmark.nouns.errors import InputError
from skillmark.nouns.pathway import Lasts, WholeRenewal
from skillmark.server.define.models import AchievementRecord, PathwayDraftRecord
from skillmark.server.define.pathways import services
from skillmark.server.people.models import AccountRecord

Edit = Callable[[Draft], Draft]


def apply(draft: PathwayDraftRecord, said: QueryDict, *, actor: AccountRecord) -> str:
    """Do what the form says (`do`), and return what was done in the reader's words.

    Raises `InputError` where that makes no sense; then nothing was changed.
    """
    do, place = said.get("do", ""), said.get("place", "")
    if said.get("unorder"):
        do = "unorder"
    elif said.get("add"):
        do = "add"
    match do:
        case "find":
            return ""
        case "undo" | "redo":
            services.undo(draft, actor=actor, again=do == "redo")
            return _("Taken back.") if do == "undo" else _("Done again.")
        case "promise" | "credit" | "restore":
            return _outside(draft, do, said, actor)
    change, words = _change(draft, do, place, said)
    services.edit(draft, change, actor=actor)
    return words


def _change(  # noqa: PLR0912 - one case a button
    draft: PathwayDraftRecord, do: str, place: str, said: QueryDict
) -> tuple[Edit, str]:
    step = said.get("step", "")
    match do:
        case "add":
            return _adding(draft, said), _("Added.")
        case "add_step":
            return partial(drafting.add_step, into=said.get("into", "")), _("A step was added.")
        case "group":
            places = [place_of(one) for one in said.getlist("chosen")]
            return partial(drafting.group, places=places), _("Grouped into a step.")
        case "ungroup":
            return partial(drafting.ungroup, place=place_of(place)), _("The step is dissolved.")
        case "remove" if place:
            return partial(drafting.remove, place=place_of(place)), _("Taken out.")
        case "remove" | "remove_one":
            once = do == "remove_one"
            named = said.get("name", "")
            return partial(drafting.remove_named, name=named, once=once), _("Taken out.")
        case "up" | "down" | "in" | "out":
            return partial(drafting.move, place=place_of(place), way=do), _("Moved.")
        case "drop":
            into, number = place_of(said.get("into", "")), _whole(said, "number") or 0
            dropped = partial(drafting.drop, place=place_of(place), into=into, number=number)
            return dropped, _("Moved.")
        case "rule":
            return _rule(step, said), _("Saved.")
        case "sum":
            return partial(_sum, step=step, amount=_number(said, "amount") or 0), _("Saved.")
        case "level":
            asked = _whole(said, "level")
            return partial(drafting.level, place=place_of(place), asked=asked), _("Saved.")
        case "before":
            pair = {"first": said.get("first", ""), "then": said.get("then", "")}
            return partial(drafting.before, **pair), _("The order was changed.")
        case "unorder":
            first = said.get("unorder") or said.get("first", "")
            gone = partial(drafting.unorder, first=first, then=said.get("then", ""))
            return gone, _("The order was changed.")
        case "words":
            return partial(_words, said=said), _("Saved.")
        case "validity":
            return partial(drafting.member, validity=_validity(said)), _("Saved.")
    raise InputError(_("no such edit"), where="do")


def _adding(draft: PathwayDraftRecord, said: QueryDict) -> Edit:
    kind, _space, name = said.get("add", "").partition(" ")
    into = said.get("into", "")
    if kind == "achievement":
        rows = AchievementRecord.objects.of(draft.organisation).filter(slug=name)
        if not rows.exists():
            raise InputError(_("there is no achievement %(name)s") % {"name": name})
        return partial(drafting.add, option=name, into=into)
    if kind != "skill" or not name:
        raise InputError(_("choose an achievement or a skill"))
    option = {"skill": name[:400], "level": _whole(said, "level")}
    return partial(drafting.add, option=option, into=into)


def _rule(step: str, said: QueryDict) -> Edit:
    need = None if said.get("need", "") == "all" else _whole(said, "need")
    unit = "hours" if said.get("unit") == "hours" else "ects"
    sum_of = _number(said, "amount")

    def change(draft: Draft) -> Draft:
        ruled: Draft = drafting.rule(draft, step, need=need, unit=unit, amount=sum_of)
        if step:
            words = {tag: said.get(f"name_{tag}", "")[:200] for tag in services.LANGUAGES}
            ruled = drafting.name(ruled, step, words)
        return ruled

    return change


def _sum(draft: Draft, *, step: str, amount: float) -> Draft:
    found = drafting.at(draft, drafting.step_place(draft, step))
    (unit,) = found.get("credits", {"ects": 0})
    ruled: Draft = drafting.rule(draft, step, need=found.get("need"), unit=unit, amount=amount)
    return ruled


def _words(draft: Draft, *, said: QueryDict) -> Draft:
    def pair(part: str, most: int) -> dict[str, str]:
        both = {tag: said.get(f"{part}_{tag}", "").strip()[:most] for tag in services.LANGUAGES}
        return {tag: words for tag, words in both.items() if words}

    changed: Draft = drafting.member(
        draft,
        name=pair("name", 200),
        description=pair("description", 4000),
        awards=said.get("awards", ""),
    )
    return changed


def _validity(said: QueryDict) -> dict[str, Any] | None:
    lasts = said.get("lasts", Lasts.OWN)
    renewal = said.get("renewal", WholeRenewal.PIECES)
    if lasts == Lasts.OWN and renewal == WholeRenewal.PIECES:
        return None
    validity: dict[str, Any] = {"lasts": lasts, "renewal": renewal}
    if renewal == WholeRenewal.SHARE:
        percent = _number(said, "share") or 50
        validity["share"] = min(max(percent, 1), 100) / 100
    if renewal == WholeRenewal.REFRESHER:
        chosen = said.getlist("refresher")
        if not chosen:
            raise InputError(_("choose what refreshes it"), where="refresher")
        validity["refresher"] = {"options": chosen, "need": 1}
    return validity


def _outside(draft: PathwayDraftRecord, do: str, said: QueryDict, actor: AccountRecord) -> str:
    """What mends a problem in an achievement: it gets a new version, which undo leaves alone."""
    place, slug = draft.organisation, said.get("achievement", "")
    if do == "promise":
        level = _whole(said, "level")
        services.promise(place, slug, said.get("skill", ""), level, actor=actor)
    elif do == "credit":
        amount = _number(said, "amount") or 0
        services.credit(place, slug, amount, said.get("unit", "ects"), actor=actor)
    else:
        services.restore(place, slug, actor=actor)
        return _("It is awarded again.")
    return _("The achievement was changed: it has a new version.")


def _whole(said: QueryDict, name: str) -> int | None:
    words = said.get(name, "").strip()
    if not words:
        return None
    if not words.isdecimal() or len(words) > 4:
        raise InputError(_("“%(words)s” is not a whole number") % {"words": words}, where=name)
    return int(words)


def _number(said: QueryDict, name: str) -> float | None:
    words = said.get(name, "").strip().replace(",", ".")
    if not words:
        return None
    try:
        found = float(words)
    except ValueError:
        found = -1.0
    if not 0 <= found < 100_000:
        raise InputError(_("“%(words)s” is not a number") % {"words": words}, where=name)
    return found
