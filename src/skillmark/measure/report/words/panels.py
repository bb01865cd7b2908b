"""The report's words on a panel of one's own, in German and English."""

from __future__ import annotations

from typing import Final

WORDS: Final[dict[str, dict[str, str]]] = {
    "en": {
        "panel_title": "What changed where it started: {what}",
        "panel_claim": "That the start changes “{what}” is not established: the question is not "
        "registered, and what is asked after the data can be chosen for its answer. Estimate {e} "
        "(95% interval {l} to {h}).",
        "panel_refused": "That the start changes “{what}” is not established: it could not be "
        "estimated. {reason}",
        "panel_few": "Fewer than 5 units start, or fewer than 5 do not: nothing is shown.",
        "panel_text": "{n} units over {t} periods, of which {k} start. Each is compared, before "
        "and after its start, with those that have not started yet. {clusters}",
        "panel_clusters": "Errors follow what units share ({n} clusters).",
        "panel_zero": "The interval holds zero: a change and none fit these data alike.",
        "panel_alike": "Before the start, the units moved alike as far as the test can see "
        "(p = {p}). It would have found a steady drift of {d} a period four times in five; a drift "
        "of that size would move the estimate by {m}.",
        "panel_alike_blind": "Before the start, no difference in movement was found (p = {p}), but "
        "a test of so few units would find hardly any.",
        "panel_apart": "Before the start, the units already moved apart (p = {p}): the estimate "
        "may be that movement going on.",
        "panel_untested": "Whether the units moved alike before the start cannot be tested: there "
        "are too few units or no earlier periods.",
        "panel_breakdown": "The average since the start stays different from zero while trends "
        "move apart by at most {m} times the worst movement seen before.",
        "panel_register": "Write the question down before its outcomes are known and let the "
        "outcome ledger answer it: which teams start when.",
        "panel_figure": "Difference by periods since the start, with 95% intervals",
        "panel_axis": "difference in {what}",
        "panel_since": "periods since the start",
        "panel_before": "before the start: should be zero",
        "panel_after": "since the start",
        "panel_base": "compared with",
        "panel_cohorts": "By first period",
        "panel_first": "Starts in",
        "panel_units": "Units",
        "panel_average": "Average since the start",
        "panel_cohorts_note": "Cohorts of fewer than 5 units are not shown, and neither is what "
        "would give them away by subtraction.",
        "panel_note_from_start": "Units that had started in the first period have no before and "
        "are left out: {n}.",
        "panel_note_single_unit": "Units that start alone have no error of their own and are left "
        "out: {n}.",
        "panel_note_few_clusters": "There are few units; intervals are wider for it, and still "
        "uncertain.",
        "panel_about": "what the start changes: {what}",
    },
    "de": {
        "panel_title": "Was sich mit dem Start verändert hat: {what}",
        "panel_claim": "Dass der Start „{what}“ verändert, ist nicht belegt: Die Frage ist nicht "
        "registriert, und was erst nach den Daten gefragt wird, lässt sich nach der Antwort "
        "wählen. Schätzung {e} (95-%-Intervall {l} bis {h}).",
        "panel_refused": "Dass der Start „{what}“ verändert, ist nicht belegt: Es ließ sich nicht "
        "schätzen. {reason}",
        "panel_few": "Weniger als 5 Einheiten starten, oder weniger als 5 tun es nicht: Es wird "
        "nichts gezeigt.",
        "panel_text": "{n} Einheiten über {t} Zeiträume, von denen {k} starten. Jede wird vor und "
        "nach ihrem Start mit denen verglichen, die noch nicht gestartet sind. {clusters}",
        "panel_clusters": "Die Fehler folgen dem, was Einheiten teilen ({n} Cluster).",
        "panel_zero": "Das Intervall enthält die Null: Eine Veränderung und keine passen gleich "
        "gut zu diesen Daten.",
        "panel_alike": "Vor dem Start bewegten sich die Einheiten gleich, so weit der Test es "
        "sehen kann (p = {p}). Eine stetige Drift von {d} je Zeitraum hätte er in vier von fünf "
        "Fällen gefunden; sie würde die Schätzung um {m} verschieben.",
        "panel_alike_blind": "Vor dem Start fand sich kein Unterschied in der Bewegung (p = {p}), "
        "aber ein Test mit so wenigen Einheiten fände kaum einen.",
        "panel_apart": "Schon vor dem Start bewegten sich die Einheiten auseinander (p = {p}): Die "
        "Schätzung kann diese Bewegung sein, die weitergeht.",
        "panel_untested": "Ob sich die Einheiten vor dem Start gleich bewegten, lässt sich nicht "
        "prüfen: Es sind zu wenige, oder es gibt keine früheren Zeiträume.",
        "panel_breakdown": "Der Mittelwert seit dem Start bleibt von null verschieden, solange "
        "Trends höchstens {m}-mal so weit auseinandergehen wie die schlimmste Bewegung vorher.",
        "panel_register": "Die Frage aufschreiben, bevor ihre Ergebnisse bekannt sind, und sie vom "
        "Ergebnisverzeichnis beantworten lassen: welche Teams wann starten.",
        "panel_figure": "Unterschied nach Zeiträumen seit dem Start, mit 95-%-Intervallen",
        "panel_axis": "Unterschied in {what}",
        "panel_since": "Zeiträume seit dem Start",
        "panel_before": "vor dem Start: sollte null sein",
        "panel_after": "seit dem Start",
        "panel_base": "Vergleich",
        "panel_cohorts": "Nach dem ersten Zeitraum",
        "panel_first": "Start in",
        "panel_units": "Einheiten",
        "panel_average": "Mittel seit dem Start",
        "panel_cohorts_note": "Kohorten mit weniger als 5 Einheiten werden nicht gezeigt, ebenso, "
        "was sie durch Abziehen verraten würde.",
        "panel_note_from_start": "Einheiten, die schon im ersten Zeitraum gestartet waren, haben "
        "kein Vorher und sind weggelassen: {n}.",
        "panel_note_single_unit": "Einheiten, die allein starten, haben keinen eigenen Fehler und "
        "sind weggelassen: {n}.",
        "panel_note_few_clusters": "Es sind wenige Einheiten; die Intervalle sind deshalb weiter "
        "und bleiben unsicher.",
        "panel_about": "was der Start verändert: {what}",
    },
}
"""Language to key to words."""
