"""One scale of proficiency, 1 to 8, and how other scales map to it.

The anchors are Skillmark's own. An achievement's EQF level is something else (it grades
qualifications, not people) and is never compared with these levels.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from skillmark.nouns.errors import InputError
from skillmark.nouns.text import Text

LOWEST, HIGHEST = 1, 8


@dataclass(frozen=True, slots=True)
class Anchor:
    """What one level of the scale means for any skill."""

    level: int
    name: Text
    meaning: Text


def _anchor(level: int, en: tuple[str, str], de: tuple[str, str]) -> Anchor:
    return Anchor(level, Text.of({"en": en[0], "de": de[0]}), Text.of({"en": en[1], "de": de[1]}))


ANCHORS: tuple[Anchor, ...] = (
    _anchor(
        1,
        ("Aware", "Knows what it is for and recognises it at work; takes part with help."),
        ("Orientiert", "Weiß, wozu es dient, erkennt es im Alltag; wirkt mit Hilfe mit."),
    ),
    _anchor(
        2,
        ("Guided", "Does simple, well-described tasks while someone checks the result."),
        ("Angeleitet", "Erledigt einfache, gut beschriebene Aufgaben; jemand prüft das Ergebnis."),
    ),
    _anchor(
        3,
        ("Practised", "Does routine tasks without help and notices when something is unusual."),
        ("Geübt", "Erledigt Routineaufgaben ohne Hilfe und merkt, wenn etwas ungewöhnlich ist."),
    ),
    _anchor(
        4,
        ("Independent", "Solves new problems of a known kind and answers for the outcome."),
        ("Selbständig", "Löst neue Probleme bekannter Art und verantwortet das Ergebnis."),
    ),
    _anchor(
        5,
        ("Designing", "Chooses methods for complex work and designs how others will do it."),
        ("Gestaltend", "Wählt Methoden für komplexe Arbeit und gestaltet, wie andere sie tun."),
    ),
    _anchor(
        6,
        ("Guiding", "Is asked when it is hard; sets the practice of a team and develops people."),
        ("Anleitend", "Wird gefragt, wenn es schwierig ist; prägt ein Team und fördert Menschen."),
    ),
    _anchor(
        7,
        ("Directing", "Sets direction across an organisation and decides under uncertainty."),
        ("Lenkend", "Gibt einer Organisation die Richtung vor, entscheidet unter Unsicherheit."),
    ),
    _anchor(
        8,
        ("Shaping", "Changes how the field itself works; others build on what this person made."),
        ("Prägend", "Verändert, wie das Fach arbeitet; andere bauen darauf auf."),
    ),
)


def level(number: int | float | str, *, where: str = "level") -> int:
    """Return `number` as a level of the scale, or raise `InputError` naming `where`."""
    try:
        whole = int(number)
        exact = float(number) == whole
    except (TypeError, ValueError, OverflowError):
        exact, whole = False, 0
    if isinstance(number, bool) or not exact or not LOWEST <= whole <= HIGHEST:
        raise InputError(
            f"{number!r} is not a level of proficiency",
            where=where,
            remedy=f"give a whole number from {LOWEST} to {HIGHEST}",
        )
    return whole


class EvidenceClass(StrEnum):
    """Why a level of a skill is believed, best first. The classes are never mixed."""

    VERIFIED = "verified"
    """A credential that verifies now, for this holder."""
    EVIDENCED = "evidenced"
    """Someone other than the holder observed it (a manager, a reviewer); not signed."""
    CLAIMED = "claimed"
    """The holder says so."""
    INFERRED = "inferred"
    """Derived by rule from other evidence."""
    MISSING = "missing"
    """Nothing speaks for it."""

    @property
    def rank(self) -> int:
        """0 for the strongest class, 4 for none."""
        return _RANKS[self]


_RANKS = {cls: rank for rank, cls in enumerate(EvidenceClass)}


@dataclass(frozen=True, slots=True)
class SkillLevel:
    """A skill, by URI, at a level; `None` where no level is named."""

    skill: str
    level: int | None = None

    def __post_init__(self) -> None:
        if self.level is not None:
            level(self.level, where=self.skill)


@dataclass(frozen=True, slots=True)
class Proficiency:
    """What is believed of one person's level in one skill.

    `mean` and `sd` are on the 1-8 scale; both are `None` where the level is unknown.
    """

    skill: str
    evidence_class: EvidenceClass
    mean: float | None = None
    sd: float | None = None


@dataclass(frozen=True, slots=True)
class ScaleMapping:
    """How a value of another scale (`onet-level` 0-7, `sfia` 1-7, `cefr` A1-C2) maps to ours."""

    scale: str
    values: tuple[tuple[str, int], ...]
    method: str
    confidence: float

    def level_of(self, value: str) -> int:
        """Return our level for a value of the other scale, or raise `InputError`."""
        for known, ours in self.values:
            if known == value:
                return ours
        known_values = ", ".join(known for known, _ in self.values)
        raise InputError(
            f"{value!r} is not a value of the scale {self.scale}", remedy=f"one of: {known_values}"
        )


SCALE_MAPPINGS: tuple[ScaleMapping, ...] = (
    ScaleMapping(
        "onet-level",
        tuple((str(n), max(1, min(8, n + 1))) for n in range(8)),
        "anchors of both scales read side by side; the ends aligned (0 -> 1, 7 -> 8)",
        0.6,
    ),
    ScaleMapping(
        "sfia",
        tuple((str(n), n) for n in range(1, 8)),
        "levels of responsibility compared with our anchors; SFIA names nothing above 7",
        0.7,
    ),
    ScaleMapping(
        "cefr",
        (("A1", 1), ("A2", 2), ("B1", 3), ("B2", 4), ("C1", 5), ("C2", 6)),
        "can-do statements compared with our anchors; languages only",
        0.6,
    ),
)
