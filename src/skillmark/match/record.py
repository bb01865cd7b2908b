"""A ranking with everything that it rests on, so that anybody can recompute it years later."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from skillmark.match.assumptions import Assumptions
from skillmark.match.keeping import made, plain
from skillmark.match.ranking import SCORER, Ranked, rank
from skillmark.nouns.errors import InputError, UnreadableError
from skillmark.nouns.evidence import Evidence
from skillmark.nouns.person import Person, Role

Json = dict[str, Any]
FORMAT = "skillmark-ranking-1"
_BROKEN = (
    AttributeError,
    InputError,
    KeyError,
    OverflowError,
    RecursionError,
    TypeError,
    ValueError,
)
"""What comes of reading values that nobody kept."""


def record(
    role: Role,
    people: Iterable[Person],
    *,
    today: date,
    top: int | None = None,
    assumptions: Assumptions | None = None,
) -> Json:
    """Rank people and return the ranking with its input, as plain JSON values.

    Every number is there to the bit: probabilities and levels as hexadecimal floats
    (`float.hex`), what people are compared by as whole numbers. Of a person it keeps the id and
    the evidence, and neither name nor address.
    """
    terms = assumptions or Assumptions()
    considered = list(people)
    ranked = rank(role, considered, today=today, top=top, assumptions=terms)
    return {
        "format": FORMAT,
        "scorer": SCORER,
        "today": today.isoformat(),
        "top": top,
        "assumptions": plain(terms),
        "role": plain(role),
        "people": [{"id": one.id, "evidence": plain(one.evidence)} for one in considered],
        "places": places(ranked),
    }


def places(ranked: Sequence[Ranked]) -> list[Json]:
    """Return every number of a ranking, to the bit."""
    return [
        {
            "id": one.person,
            "rank": one.rank,
            "exact": list(one.exact),
            "missing": list(one.missing),
            "musts_unmet": list(one.musts_unmet),
            "skills": [
                {
                    "skill": part.requirement.skill,
                    "class": part.evidence_class.value,
                    "share": part.share.hex(),
                    "fit": part.fit.hex(),
                    "points": [points.hex() for _, points in part.points],
                    "evidence": [
                        {
                            "source": piece.evidence.source,
                            "mean": _hex(piece.belief.mean),
                            "sd": _hex(piece.belief.sd),
                            "fit": piece.fit.hex(),
                            "counted": piece.counted,
                        }
                        for piece in part.parts
                    ],
                }
                for part in one.skills
            ],
        }
        for one in ranked
    ]


def replay(kept: Mapping[str, Any]) -> list[str]:
    """Recompute a ranking from its record and return every difference; none where all is equal.

    Raises `UnreadableError` for what is no such record.
    """
    try:
        _check_format(kept["format"])
        ranked = rank(
            made(Role, kept["role"]),
            [
                Person(one["id"], tuple(made(Evidence, piece) for piece in one["evidence"]))
                for one in kept["people"]
            ],
            today=date.fromisoformat(kept["today"]),
            top=kept["top"],
            assumptions=made(Assumptions, kept["assumptions"]),
        )
        found = list(_differences("places", kept["places"], places(ranked)))
        if kept["scorer"] != SCORER:
            found.insert(0, f"scorer: {kept['scorer']} was recorded, this is {SCORER}")
    except UnreadableError:
        raise
    except _BROKEN as error:
        raise UnreadableError(f"it is no record of a ranking: {error!r}") from error
    return found


def _check_format(name: object) -> None:
    if name != FORMAT:
        raise UnreadableError(f"its format is {name!r}", remedy=f"give a {FORMAT}")


def _differences(where: str, was: Any, now: Any) -> Iterator[str]:
    if isinstance(was, list) and isinstance(now, list) and len(was) == len(now):
        for at, (old, new) in enumerate(zip(was, now, strict=True)):
            yield from _differences(f"{where}/{at}", old, new)
    elif isinstance(was, dict) and isinstance(now, dict) and was.keys() == now.keys():
        for name, old in was.items():
            yield from _differences(f"{where}/{name}", old, now[name])
    elif was != now:
        yield f"{where}: {was!r} was recorded, {now!r} is found"


def _hex(number: float | None) -> str | None:
    return None if number is None else number.hex()
