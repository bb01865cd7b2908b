"""Words of costs, savings and the five levels, in German and English.

They serve the report, the pages and the command line, so that a quantity has one name everywhere.
Here are the sentences, pictures and tables; names are in `cost_names`, levels in `cost_levels`.
"""

from __future__ import annotations

from typing import Final

from skillmark.measure.costs.catalogue import QUANTITIES
from skillmark.measure.report.words import cost_levels, cost_names

_EN: Final = {
    "title": "What it costs and what it is worth",
    "text": "Costs are fully loaded: what was booked, and the hours that nobody books. Savings are "
    "direct where money is not spent, and indirect where something is worth money only by a value "
    "that somebody gave it; the two are never added without being said. A saving that rests on a "
    "change counts only if a comparison has isolated and established that change.",
    "assumed": "Every figure below is yours to change. Ranges are read as distributions, and "
    "{n} draws with seed {seed} give the intervals: they say what follows from the figures, not "
    "whether the figures are right.",
    "above_zero": "{p} of the draws pay. That is a probability of success only if the ranges are "
    "probabilities, which nobody has shown.",
    "years_text": "Counted over {n} years in prices of the first, later years inflated and "
    "discounted by the rates below.",
    "one_year": "Counted is one year: its costs, and the benefits of one year.",
    "intangible": "Not turned into money, on purpose: {list}.",
    "no_costs": "What the programme costs was not entered, so nothing can be said of its return.",
    "no_time": "Whether the programme pays is not known: several years need {missing}.",
    "not_known": "Whether the programme pays is not known: no saving is. It would take: {missing}.",
    "not_established": "Whether the programme pays is not established: what it would rest on is "
    "not ({effects}). What counts comes to {benefits} against costs of {costs}.",
    "incomplete": "The return is at most {roi} ({range}): nothing is stated of {kinds}.",
    "open": "On the figures entered, costs and benefits cannot be told apart: a return of {roi} "
    "({range}).",
    "pays": "On the figures entered, the programme returns {roi} of its costs ({range}): {direct} "
    "not spent, {indirect} worth by the values given.",
    "does_not_pay": "By what counts, the programme does not pay: a return of {roi} ({range}). What "
    "is not known may still make up for it.",
    "at_least": "Costs are at least {costs}: nothing is stated of {kinds}.",
    "break_even": "What would have to be true",
    "break_even_text": "Everything else as it stands, it pays if one of these is at least as "
    "large as this.",
    "pays_if": "Everything else as it stands, it pays if “{what}” is at least {least} (95 of 100 "
    "draws: {range}).{rests}",
    "pays_anyway": "It pays in any case, whatever “{what}” is.",
    "rests_on": " That takes for true what is not established: {effects}.",
    "beyond": "more than the ceiling",
    "to_enter": "Not known: {missing}.",
    "any": "any value",
    "no_value": "no value would do",
    "least": "At least",
    "given": "Entered",
    "takes_for_true": "Takes for true",
    "bound_days": "Under the assumptions of the estimate, a credential saves at most {d} days of "
    "a hire's way to productivity: the favourable end of the interval.",
    "bound_none": "Even the favourable end of the interval shows no day saved.",
    "figure_waterfall": "From costs to what is left",
    "apart": "Does not count, and why",
    "all_costs": "All costs",
    "left": "What is left",
    "figure_ladder": "Five levels, and what each rests on",
    "figure_tornado": "What moves the result most",
    "tornado_text": "Each quantity alone goes from its 5 % to its 95 % quantile; the share says "
    "how much of the variance it makes together with others.",
    "tornado_if_true": "Nothing counts that would move much: this is the result if everything "
    "were true that is not established.",
    "low_end": "at its low end",
    "high_end": "at its high end",
    "zero": "pays from here",
    "quantity": "Quantity",
    "value": "Value",
    "ranges": "Range",
    "source": "Source",
    "standing": "What it is",
    "variance": "Share of the variance",
    "net_low": "Net benefit at the low end",
    "net_high": "Net benefit at the high end",
    "line": "Item",
    "amount": "Amount a year",
    "interval": "95 of 100 draws",
    "counts": "Counts",
    "direct": "Direct: not spent",
    "indirect": "Indirect: by its value",
    "benefits": "Both together",
    "costs": "Costs",
    "net": "Net benefit",
    "roi": "Return on investment",
    "ratio": "Benefits over costs",
    "payback": "Months to pay back",
    "never": "never",
    "per_learner": "Cost a learner",
    "per_credential": "Cost a credential",
    "per_hire": "Cost a hire with a credential",
    "assumptions": "Every assumption",
    "at_most": "at most {x}",
    "below": "below {x}",
    "or_more": "{x} or more",
    "to": "{a} to {b}",
    "ceiling_only": "only a ceiling: at most {x}",
    "ceiling_too": "capped at {x}",
    "level": "Level",
    "claim": "Kind of claim",
    "rests": "Rests on",
    "missing": "What is missing",
    "simulated": "simulated",
    "nobody": "nobody has said",
    "if_true": "If everything were true that is not established, {net} would be left ({range}). "
    "Whether it is, nobody has shown.",
}
_DE: Final = {
    "title": "Was es kostet und was es wert ist",
    "text": "Die Kosten sind Vollkosten: was gebucht wurde und die Stunden, die niemand bucht. "
    "Einsparungen sind direkt, wo Geld nicht ausgegeben wird, und indirekt, wo etwas erst durch "
    "einen Wert, den ihm jemand gibt, Geld wert ist; beides wird nie stillschweigend addiert. Eine "
    "Einsparung, die auf einer Veränderung beruht, zählt nur, wenn ein Vergleich diese Veränderung "
    "isoliert und belegt hat.",
    "assumed": "Jede Zahl hier lässt sich ändern. Spannen werden als Verteilungen gelesen, {n} "
    "Ziehungen mit dem Startwert {seed} ergeben die Intervalle: Sie sagen, was aus den Zahlen "
    "folgt, nicht, ob die Zahlen stimmen.",
    "above_zero": "In {p} der Ziehungen lohnt es sich. Eine Erfolgswahrscheinlichkeit ist das nur, "
    "wenn die Spannen Wahrscheinlichkeiten sind, und das hat niemand gezeigt.",
    "years_text": "Gezählt über {n} Jahre in Preisen des ersten; spätere Jahre sind mit den "
    "genannten Sätzen fortgeschrieben und abgezinst.",
    "one_year": "Gezählt ist ein Jahr: seine Kosten und der Nutzen eines Jahres.",
    "intangible": "Mit Absicht nicht in Geld umgerechnet: {list}.",
    "no_costs": "Was das Programm kostet, ist nicht eingetragen; über seinen Ertrag lässt sich "
    "nichts sagen.",
    "no_time": "Ob sich das Programm lohnt, ist nicht bekannt: Mehrere Jahre brauchen {missing}.",
    "not_known": "Ob sich das Programm lohnt, ist nicht bekannt: Keine Einsparung ist es. Nötig "
    "ist: {missing}.",
    "not_established": "Ob sich das Programm lohnt, ist nicht belegt: Worauf es beruhen würde, ist "
    "es nicht ({effects}). Was zählt, ergibt {benefits} gegen Kosten von {costs}.",
    "incomplete": "Der Ertrag ist höchstens {roi} ({range}): Nichts ist gesagt über {kinds}.",
    "open": "Nach den eingetragenen Zahlen lassen sich Kosten und Nutzen nicht trennen: ein Ertrag "
    "von {roi} ({range}).",
    "pays": "Nach den eingetragenen Zahlen bringt das Programm {roi} seiner Kosten ein ({range}): "
    "{direct} nicht ausgegeben, {indirect} nach den genannten Werten.",
    "does_not_pay": "Nach dem, was zählt, lohnt sich das Programm nicht: ein Ertrag von {roi} "
    "({range}). Was nicht bekannt ist, kann das noch ausgleichen.",
    "at_least": "Die Kosten sind mindestens {costs}: Nichts ist gesagt über {kinds}.",
    "break_even": "Was stimmen müsste",
    "break_even_text": "Bleibt alles andere, wie es steht, lohnt es sich, wenn eines davon "
    "mindestens so groß ist.",
    "pays_if": "Bleibt alles andere, wie es steht, lohnt es sich, wenn „{what}“ mindestens "
    "{least} ist (95 von 100 Ziehungen: {range}).{rests}",
    "pays_anyway": "Es lohnt sich in jedem Fall, was auch immer „{what}“ ist.",
    "rests_on": " Dabei gilt als wahr, was nicht belegt ist: {effects}.",
    "beyond": "mehr als die Obergrenze",
    "to_enter": "Nicht bekannt: {missing}.",
    "any": "jeder Wert",
    "no_value": "kein Wert genügt",
    "least": "Mindestens",
    "given": "Eingetragen",
    "takes_for_true": "Nimmt als wahr an",
    "bound_days": "Unter den Annahmen der Schätzung spart ein Nachweis höchstens {d} Tage auf dem "
    "Weg zur Produktivität: das günstige Ende des Intervalls.",
    "bound_none": "Selbst das günstige Ende des Intervalls zeigt keinen gesparten Tag.",
    "figure_waterfall": "Von den Kosten zu dem, was bleibt",
    "apart": "Zählt nicht, und warum",
    "all_costs": "Alle Kosten",
    "left": "Was bleibt",
    "figure_ladder": "Fünf Stufen, und worauf jede beruht",
    "figure_tornado": "Was das Ergebnis am meisten bewegt",
    "tornado_text": "Jede Größe geht allein von ihrem 5-%- zu ihrem 95-%-Quantil; der Anteil sagt, "
    "wie viel der Varianz sie zusammen mit anderen ausmacht.",
    "tornado_if_true": "Nichts zählt, was viel bewegen würde: Dies ist das Ergebnis, wenn alles "
    "wahr wäre, was nicht belegt ist.",
    "low_end": "am unteren Ende",
    "high_end": "am oberen Ende",
    "zero": "lohnt sich ab hier",
    "quantity": "Größe",
    "value": "Wert",
    "ranges": "Spanne",
    "source": "Quelle",
    "standing": "Was es ist",
    "variance": "Anteil der Varianz",
    "net_low": "Nettonutzen am unteren Ende",
    "net_high": "Nettonutzen am oberen Ende",
    "line": "Posten",
    "amount": "Betrag im Jahr",
    "interval": "95 von 100 Ziehungen",
    "counts": "Zählt",
    "direct": "Direkt: nicht ausgegeben",
    "indirect": "Indirekt: nach seinem Wert",
    "benefits": "Beides zusammen",
    "costs": "Kosten",
    "net": "Nettonutzen",
    "roi": "Ertrag (ROI)",
    "ratio": "Nutzen durch Kosten",
    "payback": "Monate bis zum Ausgleich",
    "never": "nie",
    "per_learner": "Kosten je lernende Person",
    "per_credential": "Kosten je Nachweis",
    "per_hire": "Kosten je Einstellung mit Nachweis",
    "assumptions": "Jede Annahme",
    "at_most": "höchstens {x}",
    "below": "unter {x}",
    "or_more": "{x} oder mehr",
    "to": "{a} bis {b}",
    "ceiling_only": "nur eine Obergrenze: höchstens {x}",
    "ceiling_too": "gedeckelt bei {x}",
    "level": "Stufe",
    "claim": "Art der Aussage",
    "rests": "Beruht auf",
    "missing": "Was fehlt",
    "simulated": "simuliert",
    "nobody": "nicht angegeben",
    "if_true": "Wäre alles wahr, was nicht belegt ist, blieben {net} ({range}). Ob es das ist, hat "
    "niemand gezeigt.",
}

_MEANINGS: Final = {f"qm_{one.name}": one.meaning for one in QUANTITIES}
_EVERY: Final = {
    "en": {**_MEANINGS, **_EN, **cost_levels.EN, **cost_names.EN},
    "de": {**_DE, **cost_levels.DE, **cost_names.DE},
}
WORDS: Final[dict[str, dict[str, str]]] = {
    language: {f"costs_{key}": words for key, words in every.items()}
    for language, every in _EVERY.items()
}
"""Language to keys and phrases."""
