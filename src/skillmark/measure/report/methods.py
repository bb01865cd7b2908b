"""How an impact report explains its methods, in plain words."""

from __future__ import annotations

from typing import Final

METHODS: Final[dict[str, dict[str, str]]] = {
    "en": {
        "Four kinds of claims": "A belief is what people say. A trend is what changed, with "
        "the reason open. A bound is what it cannot exceed under stated assumptions. Only an "
        "effect compares with people who are alike but lack the credential, and it is called "
        "established only if zero lies outside its interval, the people are comparable, and a "
        "placebo finds nothing.",
        "Days to productivity": "Days from hiring until the person works unaided, as the "
        "organisation judges it. People who are not there yet are not left out: the "
        "Kaplan-Meier curve and its median use the time they were watched so far. An interval "
        "that ends with “or more” is one that the data do not close.",
        "The adjusted effect": "The average effect on those who had a credential, by augmented "
        "inverse probability weighting: one model says who tends to have a credential, another "
        "how long people without one take, and the result is right if either model is. "
        "Adjusted for years of experience and function. What was not recorded, such as "
        "motivation, can still bias it.",
        "The placebo": "Who had a credential is shuffled many times, and the whole procedure "
        "is repeated. Only about one in twenty intervals may then leave out zero. This shows "
        "that the procedure works on these data, not that nothing unrecorded biases it.",
        "Surveys": "Wilson intervals on the effective number of answers, weights and strata "
        "included.",
        "People are protected": "Nothing that rests on fewer than 5 people is shown, and no "
        "single person appears.",
    },
    "de": {
        "Vier Arten von Aussagen": "Eine Meinung ist, was Menschen sagen. Ein Trend ist, was "
        "sich verändert hat, ohne den Grund zu kennen. Eine Grenze ist, was unter genannten "
        "Annahmen nicht überschritten wird. Nur eine Wirkung vergleicht mit ähnlichen Personen "
        "ohne Nachweis, und belegt heißt sie nur, wenn die Null außerhalb des Intervalls "
        "liegt, die Verglichenen ähnlich sind und ein Placebo nichts findet.",
        "Tage bis zur Produktivität": "Tage von der Einstellung bis zur selbständigen Arbeit, "
        "wie die Organisation sie beurteilt. Wer noch nicht so weit ist, wird nicht "
        "weggelassen: Die Kaplan-Meier-Kurve und ihr Median nutzen die bisher beobachtete "
        "Zeit. Ein Intervall mit „oder mehr“ können die Daten nach oben nicht schließen.",
        "Die bereinigte Wirkung": "Die mittlere Wirkung bei denen, die einen Nachweis hatten, "
        "durch doppelt robuste Gewichtung: Ein Modell beschreibt, wer eher einen Nachweis hat, "
        "ein zweites, wie lange Personen ohne Nachweis brauchen; das Ergebnis stimmt, wenn "
        "eines von beiden stimmt. Bereinigt um Berufserfahrung und Funktion. Was nicht erfasst "
        "ist, etwa Motivation, kann es weiterhin verzerren.",
        "Das Placebo": "Wer einen Nachweis hatte, wird viele Male gelost und das ganze "
        "Verfahren wiederholt. Nur etwa eines von zwanzig Intervallen darf dann die Null "
        "auslassen. Das zeigt, dass das Verfahren auf diesen Daten arbeitet, nicht, dass "
        "nichts Unerfasstes verzerrt.",
        "Umfragen": "Wilson-Intervalle mit der effektiven Zahl der Antworten, Gewichte und "
        "Schichten eingerechnet.",
        "Schutz der Personen": "Was auf weniger als 5 Personen beruht, wird nicht gezeigt; "
        "niemand erscheint einzeln.",
    },
}
"""Language to pairs of a term and what it means."""
