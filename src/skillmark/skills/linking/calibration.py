"""From lexical evidence to a probability that a concept is meant.

A logistic model over six features, fitted by `bench/skills_linking.py fit` to the training part of
SkillSkape (sentences of job advertisements with the ESCO skills they speak of). The sentences there
avoid the skills' own words and name only the skills they were made from, so a label that is said
word for word counts for less in them than in life: `outright` puts a floor under it. Scores that
rest on the floor (most above 0.5) are therefore higher than what that data alone would give;
the benchmark prints both side by side.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

THRESHOLD = 0.2
"""Below this nothing is linked. On the development part 75 % of the sentences with a skill reach
it, and 55 % of those without stay below."""
FLOOR = 0.03
"""Below this a candidate is not even worth showing as a guess."""

INTERCEPT = -8.41
COEFFICIENTS = (1.25, 0.81, 3.16, 1.08, 0.81, 2.44)


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a sentence says for one concept, word by word."""

    share: float
    """Share of the best label's weight (inverse document frequency) that is in the sentence."""
    weight: float
    """That weight."""
    cosine: float
    """Cosine between the sentence and everything that the framework says of the concept."""
    cosine_rank: float
    """That, relative to the best concept of the framework."""
    label_said: bool
    """The preferred label's words stand together in the sentence."""
    density: float
    """Found words of the best label per word of the narrowest stretch that holds them."""

    def features(self) -> tuple[float, ...]:
        """Return what the model sees."""
        return (
            self.share * math.log1p(self.weight),
            self.share**3,
            self.cosine,
            float(self.label_said),
            self.density * self.share,
            self.cosine_rank,
        )

    def probability(self) -> float:
        """Return the probability that the concept is meant."""
        logit = INTERCEPT + sum(
            weight * feature for weight, feature in zip(COEFFICIENTS, self.features(), strict=True)
        )
        return 1 / (1 + math.exp(-logit))


def outright(*, preferred: bool, specificity: float, whole: bool) -> float:
    """Return the least score of a label that is said word for word.

    `whole`: the sentence is nothing but the label. `specificity` (0 to 1): how rare its words
    are in the framework; "communication" is said in many sentences about something else.
    """
    if whole:
        return 1.0 if preferred else 0.97
    return (0.85 if preferred else 0.7) * specificity**3
