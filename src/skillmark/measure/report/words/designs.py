"""What findings of designs say, in both languages.

Here are questions, verdicts and when it was asked; what speaks against a finding is in
`objections`, its pictures and tables are in `design_tables`.
"""

from __future__ import annotations

from typing import Final

from skillmark.measure.report.words import design_tables, objections

_OWN: Final[dict[str, dict[str, str]]] = {
    "en": {
        "designs_title_starting_pay": "Are people with a credential paid more at the start?",
        "designs_title_days_to_productivity": "Does a credential at hiring shorten the way to "
        "productivity?",
        "designs_title_training_cost": "Does a credential at hiring make training cheaper?",
        "designs_title_retention": "Do people with a credential at hiring stay?",
        "designs_title_promotion": "Are people with a credential at hiring promoted sooner?",
        "designs_title_programme": "Does the programme make new colleagues productive sooner?",
        "designs_meaning_starting_pay": "A year's starting pay of people hired with a credential, "
        "minus what people like them are paid without one. In money, not in percent of a "
        "logarithm: it answers what a credential is worth to those who have one.",
        "designs_meaning_days_to_productivity": "Days from hiring to working unaided, out of the "
        "first {h}. Who is still on the way counts for the days watched so far.",
        "designs_meaning_training_cost": "What the start of a hire costs: courses and fees, and "
        "the hours of the person, of managers and of colleagues where they are recorded. Only "
        "people hired at least {h} days ago, whose start is over.",
        "designs_meaning_retention": "The share still there {h} days after hiring. Who was hired "
        "more recently counts for the days watched so far.",
        "designs_meaning_promotion": "The share promoted within {h} days of hiring. Who leaves "
        "before was not promoted.",
        "designs_meaning_programme": "Teams that start the programme in different quarters, "
        "against teams that have not started yet: how the days to productivity (of the first {h}) "
        "of their new colleagues change with the start, beyond what changes in the others.",
        "designs_what_starting_pay": "starting pay",
        "designs_what_days_to_productivity": "days to productivity",
        "designs_what_training_cost": "training cost of a start",
        "designs_what_retention": "share still there after {h} days",
        "designs_what_promotion": "share promoted within {h} days",
        "designs_what_programme": "days to productivity of new colleagues",
        "designs_established": "Established",
        "designs_alone": "Established on its own",
        "designs_not_established": "Not established",
        "designs_yes": "Those hired with a credential had {d} {what} than similar people hired "
        "without one: {e} (95% interval {l} to {h}).",
        "designs_yes_share": "Of those hired with a credential, the {what} was {d} than among "
        "similar people hired without one: {e} (95% interval {l} to {h}).",
        "designs_yes_programme": "With the start of the programme, new colleagues of the teams had "
        "{d} {what} than they would have had, judged by teams that had not started: {e} (95% "
        "interval {l} to {h}).",
        "designs_no": "That a credential at hiring changes the {what} is not established: "
        "{reason} Estimate {e} (95% interval {l} to {h}).",
        "designs_no_programme": "That the programme changes the {what} is not established: "
        "{reason} Estimate {e} (95% interval {l} to {h}).",
        "designs_refused": "That a credential at hiring changes the {what} is not established: "
        "it could not be estimated. {reason}",
        "designs_refused_programme": "That the programme changes the {what} is not established: it "
        "could not be estimated. {reason}",
        "designs_more": "more",
        "designs_fewer": "fewer",
        "designs_higher": "a higher",
        "designs_lower": "a lower",
        "designs_share_higher": "higher",
        "designs_share_lower": "lower",
        "designs_relative": "That is {p} of what it would have been without.",
        "designs_negligible": "The interval leaves out anything as large as {w}: whatever there "
        "is, it is smaller than what was written down as worth knowing.",
        "designs_smaller": "The interval also holds effects smaller than the {w} that were written "
        "down as worth knowing.",
        "designs_caution": "Similar means alike in what was written down: {covariates}. What is "
        "not recorded, such as motivation, can still be the reason.",
        "designs_caution_programme": "It rests on the teams moving alike had none of them started. "
        "{p}",
        "designs_before": "Written down on {day}, before any of its outcomes.",
        "designs_partly": "Written down on {day}, when {known} of {of} outcomes were decided.",
        "designs_after": "Written down on {day}, when all {of} outcomes were decided.",
        "designs_read": "Read as of {day}; the ledger knows of days until {ledger}.",
        "designs_ready_made": "The ready-made design, unchanged but for the day of reading and the "
        "smallest effect worth knowing.",
        "designs_own": "A design of this organisation's own.",
        "designs_reading": "Reading {k} of {n}; each has its part of the {alpha} for a false "
        "alarm.",
        "designs_family_yes": "It also holds among all {n} questions read together (Holm).",
        "designs_family_no": "Among all {n} questions read together it does not hold (Holm): one "
        "of so many can look like this by chance.",
        "designs_family": "Every question has its own chance of {alpha} for a false alarm: it was "
        "asked for a decision of its own. Whether an answer also holds among all that were read "
        "together is said at each.",
        "designs_sturdy": "An unmeasured cause could explain the estimate away only if it raised "
        "both the chance of a credential and the outcome at least {e}-fold beyond what was "
        "adjusted for (E-value; {l} for the interval's nearer end).",
        "designs_price": "An hour counts {price}.",
        "designs_unpriced": "Hours are not in it: no price of an hour is registered and no pay is "
        "recorded.",
        "designs_left_before": "{n} people left before they were productive; they count for the "
        "days until then.",
    },
    "de": {
        "designs_title_starting_pay": "Verdienen Menschen mit Nachweis zum Einstieg mehr?",
        "designs_title_days_to_productivity": "Verkürzt ein Nachweis bei der Einstellung den Weg "
        "zur Produktivität?",
        "designs_title_training_cost": "Macht ein Nachweis bei der Einstellung die Einarbeitung "
        "günstiger?",
        "designs_title_retention": "Bleiben Menschen, die mit Nachweis kommen?",
        "designs_title_promotion": "Steigen Menschen, die mit Nachweis kommen, eher auf?",
        "designs_title_programme": "Macht das Programm neue Kolleginnen und Kollegen früher "
        "produktiv?",
        "designs_meaning_starting_pay": "Das Jahresgehalt zum Einstieg derer, die mit Nachweis "
        "eingestellt wurden, minus das Gehalt ähnlicher Personen ohne. In Geld, nicht als Prozent "
        "eines Logarithmus: Es sagt, was ein Nachweis denen wert ist, die ihn haben.",
        "designs_meaning_days_to_productivity": "Tage von der Einstellung bis zur selbständigen "
        "Arbeit, von den ersten {h}. Wer noch nicht so weit ist, zählt mit der bisherigen Zeit.",
        "designs_meaning_training_cost": "Was der Start einer Einstellung kostet: Kurse und "
        "Gebühren, dazu die Stunden der Person, der Führung und der Kollegen, soweit sie erfasst "
        "sind. Nur Personen, die seit mindestens {h} Tagen da sind.",
        "designs_meaning_retention": "Der Anteil derer, die {h} Tage nach der Einstellung noch da "
        "sind. Wer später kam, zählt mit der bisherigen Zeit.",
        "designs_meaning_promotion": "Der Anteil derer, die binnen {h} Tagen aufsteigen. Wer "
        "vorher geht, ist nicht aufgestiegen.",
        "designs_meaning_programme": "Teams, die das Programm in verschiedenen Quartalen beginnen, "
        "gegen Teams, die noch nicht begonnen haben: wie sich die Tage bis zur Produktivität (von "
        "den ersten {h}) ihrer Neuen mit dem Beginn ändern, über das hinaus, was sich bei den "
        "anderen ändert.",
        "designs_what_starting_pay": "Einstiegsgehalt",
        "designs_what_days_to_productivity": "Tage bis zur Produktivität",
        "designs_what_training_cost": "Kosten der Einarbeitung",
        "designs_what_retention": "Anteil derer, die nach {h} Tagen noch da sind",
        "designs_what_promotion": "Anteil derer, die binnen {h} Tagen aufsteigen",
        "designs_what_programme": "Tage bis zur Produktivität der Neuen",
        "designs_established": "Belegt",
        "designs_alone": "Für sich allein belegt",
        "designs_not_established": "Nicht belegt",
        "designs_yes": "{what}: {d} bei denen, die mit Nachweis eingestellt wurden, als bei "
        "ähnlichen Personen ohne: {e} (95-%-Intervall {l} bis {h}).",
        "designs_yes_share": "{what}: {d} bei denen, die mit Nachweis eingestellt wurden, als bei "
        "ähnlichen Personen ohne: {e} (95-%-Intervall {l} bis {h}).",
        "designs_yes_programme": "{what}: {d} ab dem Beginn des Programms, als nach den Teams zu "
        "erwarten war, die nicht begonnen hatten: {e} (95-%-Intervall {l} bis {h}).",
        "designs_no": "Dass ein Nachweis bei der Einstellung etwas ändert ({what}), ist nicht "
        "belegt: {reason} Schätzung {e} (95-%-Intervall {l} bis {h}).",
        "designs_no_programme": "Dass das Programm etwas ändert ({what}), ist nicht belegt: "
        "{reason} Schätzung {e} (95-%-Intervall {l} bis {h}).",
        "designs_refused": "Dass ein Nachweis bei der Einstellung etwas ändert ({what}), ist nicht "
        "belegt: Es ließ sich nicht schätzen. {reason}",
        "designs_refused_programme": "Dass das Programm etwas ändert ({what}), ist nicht belegt: "
        "Es ließ sich nicht schätzen. {reason}",
        "designs_more": "mehr",
        "designs_fewer": "weniger",
        "designs_higher": "höher",
        "designs_lower": "niedriger",
        "designs_share_higher": "höher",
        "designs_share_lower": "niedriger",
        "designs_relative": "Das sind {p} dessen, was es ohne gewesen wäre.",
        "designs_negligible": "Das Intervall schließt alles aus, was so groß wie {w} wäre: Was es "
        "auch ist, es ist kleiner als das, was als wissenswert aufgeschrieben war.",
        "designs_smaller": "Das Intervall enthält auch Wirkungen, die kleiner sind als {w}, also "
        "kleiner als das, was als wissenswert aufgeschrieben war.",
        "designs_caution": "Ähnlich heißt: gleich in dem, was aufgeschrieben war ({covariates}). "
        "Was nicht erfasst ist, etwa Motivation, kann weiterhin der Grund sein.",
        "designs_caution_programme": "Es beruht darauf, dass sich die Teams gleich entwickelt "
        "hätten, hätte keines begonnen. {p}",
        "designs_before": "Aufgeschrieben am {day}, vor allen Ergebnissen.",
        "designs_partly": "Aufgeschrieben am {day}, als {known} von {of} Ergebnissen feststanden.",
        "designs_after": "Aufgeschrieben am {day}, als alle {of} Ergebnisse feststanden.",
        "designs_read": "Ausgewertet zum {day}; das Verzeichnis kennt Tage bis zum {ledger}.",
        "designs_ready_made": "Das fertige Vorgehen, unverändert bis auf den Tag der "
        "Auswertung und "
        "die kleinste wissenswerte Wirkung.",
        "designs_own": "Ein eigenes Vorgehen dieser Organisation.",
        "designs_reading": "Auswertung {k} von {n}; jede hat ihren Teil der {alpha} für einen "
        "Fehlalarm.",
        "designs_family_yes": "Es hält auch unter allen {n} zusammen ausgewerteten Fragen (Holm).",
        "designs_family_no": "Unter allen {n} zusammen ausgewerteten Fragen hält es nicht (Holm): "
        "Eine von so vielen kann zufällig so aussehen.",
        "designs_family": "Jede Frage hat ihre eigenen {alpha} für einen Fehlalarm: Sie wurde für "
        "eine eigene Entscheidung gestellt. Ob eine Antwort auch unter allen zusammen "
        "ausgewerteten hält, steht bei jeder.",
        "designs_sturdy": "Eine nicht gemessene Ursache könnte die Schätzung nur erklären, "
        "wenn sie "
        "über das Bereinigte hinaus sowohl einen Nachweis als auch das Ergebnis mindestens {e}-mal "
        "so wahrscheinlich machte (E-Wert; {l} für das nähere Ende des Intervalls).",
        "designs_price": "Eine Stunde zählt {price}.",
        "designs_unpriced": "Stunden sind nicht enthalten: Weder ist ein Preis registriert "
        "noch ein "
        "Gehalt erfasst.",
        "designs_left_before": "{n} Personen gingen, bevor sie produktiv waren; sie zählen mit der "
        "Zeit bis dahin.",
    },
}

WORDS: Final[dict[str, dict[str, str]]] = {
    language: {**own, **objections.WORDS[language], **design_tables.WORDS[language]}
    for language, own in _OWN.items()
}
"""Language to key to words."""
