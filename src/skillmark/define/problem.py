"""One thing that is wrong with a pathway, and what mends it, for people and for programs."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from skillmark.nouns.held import CreditUnit


class ProblemKind(StrEnum):
    """What can be wrong with a pathway."""

    UNKNOWN = "unknown_achievement"
    ARCHIVED = "archived_achievement"
    REPEATED = "repeated_option"
    CYCLE = "cycle"
    ORDER = "order_cannot_be_kept"
    SUM = "credits_out_of_reach"
    UNREACHABLE = "unreachable"
    UNASSESSED = "unassessed_skill"
    CREDITS = "credits_not_reached"
    EXPIRES = "runs_out_on_the_way"
    LEVEL = "level_not_reached"
    UNTESTED = "no_test"
    ELSEWHERE = "confirmed_elsewhere_only"
    LANGUAGE = "language_missing"
    UNFINISHED = "unfinished"
    """A draft lacks something: an award, a name, an option in a step."""


ADVICE = frozenset(
    {ProblemKind.LEVEL, ProblemKind.UNTESTED, ProblemKind.ELSEWHERE, ProblemKind.LANGUAGE}
)
"""What may be meant so: it is shown, and keeps nobody from publishing."""


class RemedyKind(StrEnum):
    """What mends a problem. In brackets: what `Remedy.concerns` names."""

    REMOVE = "remove"
    """Take an option out, wherever it stands (its name)."""
    REMOVE_ONE = "remove_one"
    """Take one of two equal options out (its name)."""
    RESTORE = "restore"
    """Award an archived achievement again (its id)."""
    TEST = "test"
    """Name a test that confirms an achievement (its id)."""
    UNORDER = "unorder"
    """Take a pair out of the order (first, then)."""
    ADD_OPTION = "add_option"
    """Add an option to a step (its id)."""
    SUM = "sum"
    """Ask a step for no more credits than `amount` (its id)."""
    ADD = "add"
    """Add an achievement that shows what is promised (the achievement's id, the skill)."""
    ASSESS = "assess"
    """Define an achievement that assesses a skill at `level` (the skill)."""
    LOWER = "lower"
    """Promise a skill at `level` only (the award's id, the skill)."""
    UNPROMISE = "unpromise"
    """Promise a skill no more (the award's id, the skill)."""
    CREDITS = "credits"
    """Let the award have no more than `amount` credits (the award's id)."""
    LEVEL = "level"
    """Let the award have a level that every way reaches, or none (the award's id)."""
    VALIDITY = "validity"
    """Let a piece hold longer (its id)."""
    TRANSLATE = "translate"
    """Say it in `language` (a step's id, empty for the pathway itself)."""
    FILL = "fill"
    """Say what is missing (a member of the pathway, or a step's id)."""


@dataclass(frozen=True, slots=True)
class Remedy:
    """One thing that mends a problem."""

    kind: RemedyKind
    concerns: tuple[str, ...] = ()
    level: int | None = None
    amount: float | None = None
    language: str = ""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong with a pathway, for its author."""

    pathway: str
    kind: ProblemKind
    detail: str
    concerns: tuple[str, ...] = ()
    """Ids of the achievements or URIs of the skills that it is about."""
    way: tuple[str, ...] | None = None
    """A way through that shows it: ids of achievements, in an order that can be kept."""
    step: str = ""
    """Id of the step where it is, where the step has one."""
    level: int | None = None
    """The level that is promised or asked for."""
    found: int | None = None
    """The highest level that is assessed anywhere on the way."""
    amounts: tuple[float, ...] = ()
    """What is promised or asked for, and what is reached."""
    unit: CreditUnit | None = None
    language: str = ""
    remedies: tuple[Remedy, ...] = ()

    @property
    def blocks(self) -> bool:
        """Whether it keeps a pathway from being published; else it is advice."""
        return self.kind not in ADVICE
