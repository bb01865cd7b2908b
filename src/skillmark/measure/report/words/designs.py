"""What findings of designs say, in both languages."""

from __future__ import annotations

from typing import Final

WORDS: Final[dict[str, dict[str, str]]] = {
    "en": {
        # Questions
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
        # Verdicts
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
        # Objections
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
        # What would settle it
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
        # How and when
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
        # Pictures and tables
        "designs_figure": "Difference in {what}, with 95% intervals",
        "designs_naive": "Naive difference (no effect)",
        "designs_adjusted": "Adjusted effect",
        "designs_placebo_permuted treatment": "Placebo: credentials drawn anew",
        "designs_placebo_later holders": "Placebo: earned after hiring",
        "designs_placebo_before the start": "Placebo: before the start",
        "designs_curve": "As it is, not adjusted: {what}, by days since hiring",
        "designs_curve_days_to_productivity": "not yet productive",
        "designs_curve_retention": "still there",
        "designs_curve_promotion": "promoted",
        "designs_days_since": "days since hiring",
        "designs_at": "{d} days",
        "designs_events": "Difference by quarters since the start, with 95% intervals",
        "designs_since": "quarters since the start",
        "designs_balance": "Are the people compared alike?",
        "designs_who": "Who is in it",
        "designs_who_treated": "with a credential, compared",
        "designs_who_untreated": "without one, compared",
        "designs_who_weight": "effective number without",
        "designs_who_teams_started": "teams that start",
        "designs_who_teams_never": "teams that do not",
        "designs_who_teams_left_out": "teams without a new colleague in some quarter, left out",
        "designs_who_no_counterpart": "with a credential, without counterpart",
        "designs_who_not_hired": "applied only",
        "designs_who_no_hiring_day": "day of hiring unknown",
        "designs_who_outside_window": "hired before or after the days asked about",
        "designs_who_credential_undated": "credential without a day",
        "designs_who_other_credential": "another credential",
        "designs_who_covariate_unknown": "something to adjust for unknown",
        "designs_who_outcome_unknown": "outcome not recorded",
        "designs_who_zero_pay": "pay of zero",
        "designs_who_too_recent": "hired too recently",
        "designs_who_dates_reversed": "days that contradict each other",
        "designs_who_no_team": "team unknown",
        "designs_who_before_start_in_quarter": "hired in the quarter of the start, before it",
        "designs_sturdy": "An unmeasured cause could explain the estimate away only if it raised "
        "both the chance of a credential and the outcome at least {e}-fold beyond what was "
        "adjusted for (E-value; {l} for the interval's nearer end).",
        "designs_price": "An hour counts {price}.",
        "designs_unpriced": "Hours are not in it: no price of an hour is registered and no pay is "
        "recorded.",
        "designs_left_before": "{n} people left before they were productive; they count for the "
        "days until then.",
        "designs_points": "percentage points",
        "designs_days": "days",
        "designs_experience_years": "years of experience",
        "designs_experience_years^2": "years of experience, squared",
        "designs_hired": "day of hiring",
        "designs_function": "function",
        "designs_other": "other",
        "designs_not known": "not known",
        "designs_few": "fewer than 5",
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
        "designs_figure": "Unterschied ({what}), mit 95-%-Intervallen",
        "designs_naive": "Einfacher Unterschied (keine Wirkung)",
        "designs_adjusted": "Bereinigte Wirkung",
        "designs_placebo_permuted treatment": "Placebo: Nachweise neu verlost",
        "designs_placebo_later holders": "Placebo: erst nach der Einstellung",
        "designs_placebo_before the start": "Placebo: vor dem Beginn",
        "designs_curve": "Wie es ist, nicht bereinigt: {what}, nach Tagen seit der Einstellung",
        "designs_curve_days_to_productivity": "noch nicht produktiv",
        "designs_curve_retention": "noch da",
        "designs_curve_promotion": "aufgestiegen",
        "designs_days_since": "Tage seit der Einstellung",
        "designs_at": "{d} Tage",
        "designs_events": "Unterschied nach Quartalen seit dem Beginn, mit 95-%-Intervallen",
        "designs_since": "Quartale seit dem Beginn",
        "designs_balance": "Sind die Verglichenen einander ähnlich?",
        "designs_who": "Wer dabei ist",
        "designs_who_treated": "mit Nachweis, verglichen",
        "designs_who_untreated": "ohne Nachweis, verglichen",
        "designs_who_weight": "effektive Zahl ohne",
        "designs_who_teams_started": "Teams, die beginnen",
        "designs_who_teams_never": "Teams, die es nicht tun",
        "designs_who_teams_left_out": "Teams ohne Einstellung in einem der Quartale, nicht dabei",
        "designs_who_no_counterpart": "mit Nachweis, ohne Gegenstück",
        "designs_who_not_hired": "nur beworben",
        "designs_who_no_hiring_day": "Tag der Einstellung unbekannt",
        "designs_who_outside_window": "vor oder nach den gefragten Tagen eingestellt",
        "designs_who_credential_undated": "Nachweis ohne Tag",
        "designs_who_other_credential": "ein anderer Nachweis",
        "designs_who_covariate_unknown": "etwas zum Bereinigen unbekannt",
        "designs_who_outcome_unknown": "Ergebnis nicht erfasst",
        "designs_who_zero_pay": "Gehalt null",
        "designs_who_too_recent": "zu kurz da",
        "designs_who_dates_reversed": "Tage, die einander widersprechen",
        "designs_who_no_team": "Team unbekannt",
        "designs_who_before_start_in_quarter": "im Quartal des Beginns, vor ihm eingestellt",
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
        "designs_points": "Prozentpunkte",
        "designs_days": "Tage",
        "designs_experience_years": "Berufserfahrung in Jahren",
        "designs_experience_years^2": "Berufserfahrung in Jahren, quadriert",
        "designs_hired": "Tag der Einstellung",
        "designs_function": "Funktion",
        "designs_other": "andere",
        "designs_not known": "unbekannt",
        "designs_few": "unter 5",
    },
}
"""Language to key to sentence."""
