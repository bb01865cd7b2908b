"""The report's own sentences: who is in it, what changed, what to do, how to make it again."""

from __future__ import annotations

from typing import Final

WORDS: Final[dict[str, dict[str, str]]] = {
    "en": {
        "report_period": "{} to {}",
        "report_questions": "Whom is this report about?",
        "report_withheld": "not shown",
        "report_ledger_whole": "The ledger holds {n} people. How many of them had a credential at "
        "the time they were hired is not shown: on one side they are too few.",
        "report_hires": "Hires by year, with and without a credential",
        "report_hires_axis": "people hired",
        "report_year": "Hired in",
        "report_recorded": "What is recorded",
        "report_recorded_note": "The share of people for whom the ledger has a value. What is "
        "missing is left out of the figures that need it, never filled in.",
        "report_column": "Column of the ledger",
        "report_share_known": "Known for",
        "report_trend_figure": "Median days to productivity by year of hiring, with 95% intervals",
        "report_trend_axis": "median days to productivity",
        "report_trend_text": "A change over time is no effect: people, posts and the labour market "
        "changed with the years, too.",
        "report_figure_days": "{} days",
        "report_about_trend": "median time to productivity of people hired in {y}; in {x} it "
        "was {a} days",
        "report_about_effect": "is what a credential changes: {what} (95% interval {l} to {h})",
        "report_figure_open": "Not established",
        "report_about_open": "what a credential changes: {what}",
        "report_about_bound": "saved at most a hire, under the assumptions of the estimate",
        # What was asked
        "report_q_days_to_productivity": "the days to productivity",
        "report_q_starting_pay": "starting pay",
        "report_q_training_cost": "training cost",
        "report_q_retention": "retention",
        "report_q_promotion": "promotion",
        "report_q_programme": "what the programme changes in teams",
        "report_q_panel": "what the start changes in the panel",
        "report_q_": "what was asked",
        # What to do
        "report_do_keep": "Go on counting a credential at hiring, and plan with the interval of "
        "its effect on {q}, not with the middle alone. Repeat the estimate when the next year's "
        "people are in: what was not recorded can still bias it.",
        "report_do_rethink": "Spend no more on it for the sake of {q} until the cause is found: "
        "the effect is established and goes the wrong way.",
        "report_do_decide": "Decide whether the established change in {q} is wanted, and say so "
        "in the design before the next report.",
        "report_do_wait": "Decide nothing on {q} yet. Register a day on which to read it again: "
        "when about {n} people of this mix are in the ledger.",
        "report_do_less_noise": "Decide nothing on {q} yet. Record the outcome of more people, "
        "and record more of what explains it.",
        "report_do_record": "Record, before people start, what decides who has a credential. "
        "Until then nothing can be said about {q}.",
        "report_do_compare": "Find people to compare with who are alike in experience and "
        "function but have no credential, or let chance decide who is offered one. Until then "
        "nothing can be said about {q}.",
        "report_do_estimable": "Fill the ledger's columns that the question about {q} needs, for "
        "people with and without a credential.",
        "report_do_register": "Write the design of the question about {q} down before its outcomes "
        "are known, and read it on its day. What is asked after the data is never established.",
        "report_do_await": "Decide nothing on {q} before {d}, the day on which it can be read. "
        "What is seen until then is preliminary.",
        "report_do_again": "Decide nothing on {q} yet: among all questions that were read together "
        "this finding may be chance. Ask it again of people hired from now on.",
        "report_do_small": "Do not count on {q}: whatever a credential changes in it is smaller "
        "than what was written down as worth knowing. More people would not make it larger.",
        "report_do_teams": "Decide nothing on {q} yet. Take in more teams, at least eight of about "
        "one size with and without credentials: people of one team share too much.",
        "report_do_ask": "Ask one question that matters, write its design down, and collect the "
        "data that it needs.",
        "report_nothing_asked": "The ledger holds nothing that an effect could be estimated from.",
        # Limits
        "report_limit_ledger": "The ledger holds what the organisation recorded about {n} people. "
        "Whether the records are right cannot be seen from them.",
        "report_limit_observed": "Nobody was assigned a credential by chance. An adjusted "
        "comparison takes out the differences that were recorded, and no others.",
        "report_limit_here": "The findings are about this organisation and this period. They say "
        "nothing about other organisations.",
        "report_limit_small": "What rests on fewer than {k} people is not shown, nor what would "
        "give it away by subtraction.",
        "report_limit_groups": "Demographic columns are used to compare outcomes between groups "
        "and for nothing else: no estimate is adjusted for them.",
        "report_limit_simulated": "The rows, or some of them, come from a simulation. The report "
        "shows how the method works and says nothing about people.",
        # Glossary
        "report_term_ledger": "Outcome ledger",
        "report_def_ledger": "One row a person: when hired, for what, with which credential, and "
        "what came of it.",
        "report_term_interval": "95% interval",
        "report_def_interval": "A range made by a procedure that covers the truth 95 times in 100. "
        "A wide one says: little is known.",
        "report_term_median": "Median",
        "report_def_median": "Half are below, half above.",
        "report_term_naive": "Naive difference",
        "report_def_naive": "Those with a credential against those without, as they are. The "
        "groups differ in more than the credential, so it is no effect.",
        "report_term_placebo": "Placebo",
        "report_def_placebo": "The same procedure where the truth is known to be zero.",
        "report_term_evalue": "E-value",
        "report_def_evalue": "How strong an unrecorded cause would have to be to explain an "
        "estimate away.",
        "report_term_censored": "Not there yet",
        "report_def_censored": "A person whose time is still running counts for the time watched, "
        "and is not left out.",
        "report_term_credential": "Credential at hiring",
        "report_def_credential": "One that was awarded on or before the day of hiring.",
        "report_term_digest": "Digest (SHA-256)",
        "report_def_digest": "A fingerprint of a file: change one character, and it is another.",
        # How to make it again
        "report_again": "The same files, settings and versions give the same report, byte for "
        "byte: no clock and no chance is in it but the seed below. Whoever has the files can check "
        "that with the two commands.",
        "report_again_digits": "Numbers in JSON and CSV have {d} significant digits.",
        "report_command": "Make it",
        "report_command_check": "Compare it",
        "report_version": "Skillmark",
        "report_estimators": "Estimators",
        "report_drawing": "Drawing and typesetting",
        "report_seed": "Seed",
        "report_as_of": "Day",
        "report_settings_digest": "Settings (SHA-256)",
        "report_inputs": "What it was made of",
        "report_file": "File",
        "report_bytes": "Bytes",
        "report_no_inputs": "This report was made from data that are no files, so it lists no "
        "digests.",
    },
    "de": {
        "report_period": "{} bis {}",
        "report_questions": "Von wem handelt dieser Bericht?",
        "report_withheld": "nicht gezeigt",
        "report_ledger_whole": "Das Verzeichnis enthält {n} Personen. Wie viele schon bei der "
        "Einstellung einen Nachweis hatten, wird nicht gezeigt: Auf einer Seite sind es zu wenige.",
        "report_hires": "Einstellungen nach Jahren, mit und ohne Nachweis",
        "report_hires_axis": "Eingestellte",
        "report_year": "Eingestellt",
        "report_recorded": "Was erfasst ist",
        "report_recorded_note": "Der Anteil der Personen, für die das Verzeichnis einen Wert hat. "
        "Was fehlt, fehlt auch in den Zahlen, die es brauchen; ergänzt wird nichts.",
        "report_column": "Spalte des Verzeichnisses",
        "report_share_known": "Bekannt bei",
        "report_trend_figure": "Median der Tage bis zur Produktivität nach Jahr der Einstellung, "
        "mit 95-%-Intervallen",
        "report_trend_axis": "Median der Tage bis zur Produktivität",
        "report_trend_text": "Eine Veränderung über die Zeit ist keine Wirkung: Auch die "
        "Menschen, die Stellen und der Arbeitsmarkt haben sich mit den Jahren verändert.",
        "report_figure_days": "{} Tage",
        "report_about_trend": "im Median bis zur Produktivität bei Einstellungen im Jahr {y}; im "
        "Jahr {x} waren es {a} Tage",
        "report_about_effect": "verändert ein Nachweis: {what} (95-%-Intervall {l} bis {h})",
        "report_figure_open": "Nicht belegt",
        "report_about_open": "was ein Nachweis verändert: {what}",
        "report_about_bound": "höchstens gespart je Einstellung, unter den Annahmen der Schätzung",
        "report_q_days_to_productivity": "Tage bis zur Produktivität",
        "report_q_starting_pay": "Einstiegsgehalt",
        "report_q_training_cost": "Schulungskosten",
        "report_q_retention": "Verbleib",
        "report_q_promotion": "Beförderung",
        "report_q_programme": "was das Programm in Teams verändert",
        "report_q_panel": "was der Start im Panel verändert",
        "report_q_": "was gefragt wurde",
        "report_do_keep": "Einen Nachweis bei der Einstellung weiter anrechnen und mit dem "
        "Intervall seiner Wirkung planen, nicht allein mit der Mitte (Gefragt war: {q}). Die "
        "Schätzung wiederholen, wenn die Personen des nächsten Jahres erfasst sind: Was nicht "
        "erfasst ist, kann sie weiterhin verzerren.",
        "report_do_rethink": "Dafür nicht mehr ausgeben, bis die Ursache gefunden ist: Die Wirkung "
        "ist belegt und geht in die falsche Richtung (Gefragt war: {q}).",
        "report_do_decide": "Entscheiden, ob die belegte Veränderung gewollt ist, und es vor dem "
        "nächsten Bericht in den Plan der Untersuchung schreiben (Gefragt war: {q}).",
        "report_do_wait": "Noch nichts entscheiden (Gefragt war: {q}). Einen Tag eintragen, an dem "
        "neu ausgewertet wird: wenn etwa {n} Personen dieser Mischung im Verzeichnis stehen.",
        "report_do_less_noise": "Noch nichts entscheiden (Gefragt war: {q}). Die Ergebnisse von "
        "mehr Personen erfassen und mehr von dem, was sie erklärt.",
        "report_do_record": "Vor dem Beginn erfassen, was darüber entscheidet, wer einen Nachweis "
        "hat. Bis dahin lässt sich nichts sagen (Gefragt war: {q}).",
        "report_do_compare": "Personen zum Vergleich finden, die in Erfahrung und Funktion ähnlich "
        "sind, aber keinen Nachweis haben, oder das Los entscheiden lassen, wem einer angeboten "
        "wird. Bis dahin lässt sich nichts sagen (Gefragt war: {q}).",
        "report_do_estimable": "Die Spalten des Verzeichnisses füllen, die die Frage braucht, für "
        "Personen mit und ohne Nachweis (Gefragt war: {q}).",
        "report_do_register": "Den Plan der Frage aufschreiben, bevor ihre Ergebnisse bekannt "
        "sind, und sie an ihrem Tag auswerten. Was erst nach den Daten gefragt wird, ist nie "
        "belegt (Gefragt war: {q}).",
        "report_do_await": "Nichts entscheiden vor dem Tag, an dem sich die Frage auswerten lässt: "
        "{d}. Was bis dahin zu sehen ist, ist vorläufig (Gefragt war: {q}).",
        "report_do_again": "Noch nichts entscheiden (Gefragt war: {q}). Unter allen zusammen "
        "ausgewerteten Fragen kann dieser Befund Zufall sein. An Menschen, die ab jetzt "
        "eingestellt werden, noch einmal fragen.",
        "report_do_small": "Nicht darauf bauen (Gefragt war: {q}). Was ein Nachweis daran ändert, "
        "ist kleiner als das, was vorher als wissenswert festgehalten wurde. Mehr Personen würden "
        "es nicht größer machen.",
        "report_do_teams": "Noch nichts entscheiden (Gefragt war: {q}). Mehr Teams einbeziehen, "
        "mindestens acht von etwa gleicher Größe, mit und ohne Nachweis: Menschen eines Teams "
        "haben zu viel gemeinsam.",
        "report_do_ask": "Eine Frage stellen, auf die es ankommt, ihren Plan aufschreiben und die "
        "Daten erheben, die er braucht.",
        "report_nothing_asked": "Im Verzeichnis steht nichts, woraus sich eine Wirkung schätzen "
        "ließe.",
        "report_limit_ledger": "Das Verzeichnis enthält, was die Organisation über {n} Personen "
        "erfasst hat. Ob es stimmt, ist ihm nicht anzusehen.",
        "report_limit_observed": "Niemandem wurde ein Nachweis zugelost. Ein bereinigter Vergleich "
        "nimmt die Unterschiede heraus, die erfasst sind, und keine anderen.",
        "report_limit_here": "Die Befunde gelten für diese Organisation und diesen Zeitraum. Über "
        "andere Organisationen sagen sie nichts.",
        "report_limit_small": "Was auf weniger als {k} Personen beruht, wird nicht gezeigt, auch "
        "nicht, was es durch Abziehen verraten würde.",
        "report_limit_groups": "Demographische Spalten dienen dem Vergleich der Ergebnisse "
        "zwischen Gruppen und sonst nichts: Keine Schätzung wird um sie bereinigt.",
        "report_limit_simulated": "Die Zeilen oder einige von ihnen stammen aus einer Simulation. "
        "Der Bericht zeigt, wie das Verfahren arbeitet, und sagt nichts über Menschen.",
        "report_term_ledger": "Ergebnisverzeichnis",
        "report_def_ledger": "Eine Zeile je Person: wann eingestellt, wofür, mit welchem Nachweis, "
        "und was daraus wurde.",
        "report_term_interval": "95-%-Intervall",
        "report_def_interval": "Ein Bereich aus einem Verfahren, das die Wahrheit in 95 von 100 "
        "Fällen trifft. Ist er breit, weiß man wenig.",
        "report_term_median": "Median",
        "report_def_median": "Die Hälfte liegt darunter, die Hälfte darüber.",
        "report_term_naive": "Einfacher Unterschied",
        "report_def_naive": "Alle mit Nachweis gegen alle ohne, so wie sie sind. Die Gruppen "
        "unterscheiden sich in mehr als dem Nachweis, darum ist es keine Wirkung.",
        "report_term_placebo": "Placebo",
        "report_def_placebo": "Dasselbe Verfahren dort, wo die Wahrheit bekanntlich null ist.",
        "report_term_evalue": "E-Wert",
        "report_def_evalue": "Wie stark eine nicht erfasste Ursache sein müsste, um eine Schätzung "
        "zu erklären.",
        "report_term_censored": "Noch nicht so weit",
        "report_def_censored": "Wessen Zeit noch läuft, zählt für die beobachtete Zeit und wird "
        "nicht weggelassen.",
        "report_term_credential": "Nachweis bei der Einstellung",
        "report_def_credential": "Einer, der am Tag der Einstellung oder vorher verliehen wurde.",
        "report_term_digest": "Prüfsumme (SHA-256)",
        "report_def_digest": "Der Fingerabdruck einer Datei: Ein anderes Zeichen, und er ist ein "
        "anderer.",
        "report_again": "Dieselben Dateien, Einstellungen und Versionen ergeben denselben Bericht, "
        "Byte für Byte: Weder Uhr noch Zufall sind darin außer dem Startwert unten. Wer die "
        "Dateien hat, prüft das mit den beiden Befehlen.",
        "report_again_digits": "Zahlen in JSON und CSV haben {d} gültige Stellen.",
        "report_command": "Erstellen",
        "report_command_check": "Vergleichen",
        "report_version": "Skillmark",
        "report_estimators": "Schätzverfahren",
        "report_drawing": "Zeichnen und Setzen",
        "report_seed": "Startwert",
        "report_as_of": "Tag",
        "report_settings_digest": "Einstellungen (SHA-256)",
        "report_inputs": "Woraus er gemacht ist",
        "report_file": "Datei",
        "report_bytes": "Bytes",
        "report_no_inputs": "Dieser Bericht wurde aus Daten gemacht, die keine Dateien sind; er "
        "nennt darum keine Prüfsummen.",
    },
}
