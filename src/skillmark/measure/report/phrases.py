"""The sentences of an impact report, in German and English."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import isinf
from typing import Final

from skillmark.measure.report.words import (
    costs,
    designs,
    insight,
    methods,
    panels,
    report,
    surveys,
)
from skillmark.nouns.credibility import Interval
from skillmark.nouns.outcome import Claim
from skillmark.render.words import number

_OWN: Final[dict[str, dict[str, str]]] = {
    "en": {
        "title": "Impact report",
        "organisation": "This organisation",
        "simulated": "Simulated data: ",
        # Who is in the ledger
        "ledger": "Who is in the ledger",
        "ledger_text": "The ledger holds {n} people, {held} of them with a credential at the time "
        "they were hired. Figures that rest on fewer than 5 people are not shown.",
        "group": "Group",
        "people": "People",
        "with": "with a credential at hiring",
        "without": "without",
        "all": "all hires",
        "median_days": "Median days to productivity",
        "cost": "Training cost a hire ({})",
        "hours": "Training hours a hire",
        "retention": "Still there after a year",
        "described": "Described, not explained: the groups differ in more than the credential. "
        "In brackets: 95% intervals.",
        "few": "fewer than 5",
        "unknown": "–",
        "to": "{} to {}",
        "open_end": "or more",
        # Trend
        "trend": "How it changed over time",
        "cohort": "Hired in",
        "trend_claim": "The median time to productivity was {a} days among people hired in {x} "
        "({ai}) and {b} days among those hired in {y} ({bi}). Why is open.",
        # Effects
        "estimate": "Estimate",
        "interval": "95% interval",
        "balance_note": "Differences in standard deviations; below 0.1 is alike, above 0.25 is "
        "too much.",
        "before": "Before adjustment",
        "after": "After adjustment",
    },
    "de": {
        "title": "Wirkungsbericht",
        "organisation": "Diese Organisation",
        "simulated": "Simulierte Daten: ",
        "ledger": "Wer im Verzeichnis steht",
        "ledger_text": "Das Verzeichnis enthält {n} Personen, davon {held} mit einem Nachweis "
        "schon bei der Einstellung. Zahlen, hinter denen weniger als 5 Personen stehen, werden "
        "nicht gezeigt.",
        "group": "Gruppe",
        "people": "Personen",
        "with": "mit Nachweis bei der Einstellung",
        "without": "ohne",
        "all": "alle Einstellungen",
        "median_days": "Median der Tage bis zur Produktivität",
        "cost": "Schulungskosten je Einstellung ({})",
        "hours": "Schulungsstunden je Einstellung",
        "retention": "Nach einem Jahr noch da",
        "described": "Beschrieben, nicht erklärt: Die Gruppen unterscheiden sich in mehr als dem "
        "Nachweis. In Klammern: 95-%-Intervalle.",
        "few": "unter 5",
        "unknown": "–",
        "to": "{} bis {}",
        "open_end": "oder mehr",
        "trend": "Wie es sich verändert hat",
        "cohort": "Eingestellt",
        "trend_claim": "Bis zur Produktivität dauerte es im Median {a} Tage bei Einstellungen im "
        "Jahr {x} ({ai}) und {b} Tage bei Einstellungen im Jahr {y} ({bi}). Warum, ist offen.",
        "estimate": "Schätzung",
        "interval": "95-%-Intervall",
        "balance_note": "Unterschiede in Standardabweichungen; unter 0,1 ist ähnlich, über 0,25 "
        "ist zu viel.",
        "before": "Vor der Bereinigung",
        "after": "Danach",
    },
}

PARTS: Final = (
    costs.WORDS, designs.WORDS, insight.WORDS, methods.WORDS, panels.WORDS, report.WORDS,
    surveys.WORDS,
)  # fmt: skip
"""The words of the report's parts; a part's keys begin with its name."""
PHRASES: Final[dict[str, dict[str, str]]] = {
    language: {key: text for words in (_OWN, *PARTS) for key, text in words[language].items()}
    for language in _OWN
}


@dataclass(frozen=True, slots=True)
class Said:
    """The report's phrases in one language, and how that language writes numbers."""

    phrases: dict[str, str]
    language: str
    simulated: bool

    def __getitem__(self, key: str) -> str:
        return self.phrases[key]

    def number(self, value: float, digits: int = 0) -> str:
        return number(value, self.language, digits=digits)

    def percent(self, value: float) -> str:
        gap = "\u00a0" if self.language == "de" else ""
        return f"{self.number(100 * value)}{gap}%"

    def range(self, low: float, high: float, digits: int = 0) -> str:
        if isinf(high):
            return f"{self.number(low, digits)} {self['open_end']}"
        return self["to"].format(self.number(low, digits), self.number(high, digits))

    def interval(self, figure: Interval | None, digits: int = 0) -> str:
        if figure is None:
            return self["unknown"]
        middle = self.number(figure.estimate, digits)
        return f"{middle} ({self.range(figure.low, figure.high, digits)})"

    def shares(self, figure: Interval | None) -> str:
        if figure is None:
            return self["unknown"]
        between = self["to"].format(self.percent(figure.low), self.percent(figure.high))
        return f"{self.percent(figure.estimate)} ({between})"

    def money(self, value: float, currency: str) -> str:
        return f"{self.number(value)} {currency}"

    def marked(self, text: str) -> str:
        """Mark a sentence about the ledger as simulated where the ledger is."""
        return self["simulated"] + text if self.simulated else text

    def claim(self, claim: Claim) -> Claim:
        """Mark a claim of the ledger as simulated where the ledger is."""
        if not self.simulated:
            return claim
        return replace(claim, simulated=True, sentence=self["simulated"] + claim.sentence)
