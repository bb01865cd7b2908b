"""What speaks against a finding, and what would settle it, in German and English."""

from __future__ import annotations

from typing import Final

WORDS: Final[dict[str, dict[str, str]]] = {
    "en": {
        "designs_code_unregistered": "The design is not registered: what is not written down "
        "before can be chosen for its answer.",
        "designs_code_preliminary": "The day of reading, {day}, is still to come.",
        "designs_code_read_before": "The same question was read on {day} already. A second look at "
        "the same people is a second chance of a false alarm.",
        "designs_code_after_data": "The design was changed when {known} of {of} outcomes were "
        "there: it could have been chosen for its answer.",
        "designs_code_unadjusted": "Nothing was adjusted for.",
        "designs_code_few_people": "{treated} people with a credential and the weight of {weight} "
        "without are too few for an interval to be trusted.",
        "designs_code_few_teams": "{treated} teams that start and {weight} that do not are too few "
        "for an interval to be trusted.",
        "designs_code_few_clusters": "Too few teams carry the comparison for an interval to be "
        "trusted.",
        "designs_code_no_counterpart": "{share} of those with a credential have no counterpart.",
        "designs_code_imbalance": "The groups still differ by {difference} standard deviations in: "
        "{covariate}.",
        "designs_code_missing_apart": "The outcome is recorded of {treated} of those with a "
        "credential and of {untreated} of the others: who is missing can be the reason.",
        "designs_code_placebo": "The procedure finds an effect where there can be none.",
        "designs_code_placebo_later holders": "People who earned the credential only after hiring "
        "already differ: {e} ({l} to {h}). That cannot come from the credential.",
        "designs_code_placebo_before the start": "The teams moved apart before the programme "
        "began.",
        "designs_code_no_quarters_before": "There are no earlier quarters that could show whether "
        "the teams moved alike.",
        "designs_code_covers_zero": "The interval holds zero: an effect and none fit these data "
        "alike.",
        "designs_code_one_group": "There are no people with, or none without, the credential.",
        "designs_code_too_few_people": "There are too few people for anything to be said.",
        "designs_code_no_variation": "The outcome is the same for everybody.",
        "designs_code_separation": "The groups are told apart perfectly by what is adjusted for: "
        "nobody is comparable.",
        "designs_code_collinear": "Two columns to adjust for say the same.",
        "designs_code_covariate_missing": "Nobody's {covariate} is recorded.",
        "designs_code_not_watched": "People were not watched for {horizon} days yet.",
        "designs_code_no_starts": "No team is registered as starting.",
        "designs_code_no_comparison": "There is no team left to compare with.",
        "designs_code_one_cluster": "Only one team started, or only one did not.",
        "designs_code_other": "The data do not carry an estimate.",
        "designs_settle": "What would settle it",
        "designs_settle_people": "About {n} people of this mix (now {now}) would establish a "
        "difference of {w} four times in five.",
        "designs_settle_teams": "About {n} teams (now {now}) would establish a difference of {w} "
        "four times in five.",
        "designs_settle_detectable": "Data like these establish {d} or more four times in five.",
        "designs_settle_day": "Wait until {day}: then both groups have been watched long enough.",
        "designs_settle_unregistered": "Register the design and a day of reading.",
        "designs_settle_preliminary": "Wait for {day}.",
        "designs_settle_read_before": "Register it for people hired after {day}.",
        "designs_settle_after_data": "Register it for people hired from now on, or use the "
        "ready-made design.",
        "designs_settle_unadjusted": "Record what decides who gets a credential, before they do.",
        "designs_settle_few_people": "Observe at least {least} comparable people in each group.",
        "designs_settle_few_teams": "Observe at least {least} teams that start and as many that do "
        "not; small teams can be taken together.",
        "designs_settle_few_clusters": "Observe more teams, or register a design whose errors do "
        "not follow teams if chance alone puts people into them.",
        "designs_settle_no_counterpart": "Find comparison people like them.",
        "designs_settle_imbalance": "Find comparison people who are alike in it.",
        "designs_settle_missing_apart": "Record the outcome of everybody.",
        "designs_settle_placebo": "Record what else tells the groups apart.",
        "designs_settle_one_group": "Record people of both groups.",
        "designs_settle_too_few_people": "Record more people.",
        "designs_settle_no_variation": "Check whether the column is what it says.",
        "designs_settle_separation": "Find comparison people who could have had the credential.",
        "designs_settle_collinear": "Register the design without one of them.",
        "designs_settle_covariate_missing": "Record it, or register the design without it.",
        "designs_settle_no_starts": "Register which team starts when.",
        "designs_settle_no_comparison": "Let some teams start later.",
    },
    "de": {
        "designs_code_unregistered": "Das Vorgehen ist nicht registriert: Was vorher nicht "
        "aufgeschrieben ist, kann nach der Antwort gewählt werden.",
        "designs_code_preliminary": "Der Tag der Auswertung, der {day}, kommt noch.",
        "designs_code_read_before": "Dieselbe Frage wurde schon am {day} ausgewertet. Ein zweiter "
        "Blick auf dieselben Personen ist eine zweite Gelegenheit für einen Fehlalarm.",
        "designs_code_after_data": "Das Vorgehen wurde geändert, als {known} von {of} Ergebnissen "
        "da waren: Es kann nach der Antwort gewählt sein.",
        "designs_code_unadjusted": "Es wurde nichts bereinigt.",
        "designs_code_few_people": "{treated} Personen mit Nachweis und das Gewicht von {weight} "
        "ohne sind zu wenige für ein verlässliches Intervall.",
        "designs_code_few_teams": "{treated} Teams, die beginnen, und {weight}, die es nicht tun, "
        "sind zu wenige für ein verlässliches Intervall.",
        "designs_code_few_clusters": "Zu wenige Teams tragen den Vergleich für ein verlässliches "
        "Intervall.",
        "designs_code_no_counterpart": "{share} derer mit Nachweis haben kein Gegenstück.",
        "designs_code_imbalance": "Die Gruppen unterscheiden sich noch um {difference} "
        "Standardabweichungen in: {covariate}.",
        "designs_code_missing_apart": "Das Ergebnis ist bei {treated} derer mit Nachweis und bei "
        "{untreated} der anderen erfasst: Wer fehlt, kann der Grund sein.",
        "designs_code_placebo": "Das Verfahren findet eine Wirkung, wo keine sein kann.",
        "designs_code_placebo_later holders": "Wer den Nachweis erst nach der Einstellung erwarb, "
        "unterscheidet sich schon: {e} ({l} bis {h}). Am Nachweis kann das nicht liegen.",
        "designs_code_placebo_before the start": "Die Teams haben sich schon vor dem Beginn des "
        "Programms auseinanderentwickelt.",
        "designs_code_no_quarters_before": "Es gibt keine früheren Quartale, die zeigen könnten, "
        "ob sich die Teams gleich entwickelt haben.",
        "designs_code_covers_zero": "Das Intervall enthält die Null: Eine Wirkung passt zu diesen "
        "Daten so gut wie keine.",
        "designs_code_one_group": "Es gibt niemanden mit oder niemanden ohne Nachweis.",
        "designs_code_too_few_people": "Es sind zu wenige Personen, um etwas zu sagen.",
        "designs_code_no_variation": "Das Ergebnis ist bei allen gleich.",
        "designs_code_separation": "Was bereinigt wird, trennt die Gruppen vollkommen: Niemand ist "
        "vergleichbar.",
        "designs_code_collinear": "Zwei Spalten, um die bereinigt wird, sagen dasselbe.",
        "designs_code_covariate_missing": "Nicht erfasst ist: {covariate}.",
        "designs_code_not_watched": "Die Personen wurden noch keine {horizon} Tage beobachtet.",
        "designs_code_no_starts": "Für kein Team ist ein Beginn registriert.",
        "designs_code_no_comparison": "Es bleibt kein Team zum Vergleich.",
        "designs_code_one_cluster": "Nur ein Team hat begonnen oder nur eines nicht.",
        "designs_code_other": "Die Daten tragen keine Schätzung.",
        "designs_settle": "Was es klären würde",
        "designs_settle_people": "Etwa {n} Personen dieser Mischung (jetzt {now}) würden einen "
        "Unterschied von {w} in vier von fünf Fällen belegen.",
        "designs_settle_teams": "Etwa {n} Teams (jetzt {now}) würden einen Unterschied von {w} in "
        "vier von fünf Fällen belegen.",
        "designs_settle_detectable": "Daten wie diese belegen {d} oder mehr in vier von fünf "
        "Fällen.",
        "designs_settle_day": "Bis zum {day} warten: Dann sind beide Gruppen lange genug "
        "beobachtet.",
        "designs_settle_unregistered": "Vorgehen und Tag der Auswertung registrieren.",
        "designs_settle_preliminary": "Den {day} abwarten.",
        "designs_settle_read_before": "Für Personen registrieren, die nach dem {day} kamen.",
        "designs_settle_after_data": "Für Personen registrieren, die ab jetzt kommen, oder das "
        "fertige Vorgehen nehmen.",
        "designs_settle_unadjusted": "Erfassen, was darüber entscheidet, wer einen Nachweis "
        "bekommt, bevor es geschieht.",
        "designs_settle_few_people": "Mindestens {least} vergleichbare Personen je Gruppe "
        "beobachten.",
        "designs_settle_few_teams": "Mindestens {least} Teams beobachten, die beginnen, und so "
        "viele, die es nicht tun; kleine Teams lassen sich zusammenfassen.",
        "designs_settle_few_clusters": "Mehr Teams beobachten, oder ein Vorgehen registrieren, "
        "dessen Fehler nicht den Teams folgen, wenn allein der Zufall Menschen zuteilt.",
        "designs_settle_no_counterpart": "Vergleichspersonen finden, die ihnen gleichen.",
        "designs_settle_imbalance": "Vergleichspersonen finden, die darin gleich sind.",
        "designs_settle_missing_apart": "Das Ergebnis aller erfassen.",
        "designs_settle_placebo": "Erfassen, was die Gruppen sonst unterscheidet.",
        "designs_settle_one_group": "Personen beider Gruppen erfassen.",
        "designs_settle_too_few_people": "Mehr Personen erfassen.",
        "designs_settle_no_variation": "Prüfen, ob die Spalte ist, was sie heißt.",
        "designs_settle_separation": "Vergleichspersonen finden, die den Nachweis hätten haben "
        "können.",
        "designs_settle_collinear": "Ohne eine von ihnen registrieren.",
        "designs_settle_covariate_missing": "Erfassen, oder ohne registrieren.",
        "designs_settle_no_starts": "Registrieren, welches Team wann beginnt.",
        "designs_settle_no_comparison": "Einige Teams später beginnen lassen.",
    },
}
"""Language to key to words."""
