"""The methods in plain words, in German and English, with the source where a method has one."""

from __future__ import annotations

from typing import Final

WORDS: Final[dict[str, dict[str, str]]] = {
    "en": {
        "methods_kinds": "Four kinds of claims",
        "methods_kinds_text": "A belief is what people say. A trend is what changed, with the "
        "reason open. A bound is what it cannot exceed under stated assumptions. Only an effect "
        "compares with people who are alike but lack the credential, and it is called established "
        "only if its question was written down before the data, zero lies outside its interval, "
        "the people are comparable, and a placebo finds nothing.",
        "methods_days": "Days to productivity",
        "methods_days_text": "Days from hiring until the person works unaided, as the "
        "organisation judges it. People who are not there yet are not left out: the curve and its "
        "median use the time they were watched so far (Kaplan and Meier 1958). An interval that "
        "ends with “or more” is one that the data do not close.",
        "methods_effect": "The adjusted effect",
        "methods_effect_text": "The average effect on those who had a credential, computed in two "
        "ways at once: one model says who tends to have a credential, another what would have "
        "become of people without one. The result is right if either model is (Robins, Rotnitzky "
        "and Zhao 1994). Each section says what it is adjusted for. What was not recorded, such "
        "as motivation, can still bias it.",
        "methods_placebo": "The placebo",
        "methods_placebo_text": "The same procedure where the truth is known to be zero: "
        "credentials drawn by chance, or people who earned theirs only afterwards. If it finds "
        "something there, it is not believed elsewhere. A placebo that finds nothing shows that "
        "the procedure works on these data, not that nothing unrecorded biases it.",
        "methods_starts": "Starts at different times",
        "methods_starts_text": "Units that start are compared with those that have not started "
        "yet, before and after, and never with units that started earlier (Callaway and Sant'Anna "
        "2021). That is right if both would have moved alike without the start. Whether they did "
        "so before is tested; that the test passes proves little (Roth 2022), so the report also "
        "says how large a drift it would have missed.",
        "methods_costs": "Fully loaded costs",
        "methods_costs_text": "Everything that a programme takes is counted: what was booked, and "
        "the paid hours of learners, managers and colleagues, which nobody books; overhead and "
        "this evaluation, too (Phillips and Phillips 2008). Where a kind of cost is not known, "
        "the sum is called a lower limit.",
        "methods_levels": "Five levels, and the step between",
        "methods_levels_text": "Did people like it, did they learn, do they use it, did it change "
        "a result, and was that worth its costs (Phillips 1997)? No level follows from the one "
        "below. Between use and result lies the isolation step: how much of the change is due to "
        "the programme, and not to everything else that happened? Only an established comparison "
        "counts here. A line of trend or people's own estimates are shown, and not counted.",
        "methods_money": "Intervals of money, and ceilings",
        "methods_money_text": "Nobody knows a cost or a worth to the cent. Each uncertain figure "
        "is a range; a value is drawn from every range, all is worked out, and that is repeated "
        "many thousand times. 95 of 100 results lie in the interval. It says what follows from "
        "the ranges that were entered, not whether they are right. “Up to” is a ceiling and never "
        "a figure to start from: it caps what is known otherwise, and by itself counts nothing.",
        "methods_surveys": "Surveys",
        "methods_surveys_text": "Each share has an interval that also holds for small numbers and "
        "shares near 0 or 100 % (Wilson 1927), by the effective number of answers, weights and "
        "strata included. Where many questions are compared, p-values are corrected for their "
        "number (Holm 1979). What those would have said who did not answer is bounded, not "
        "guessed (Manski 1995).",
        "methods_calibration": "Self-rating beside assessment",
        "methods_calibration_text": "What people say of themselves stands beside what was "
        "assessed, at each level that they named. Every assessment errs, and its errors alone "
        "make people with low results look too sure of themselves (Krueger and Mueller 2002). So "
        "the figure runs over what people say, where these errors even out. Several ratings of "
        "one person count as one person.",
        "methods_validity": "What results foretell",
        "methods_validity_text": "How far people with better results are rated better in their "
        "work later: a correlation, 0 for not at all and 1 for perfectly. Ratings exist only of "
        "those who were taken, often those with good results, and among people who are alike in a "
        "result it seems to foretell less than it does. The corrected figure takes that out "
        "(Thorndike 1949). Credentials with few people are drawn towards the mean of all. Among "
        "the questions named, at most 5 in 100 are named by chance (Benjamini and Hochberg 1995). "
        "To foretell is not to cause.",
        "methods_equity": "Outcomes by group",
        "methods_equity_text": "Each group that the organisation recorded is put beside the "
        "largest. Fewer than 5 people are never told, shares only from 20 on, and a small group "
        "is told together with the next smallest, so that it does not follow by subtraction. All "
        "differences are corrected for their number (Benjamini and Hochberg 1995). Groups serve "
        "this comparison alone: nobody is ranked by them, no estimate is adjusted for them. A "
        "difference asks a question; it does not say why.",
        "methods_people": "People are protected",
        "methods_people_text": "Nothing that rests on fewer than 5 people is shown, and no single "
        "person appears.",
    },
    "de": {
        "methods_kinds": "Vier Arten von Aussagen",
        "methods_kinds_text": "Eine Meinung ist, was Menschen sagen. Ein Trend ist, was sich "
        "verändert hat, ohne den Grund zu kennen. Eine Grenze ist, was unter genannten Annahmen "
        "nicht überschritten wird. Nur eine Wirkung vergleicht mit ähnlichen Personen ohne "
        "Nachweis, und belegt heißt sie nur, wenn die Frage vor den Daten aufgeschrieben war, die "
        "Null außerhalb des Intervalls liegt, die Verglichenen ähnlich sind und ein Placebo "
        "nichts findet.",
        "methods_days": "Tage bis zur Produktivität",
        "methods_days_text": "Tage von der Einstellung bis zur selbständigen Arbeit, wie die "
        "Organisation sie beurteilt. Wer noch nicht so weit ist, wird nicht weggelassen: Die "
        "Kurve und ihr Median nutzen die bisher beobachtete Zeit (Kaplan und Meier 1958). Ein "
        "Intervall mit „oder mehr“ können die Daten nach oben nicht schließen.",
        "methods_effect": "Die bereinigte Wirkung",
        "methods_effect_text": "Die mittlere Wirkung bei denen, die einen Nachweis hatten, auf "
        "zwei Wegen zugleich berechnet: Ein Modell beschreibt, wer eher einen Nachweis hat, ein "
        "zweites, was aus Personen ohne Nachweis geworden wäre. Das Ergebnis stimmt, wenn eines "
        "von beiden stimmt (Robins, Rotnitzky und Zhao 1994). Jeder Abschnitt nennt, worum "
        "bereinigt ist. Was nicht erfasst ist, etwa Motivation, kann es weiterhin verzerren.",
        "methods_placebo": "Das Placebo",
        "methods_placebo_text": "Dasselbe Verfahren dort, wo die Wahrheit bekanntlich null ist: "
        "bei ausgelosten Nachweisen oder bei Menschen, die ihren erst später erworben haben. "
        "Findet es dort etwas, wird ihm auch sonst nicht geglaubt. Ein Placebo ohne Befund zeigt, "
        "dass das Verfahren auf diesen Daten arbeitet, nicht, dass nichts Unerfasstes verzerrt.",
        "methods_starts": "Starts zu verschiedenen Zeiten",
        "methods_starts_text": "Einheiten, die starten, werden vorher und nachher mit denen "
        "verglichen, die noch nicht gestartet sind, und nie mit früher gestarteten (Callaway und "
        "Sant'Anna 2021). Das stimmt, wenn sich ohne den Start beide gleich bewegt hätten. Ob sie "
        "es vorher taten, wird geprüft; eine bestandene Prüfung beweist wenig (Roth 2022), darum "
        "sagt der Bericht auch, welche Drift sie übersehen hätte.",
        "methods_costs": "Vollkosten",
        "methods_costs_text": "Gezählt wird alles, was ein Programm braucht: was gebucht wurde "
        "und die bezahlten Stunden der Lernenden, der Führung und der Kollegen, die niemand "
        "bucht; auch Gemeinkosten und diese Auswertung (Phillips und Phillips 2008). Ist eine "
        "Kostenart nicht bekannt, heißt die Summe Untergrenze.",
        "methods_levels": "Fünf Stufen und der Schritt dazwischen",
        "methods_levels_text": "Gefiel es, wurde gelernt, wird es angewandt, hat es ein Ergebnis "
        "verändert, und war das seine Kosten wert (Phillips 1997)? Keine Stufe folgt aus der "
        "darunter. Zwischen Anwendung und Ergebnis liegt der Isolationsschritt: Wie viel der "
        "Veränderung kommt vom Programm und nicht von allem anderen, was geschah? Hier zählt nur "
        "ein belegter Vergleich. Trendlinien und eigene Schätzungen der Beteiligten werden "
        "gezeigt und nicht gezählt.",
        "methods_money": "Intervalle von Geldbeträgen und Obergrenzen",
        "methods_money_text": "Niemand kennt Kosten oder einen Wert auf den Cent. Jede unsichere "
        "Zahl ist eine Spanne; aus jeder Spanne wird ein Wert gezogen, alles ausgerechnet und das "
        "viele tausend Mal wiederholt. 95 von 100 Ergebnissen liegen im Intervall. Es sagt, was "
        "aus den eingetragenen Spannen folgt, nicht, ob sie stimmen. „Bis zu“ ist eine Obergrenze "
        "und nie ein Ausgangswert: Sie begrenzt, was anderweitig bekannt ist, und zählt für sich "
        "allein nichts.",
        "methods_surveys": "Umfragen",
        "methods_surveys_text": "Jeder Anteil hat ein Intervall, das auch bei kleinen Zahlen und "
        "bei Anteilen nahe 0 oder 100 % gilt (Wilson 1927), mit der effektiven Zahl der "
        "Antworten, Gewichte und Schichten eingerechnet. Wo viele Fragen verglichen werden, sind "
        "die p-Werte für ihre Zahl korrigiert (Holm 1979). Was die gesagt hätten, die nicht "
        "antworteten, wird eingegrenzt und nicht geraten (Manski 1995).",
        "methods_calibration": "Selbsteinschätzung neben Prüfung",
        "methods_calibration_text": "Was Menschen von sich sagen, steht neben dem, was geprüft "
        "wurde, auf jeder Stufe, die sie nannten. Jede Prüfung irrt, und schon ihre Fehler lassen "
        "Menschen mit niedrigen Ergebnissen zu selbstsicher wirken (Krueger und Mueller 2002). "
        "Darum läuft die Abbildung über das, was Menschen von sich sagen; dort gleichen sich "
        "diese Fehler aus. Mehrere Einschätzungen einer Person zählen als eine Person.",
        "methods_validity": "Was Ergebnisse voraussagen",
        "methods_validity_text": "Wie sehr die Arbeit von Menschen mit besseren Ergebnissen "
        "später besser bewertet wird: eine Korrelation, 0 für gar nicht und 1 für vollkommen. "
        "Bewertet werden nur die, die genommen wurden, oft die mit guten Ergebnissen, und unter "
        "Menschen mit ähnlichem Ergebnis scheint es weniger vorauszusagen, als es tut. Der "
        "korrigierte Wert nimmt das heraus (Thorndike 1949). Nachweise mit wenigen Personen sind "
        "zum Mittel aller gezogen. Unter den genannten Fragen stehen höchstens 5 von 100 durch "
        "Zufall (Benjamini und Hochberg 1995). Voraussagen heißt nicht bewirken.",
        "methods_equity": "Ergebnisse nach Gruppen",
        "methods_equity_text": "Jede Gruppe, welche die Organisation erfasst hat, steht neben der "
        "größten. Weniger als 5 Personen werden nie gezeigt, Anteile erst ab 20, und eine kleine "
        "Gruppe nur zusammen mit der nächstkleineren, damit sie sich nicht durch Abziehen ergibt. "
        "Alle Unterschiede sind für ihre Zahl korrigiert (Benjamini und Hochberg 1995). Gruppen "
        "dienen allein diesem Vergleich: Niemand wird nach ihnen gereiht, keine Schätzung um sie "
        "bereinigt. Ein Unterschied stellt eine Frage; warum er besteht, sagt er nicht.",
        "methods_people": "Schutz der Personen",
        "methods_people_text": "Was auf weniger als 5 Personen beruht, wird nicht gezeigt; "
        "niemand erscheint einzeln.",
    },
}
"""Language to key to words: `methods_NAME` is a term, `methods_NAME_text` what it means."""
