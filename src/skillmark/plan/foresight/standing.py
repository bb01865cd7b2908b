"""What speaks for one person's skills, class by class, and which class reaches a level."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from skillmark.nouns.evidence import Evidence
from skillmark.nouns.person import Requirement
from skillmark.nouns.proficiency import EvidenceClass

Levels = Mapping[EvidenceClass, int | None]
PROVEN = (EvidenceClass.VERIFIED, EvidenceClass.EVIDENCED)
"""What closes a gap: proof, or what somebody else saw. A claim asks for a test."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Of one person: by skill, the highest level that each class of evidence names."""

    skills: Mapping[str, Levels] = field(default_factory=dict)

    @classmethod
    def of(cls, evidence: Iterable[Evidence]) -> Standing:
        """Sort evidence; a class that names no level stands there with `None`."""
        found: dict[str, dict[EvidenceClass, int | None]] = defaultdict(dict)
        for piece in evidence:
            levels = found[piece.skill]
            named = [n for n in (levels.get(piece.evidence_class), piece.level) if n is not None]
            levels[piece.evidence_class] = max(named, default=None)
        return cls(found)

    def reached(self, skill: str, level: int | None) -> EvidenceClass:
        """Return the strongest class that reaches the level; `MISSING` where none does."""
        levels = self.skills.get(skill, {})
        for cls in EvidenceClass:
            if cls in levels and (level is None or (levels[cls] or 0) >= level):
                return cls
        return EvidenceClass.MISSING

    def proven(self, requirement: Requirement) -> bool:
        """Say whether verified or observed evidence reaches what is asked."""
        return self.reached(requirement.skill, requirement.level) in PROVEN
