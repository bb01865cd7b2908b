"""Match: people to roles by what is proven, with reasons.

The classes of evidence are never mixed: the ranking is lexicographic, verified first.
"""

from skillmark.match.assumptions import Assumptions
from skillmark.match.fitting import Fitting, fitting
from skillmark.match.ranking import SCORER, Ranked, SkillPart, rank, score

__all__ = [
    "SCORER",
    "Assumptions",
    "Fitting",
    "Ranked",
    "SkillPart",
    "fitting",
    "rank",
    "score",
]
