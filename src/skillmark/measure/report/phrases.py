"""The sentences of an impact report, in German and English."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import isinf
from typing import Final

from skillmark.measure.report.words import costs, designs, insight, report, surveys
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
        # Effect
        "effect": "Does a credential at hiring shorten the way to productivity?",
        "effect_yes": "On those who had one, a credential at hiring changed the days to "
        "productivity by {e} (95% interval {l} to {h}), compared with similar people without one.",
        "effect_no": "That a credential at hiring changes the days to productivity is not "
        "established: {reason}. Estimate {e} days (95% interval {l} to {h}).{remedy}",
        "effect_none": "That a credential at hiring changes the days to productivity is not "
        "established: it could not be estimated. {reason}",
        "remedy": " To settle it: {}.",
        "needed": "about {n} people of this mix would show an effect of {e} days",
        "adjusted_text": "The naive difference compares everybody with everybody. The adjusted "
        "one compares people of like experience and function; the placebo repeats the procedure "
        "where the truth is zero. Durations are cut at {h} days; people not productive yet count "
        "for the time they were watched.",
        "naive": "Naive difference (no effect)",
        "adjusted": "Adjusted effect",
        "placebo": "Placebo (truth: zero)",
        "figure_effect": "Difference in days to productivity, with 95% intervals",
        "axis_effect": "days (negative: faster)",
        "estimate": "Estimate",
        "interval": "95% interval",
        "balance": "Are the people compared alike?",
        "balance_note": "Differences in standard deviations; below 0.1 is alike, above 0.25 is "
        "too much.",
        "function": "Function",
        "experience_years": "Years of experience",
        "experience_years^2": "Years of experience, squared",
        "before": "Before adjustment",
        "after": "After adjustment",
        "figure_curve": "Share not yet productive, by days since hiring",
        "axis_curve": "days since hiring",
        "share_curve": "not yet productive",
        "sturdy": "An unmeasured cause could explain the estimate away only if it raised both the "
        "chance of a credential and of a fast start at least {e}-fold, beyond experience and "
        "function (E-value; {l} for the interval's nearer end). {out} of {t} people with a "
        "credential had no counterpart and are left out.",
        # Objections
        "unadjusted": "nothing was adjusted for",
        "few_people": "too few comparable people",
        "few_clusters": "people share too few teams",
        "no_counterpart": "too many people with a credential have no counterpart",
        "imbalance": "the people compared still differ too much",
        "placebo_failed": "the procedure finds an effect where there is none",
        "covers_zero": "the interval covers zero, so an effect and none fit these data alike",
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
        "effect": "Verkürzt ein Nachweis bei der Einstellung den Weg zur Produktivität?",
        "effect_yes": "Bei denen, die einen hatten, hat ein Nachweis bei der Einstellung die Tage "
        "bis zur Produktivität um {e} verändert (95-%-Intervall {l} bis {h}), verglichen mit "
        "ähnlichen Personen ohne Nachweis.",
        "effect_no": "Dass ein Nachweis bei der Einstellung die Tage bis zur Produktivität "
        "verändert, ist nicht belegt: {reason}. Schätzung {e} Tage (95-%-Intervall {l} bis "
        "{h}).{remedy}",
        "effect_none": "Dass ein Nachweis bei der Einstellung die Tage bis zur Produktivität "
        "verändert, ist nicht belegt: Es ließ sich nicht schätzen. {reason}",
        "remedy": " Um es zu klären: {}.",
        "needed": "etwa {n} Personen dieser Mischung würden eine Wirkung von {e} Tagen zeigen",
        "adjusted_text": "Der einfache Unterschied vergleicht alle mit allen. Der bereinigte "
        "vergleicht Personen mit ähnlicher Erfahrung und gleicher Funktion; das Placebo wiederholt "
        "das Verfahren dort, wo die Wahrheit null ist. Dauern sind bei {h} Tagen abgeschnitten; "
        "wer noch nicht produktiv ist, zählt für die beobachtete Zeit.",
        "naive": "Einfacher Unterschied (keine Wirkung)",
        "adjusted": "Bereinigte Wirkung",
        "placebo": "Placebo (Wahrheit: null)",
        "figure_effect": "Unterschied in Tagen bis zur Produktivität, mit 95-%-Intervallen",
        "axis_effect": "Tage (negativ: schneller)",
        "estimate": "Schätzung",
        "interval": "95-%-Intervall",
        "balance": "Sind die Verglichenen einander ähnlich?",
        "balance_note": "Unterschiede in Standardabweichungen; unter 0,1 ist ähnlich, über 0,25 "
        "ist zu viel.",
        "function": "Funktion",
        "experience_years": "Berufserfahrung in Jahren",
        "experience_years^2": "Berufserfahrung in Jahren, quadriert",
        "before": "Vor der Bereinigung",
        "after": "Danach",
        "figure_curve": "Anteil der noch nicht Produktiven, nach Tagen seit der Einstellung",
        "axis_curve": "Tage seit der Einstellung",
        "share_curve": "noch nicht produktiv",
        "sturdy": "Eine nicht gemessene Ursache könnte die Schätzung nur dann erklären, wenn sie "
        "über Erfahrung und Funktion hinaus sowohl einen Nachweis als auch einen schnellen "
        "Start mindestens {e}-mal so wahrscheinlich machte (E-Wert; {l} für das nähere Ende des "
        "Intervalls). {out} von {t} Personen mit Nachweis hatten kein Gegenstück und fehlen in "
        "der Schätzung.",
        "unadjusted": "es wurde nichts bereinigt",
        "few_people": "es gibt zu wenige vergleichbare Personen",
        "few_clusters": "die Personen verteilen sich auf zu wenige Teams",
        "no_counterpart": "zu viele Personen mit Nachweis haben kein Gegenstück",
        "imbalance": "die Verglichenen unterscheiden sich noch zu sehr",
        "placebo_failed": "das Verfahren findet eine Wirkung, wo keine ist",
        "covers_zero": "das Intervall enthält die Null, mit den Daten ist eine Wirkung so gut "
        "vereinbar wie keine",
    },
}

PARTS: Final = (costs.WORDS, designs.WORDS, insight.WORDS, report.WORDS, surveys.WORDS)
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

    def claim(self, claim: Claim) -> Claim:
        """Mark a claim of the ledger as simulated where the ledger is."""
        if not self.simulated:
            return claim
        return replace(claim, simulated=True, sentence=self["simulated"] + claim.sentence)
