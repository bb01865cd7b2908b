"""The report's words on self-ratings, on what results foretell, and on equity."""

from __future__ import annotations

from typing import Final

WORDS: Final[dict[str, dict[str, str]]] = {
    "en": {
        # Do results foretell?
        "insight_feedback": "Do results of assessments foretell how people do their work?",
        "insight_feedback_text": "{n} people have a result and a later rating of their work, of "
        "{m} with a result. {finding}",
        "insight_foretells": "The result foretells the rating: correlation {r} (95% interval {l} "
        "to {h}); among all who were assessed, not only those who were taken, {c} ({cl} to {ch}).",
        "insight_against": "High results go with low ratings: correlation {r} (95% interval {l} "
        "to {h}). Look at what the assessment asks.",
        "insight_slight": "If at all, the result foretells the rating slightly: correlation {r} "
        "(95% interval {l} to {h}).",
        "insight_open": "That the result foretells the rating is not established: correlation "
        "{r} (95% interval {l} to {h}). About {k} people would show a correlation of {w}.",
        "insight_no_cause": "A correlation says that a result foretells, not that a credential "
        "did anything.",
        "insight_figure_feedback": "How far results foretell later ratings of work",
        "insight_axis_feedback": "correlation",
        "insight_observed": "As observed",
        "insight_direct": "Corrected: taken for the result",
        "insight_beyond": "Beyond experience",
        "insight_correlation": "Correlation",
        "insight_credentials": "By credential",
        "insight_credentials_note": "In the order of the alphabet. Figures are drawn towards "
        "their mean by as much as they are noise; ranks are those that the data allow. Fewer than "
        "10 people are not told.",
        "insight_name": "Name",
        "insight_rank": "Possible ranks",
        "insight_any_rank": "cannot be told",
        "insight_items": "Questions and later ratings",
        "insight_items_text": "Of {n} questions, {good} foretell the rating, {bad} point the "
        "wrong way, {slight} do so slightly at most, of {open} it is not established, and of "
        "{hidden} too few people are known (false names among those named: at most 5 in 100).",
        "insight_item": "Question",
        "insight_finding": "Finding",
        "insight_item_foretells": "foretells",
        "insight_item_against": "points the wrong way",
        "insight_item_slight": "slightly at most",
        "insight_item_open": "not established",
        "insight_item_hidden": "too few people",
        # Self-ratings
        "insight_calibration": "Do people know how good they are?",
        "insight_over": "People rate themselves {b} levels above what was assessed (95% interval "
        "{l} to {h}; {n} ratings of {p} people).",
        "insight_under": "People rate themselves {b} levels away from what was assessed, below it "
        "(95% interval {l} to {h}; {n} ratings of {p} people).",
        "insight_calibrated": "In the mean, people know themselves well: self-rating less assessed "
        "level is {b} levels (95% interval {l} to {h}; {n} ratings of {p} people).",
        "insight_bias_open": "Whether people rate themselves too high or too low is not "
        "established: {b} levels (95% interval {l} to {h}; {n} ratings of {p} people).",
        "insight_noise": "That low results go with high self-ratings is what the errors of any "
        "assessment show by themselves; the figure therefore runs over what people say.",
        "insight_change": "Among those whose two assessments lie around their training, the "
        "distance between self-rating and assessment changed by {e} levels ({l} to {h}; {p} "
        "people). Why is open.",
        "insight_figure_calibration": "Mean assessed level by what people say of themselves",
        "insight_across": "level that people say",
        "insight_up": "mean assessed level",
        "insight_agree": "both agree",
        "insight_said": "People say",
        "insight_ratings": "Ratings",
        "insight_assessed": "Assessed in the mean",
        # Equity
        "insight_equity": "Are outcomes alike between groups?",
        "insight_equity_text": "Groups that the organisation recorded serve this table alone. "
        "Each is compared with the largest; a group of fewer than 5 is told together with the next "
        "smallest alone. A difference is a question, not a verdict.",
        "insight_equity_none": "None of {n} differences holds among so many. That is no proof "
        "that there is none: the intervals say how large it may be.",
        "insight_equity_some": "{k} of {n} differences hold among so many: {list}.",
        "insight_equity_one": "{outcome}, {group} ({kind}): {gap}",
        "insight_equity_table": "By: {kind}",
        "insight_outcome": "Outcome",
        "insight_value": "Figure",
        "insight_difference": "Difference",
        "insight_reference": "compared with",
        "insight_not_stated": "not stated",
        "insight_points": "{} points",
        "insight_days": "{} days",
        "insight_hired": "Hired, of those who applied",
        "insight_starting_pay": "Starting pay",
        "insight_pay_adjusted": "Starting pay at like function and experience",
        "insight_days_to_productivity": "Days to productivity",
        "insight_promoted": "Promoted within a year",
        "insight_stayed": "Still there after a year",
    },
    "de": {
        "insight_feedback": "Sagen Prüfungsergebnisse voraus, wie Menschen arbeiten?",
        "insight_feedback_text": "Von {n} Personen sind ein Ergebnis und eine spätere Bewertung "
        "ihrer Arbeit bekannt, von {m} ein Ergebnis. {finding}",
        "insight_foretells": "Das Ergebnis sagt die Bewertung voraus: Korrelation {r} "
        "(95-%-Intervall {l} bis {h}); unter allen Geprüften, nicht nur den Genommenen, {c} ({cl} "
        "bis {ch}).",
        "insight_against": "Hohe Ergebnisse gehen mit niedrigen Bewertungen einher: Korrelation "
        "{r} (95-%-Intervall {l} bis {h}). Zu prüfen ist, wonach die Prüfung fragt.",
        "insight_slight": "Wenn überhaupt, sagt das Ergebnis die Bewertung nur schwach voraus: "
        "Korrelation {r} (95-%-Intervall {l} bis {h}).",
        "insight_open": "Dass das Ergebnis die Bewertung voraussagt, ist nicht belegt: Korrelation "
        "{r} (95-%-Intervall {l} bis {h}). Etwa {k} Personen würden eine Korrelation von {w} "
        "zeigen.",
        "insight_no_cause": "Eine Korrelation besagt, dass ein Ergebnis etwas voraussagt, nicht "
        "dass ein Nachweis etwas bewirkt hat.",
        "insight_figure_feedback": "Wie gut Ergebnisse spätere Bewertungen der Arbeit voraussagen",
        "insight_axis_feedback": "Korrelation",
        "insight_observed": "Wie beobachtet",
        "insight_direct": "Korrigiert: nach dem Ergebnis genommen",
        "insight_beyond": "Über Erfahrung hinaus",
        "insight_correlation": "Korrelation",
        "insight_credentials": "Nach Nachweis",
        "insight_credentials_note": "In der Reihenfolge des Alphabets. Die Werte sind so weit zu "
        "ihrem Mittel gezogen, wie sie Rauschen sind; Ränge sind die, welche die Daten zulassen. "
        "Unter 10 Personen wird nichts genannt.",
        "insight_name": "Name",
        "insight_rank": "Mögliche Ränge",
        "insight_any_rank": "nicht zu sagen",
        "insight_items": "Fragen und spätere Bewertungen",
        "insight_items_text": "Von {n} Fragen sagen {good} die Bewertung voraus, {bad} weisen in "
        "die falsche Richtung, {slight} tun es höchstens schwach, von {open} ist es nicht belegt, "
        "und von {hidden} sind zu wenige Personen bekannt (falsch unter den genannten: höchstens "
        "5 von 100).",
        "insight_item": "Frage",
        "insight_finding": "Befund",
        "insight_item_foretells": "sagt voraus",
        "insight_item_against": "falsche Richtung",
        "insight_item_slight": "höchstens schwach",
        "insight_item_open": "nicht belegt",
        "insight_item_hidden": "zu wenige Personen",
        "insight_calibration": "Wissen Menschen, wie gut sie sind?",
        "insight_over": "Menschen schätzen sich um {b} Stufen höher ein, als geprüft wurde "
        "(95-%-Intervall {l} bis {h}; {n} Einschätzungen von {p} Personen).",
        "insight_under": "Menschen schätzen sich niedriger ein, als geprüft wurde, um {b} Stufen "
        "(95-%-Intervall {l} bis {h}; {n} Einschätzungen von {p} Personen).",
        "insight_calibrated": "Im Mittel kennen sich die Menschen gut: Selbsteinschätzung minus "
        "geprüfte Stufe ist {b} Stufen (95-%-Intervall {l} bis {h}; {n} Einschätzungen von {p} "
        "Personen).",
        "insight_bias_open": "Ob Menschen sich zu hoch oder zu niedrig einschätzen, ist nicht "
        "belegt: {b} Stufen (95-%-Intervall {l} bis {h}; {n} Einschätzungen von {p} Personen).",
        "insight_noise": "Dass niedrige Ergebnisse mit hohen Selbsteinschätzungen einhergehen, "
        "zeigen schon die Fehler jeder Prüfung; die Abbildung läuft deshalb über das, was Menschen "
        "von sich sagen.",
        "insight_change": "Bei denen, deren zwei Prüfungen vor und nach ihrer Schulung liegen, hat "
        "sich der Abstand zwischen Selbsteinschätzung und Prüfung um {e} Stufen verändert ({l} bis "
        "{h}; {p} Personen). Warum, ist offen.",
        "insight_figure_calibration": "Mittlere geprüfte Stufe nach dem, was Menschen von sich "
        "sagen",
        "insight_across": "Stufe, die Menschen nennen",
        "insight_up": "mittlere geprüfte Stufe",
        "insight_agree": "beides gleich",
        "insight_said": "Menschen sagen",
        "insight_ratings": "Einschätzungen",
        "insight_assessed": "Im Mittel geprüft",
        "insight_equity": "Sind die Ergebnisse zwischen Gruppen gleich?",
        "insight_equity_text": "Gruppen, welche die Organisation erfasst hat, dienen allein dieser "
        "Tabelle. Jede wird mit der größten verglichen; eine Gruppe unter 5 wird nur zusammen mit "
        "der nächstkleineren gezeigt. Ein Unterschied ist eine Frage, kein Urteil.",
        "insight_equity_none": "Keiner von {n} Unterschieden hält unter so vielen stand. Das "
        "beweist nicht, dass es keinen gibt: Die Intervalle sagen, wie groß er sein kann.",
        "insight_equity_some": "{k} von {n} Unterschieden halten unter so vielen stand: {list}.",
        "insight_equity_one": "{outcome}, {group} ({kind}): {gap}",
        "insight_equity_table": "Nach: {kind}",
        "insight_outcome": "Was wurde",
        "insight_value": "Wert",
        "insight_difference": "Unterschied",
        "insight_reference": "Vergleich",
        "insight_not_stated": "nicht angegeben",
        "insight_points": "{} Punkte",
        "insight_days": "{} Tage",
        "insight_hired": "Eingestellt, von denen, die sich bewarben",
        "insight_starting_pay": "Einstiegsgehalt",
        "insight_pay_adjusted": "Einstiegsgehalt bei gleicher Funktion und Erfahrung",
        "insight_days_to_productivity": "Tage bis zur Produktivität",
        "insight_promoted": "Binnen eines Jahres befördert",
        "insight_stayed": "Nach einem Jahr noch da",
    },
}
