"""A finding of a design in sentences: what it says, what speaks against it, what would settle it.

Reports and pages say the same; both pass the `Said` of the reader's language.
"""

from __future__ import annotations

from datetime import date

from skillmark.measure.designs.design import Design, Question, Unit
from skillmark.measure.designs.finding import Finding, Objection, shown
from skillmark.measure.designs.ready import is_ready
from skillmark.measure.estimate import Estimate
from skillmark.measure.report.phrases import Said
from skillmark.render.words import day as written

MONEY = (Question.STARTING_PAY, Question.TRAINING_COST)


def title(said: Said, design: Design) -> str:
    """Return the question as people ask it."""
    name = said[f"designs_title_{design.question.value}"]
    return f"{name} ({design.achievement})" if design.achievement else name


def meaning(said: Said, design: Design) -> str:
    """Return what is asked for, in plain words."""
    return said[f"designs_meaning_{design.question.value}"].format(h=_horizon(said, design))


def what(said: Said, design: Design) -> str:
    """Return the outcome's name."""
    return said[f"designs_what_{design.question.value}"].format(h=_horizon(said, design))


def amount(said: Said, finding: Finding, value: float, *, sign: bool = True) -> str:
    """Write a difference with its unit: money, days or percentage points."""
    if finding.design.question in MONEY:
        return _signed(said, value, 0, sign) + f"\u00a0{finding.currency or ''}".rstrip()
    if finding.design.settled.unit is Unit.POINTS:
        return _signed(said, 100 * value, 1, sign) + f" {said['designs_points']}"
    return _signed(said, value, 1, sign) + f" {said['designs_days']}"


def plain(said: Said, finding: Finding, value: float) -> str:
    """Write a difference as a bare number, as tables and axes want it."""
    points = finding.design.settled.unit is Unit.POINTS
    digits = 0 if finding.design.question in MONEY else 1
    return said.number(100 * value if points else value, digits)


def unit(said: Said, finding: Finding) -> str:
    """Return what differences are counted in."""
    if finding.design.question in MONEY:
        return finding.currency or ""
    points = finding.design.settled.unit is Unit.POINTS
    return said["designs_points" if points else "designs_days"]


def verdict(said: Said, finding: Finding) -> str:
    """Return the verdict in a word or two."""
    if not finding.established:
        return said["designs_not_established"]
    return said["designs_alone" if finding.holds_in_family is False else "designs_established"]


def sentence(said: Said, finding: Finding) -> str:
    """Return what the finding says, in one sentence."""
    design = finding.design
    programme = "_programme" if design.question is Question.PROGRAMME else ""
    name = what(said, design)
    if finding.estimate is None:
        reason = objection(said, finding, finding.objections[-1])
        return said[f"designs_refused{programme}"].format(what=name, reason=reason)
    numbers = _numbers(said, finding, finding.estimate)
    if not finding.established:
        reason = objection(said, finding, finding.objections[0])
        return said[f"designs_no{programme}"].format(what=name, reason=reason, **numbers)
    more = finding.estimate.value > 0
    if design.settled.unit is Unit.POINTS:
        direction = said["designs_share_higher" if more else "designs_share_lower"]
        return said["designs_yes_share"].format(d=direction, what=name, **numbers)
    key = ("higher", "lower") if design.question in MONEY else ("more", "fewer")
    direction = said[f"designs_{key[0] if more else key[1]}"]
    return said[f"designs_yes{programme}"].format(d=direction, what=name, **numbers)


def also(said: Said, finding: Finding) -> tuple[str, ...]:
    """Return what else has to be said of the figures."""
    sentences = []
    design, worth = finding.design, finding.settle.wanted
    if finding.estimate is None or worth is None:
        return ()
    size = amount(said, finding, worth, sign=False)
    if finding.relative is not None and design.question in MONEY and finding.established:
        sentences.append(
            said["designs_relative"].format(p=_percent(said, abs(finding.relative), 1))
        )
    if finding.negligible:
        sentences.append(said["designs_negligible"].format(w=size))
    elif finding.established:
        nearest = min(finding.estimate.low, finding.estimate.high, key=abs)
        if abs(nearest) < worth:
            sentences.append(said["designs_smaller"].format(w=size))
    family = finding.holds_in_family
    if finding.established and family is not None and finding.family is not None:
        key = "designs_family_yes" if family else "designs_family_no"
        sentences.append(said[key].format(n=finding.family[0]))
    return tuple(sentences)


def caution(said: Said, finding: Finding) -> str:
    """Return what the comparison cannot rule out."""
    names = ", ".join(covariate(said, name) for name in finding.design.covariates)
    if finding.design.question is Question.PROGRAMME:
        return said["designs_caution_programme"].format(p="").strip()
    return said["designs_caution"].format(covariates=names)


def objection(said: Said, finding: Finding, one: Objection) -> str:
    """Return what an objection says."""
    figures = one.figures
    key = f"designs_code_{one.code}"
    if one.code == "placebo" and f"{key}_{figures.get('kind')}" in said.phrases:
        key = f"{key}_{figures['kind']}"
    if one.code == "few_people" and finding.design.question is Question.PROGRAMME:
        key = "designs_code_few_teams"
    if key not in said.phrases:
        key = "designs_code_other"
    return said[key].format(**_figures(said, finding, one))


def remedies(said: Said, finding: Finding) -> tuple[str, ...]:
    """Return what would settle it, the first thing first; nothing where it is established."""
    if finding.established:
        return ()
    found = []
    for one in finding.objections:
        key = f"designs_settle_{one.code}"
        if one.code == "few_people" and finding.design.question is Question.PROGRAMME:
            key = "designs_settle_few_teams"
        if key in said.phrases:
            found.append(said[key].format(**_figures(said, finding, one)))
    settle = finding.settle
    if settle.day:
        found.append(said["designs_settle_day"].format(day=written(settle.day, said.language)))
    if settle.people_needed and settle.wanted and not finding.negligible:
        teams = finding.design.question is Question.PROGRAMME
        found.append(
            said["designs_settle_teams" if teams else "designs_settle_people"].format(
                n=said.number(settle.people_needed),
                now=said.number(settle.people_now or 0),
                w=amount(said, finding, settle.wanted, sign=False),
            )
        )
    return tuple(dict.fromkeys(found))


def timing(said: Said, finding: Finding) -> tuple[str, ...]:
    """Return when it was written down and read."""
    found = []
    registered = finding.registered_at
    if registered is not None:
        its_day = written(registered.date(), said.language)
        it = finding.timing
        if it is not None:
            found.append(
                said[f"designs_{it.code}"].format(
                    day=its_day, known=said.number(it.known), of=said.number(it.of)
                )
            )
        found.append(said["designs_ready_made" if is_ready(finding.design) else "designs_own"])
    found.append(
        said["designs_read"].format(
            day=written(finding.as_of, said.language),
            ledger=written(finding.ledger_day, said.language),
        )
    )
    if finding.reading and finding.reading[1] > 1:
        k, n = finding.reading
        alpha = _percent(said, finding.design.alpha, 0)
        found.append(said["designs_reading"].format(k=k, n=n, alpha=alpha))
    return tuple(found)


def covariate(said: Said, name: str) -> str:
    """Return what a covariate is called."""
    kind, _colon, level = name.partition(": ")
    known = said.phrases.get(f"designs_{kind}", kind)
    return f"{known}: {said.phrases.get(f'designs_{level}', level)}" if level else known


def placebo(said: Said, finding: Finding) -> str:
    """Return what the placebo is called."""
    return said[f"designs_placebo_{finding.placebo.kind}"] if finding.placebo else ""


def people(said: Said, finding: Finding) -> tuple[tuple[str, str], ...]:
    """Return who is in it and who is left out, as pairs of words and a number."""
    if finding.estimate is None:
        rows: list[tuple[str, float]] = []
    elif finding.design.question is Question.PROGRAMME:
        rows = [
            ("teams_started", finding.treated),
            ("teams_never", finding.untreated),
            ("teams_left_out", finding.notes.get("teams_left_out", 0)),
        ]
    else:
        rows = [
            ("treated", finding.treated),
            ("untreated", finding.untreated),
            ("weight", round(finding.effective_untreated)),
            ("no_counterpart", finding.treated_left_out),
        ]
    pairs = [(said[f"designs_who_{key}"], said.number(count)) for key, count in rows]
    pairs += [
        (
            said[f"designs_who_{code}"],
            said["designs_few"] if shown(count) is None else said.number(count),
        )
        for code, count in finding.left_out
    ]
    return tuple(pairs)


def _numbers(said: Said, finding: Finding, it: Estimate) -> dict[str, str]:
    return {
        "e": amount(said, finding, it.value),
        "l": plain(said, finding, it.low),
        "h": plain(said, finding, it.high),
    }


def _figures(said: Said, finding: Finding, one: Objection) -> dict[str, str]:
    """Write an objection's figures in the reader's language."""
    made = {}
    for name, value in one.figures.items():
        if name == "day":
            made[name] = written(date.fromisoformat(value), said.language)
        elif name == "covariate":
            made[name] = covariate(said, value)
        elif name == "difference":
            made[name] = said.number(value, 2)
        elif name == "share" or (one.code == "missing_apart"):
            made[name] = said.percent(value)
        elif isinstance(value, int | float):
            made[name] = said.number(value)
        else:
            made[name] = str(value)
    if one.code == "placebo" and isinstance(one.figures.get("value"), float):
        value, low, high = (one.figures[key] for key in ("value", "low", "high"))
        made |= {
            "e": amount(said, finding, value),
            "l": plain(said, finding, low),
            "h": plain(said, finding, high),
        }
    return made


def _horizon(said: Said, design: Design) -> str:
    return said.number(design.horizon_days or 0)


def _signed(said: Said, value: float, digits: int, sign: bool) -> str:
    number = said.number(value, digits)
    return f"+{number}" if sign and value > 0 and number.strip("0.,") else number


def _percent(said: Said, value: float, digits: int) -> str:
    gap = "\u00a0" if said.language == "de" else ""
    return f"{said.number(100 * value, digits)}{gap}%"
