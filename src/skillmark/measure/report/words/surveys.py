"""What the report says of surveys, in German and English."""

from __future__ import annotations

from typing import Final

WORDS: Final[dict[str, dict[str, str]]] = {
    "en": {
        "survey_title": "What people say",
        "survey_text": "What people say is what they believe. It is not an effect, however many "
        "say it.",
        "survey_claim": "{p} of {n} respondents say so: {q} (95% interval {l} to {h}).",
        "survey_claim_counted": "{p} of {n} respondents answered “{c}” to: {q} (95% interval {l} "
        "to {h}).",
        "survey_about": "answered “{c}”: {q}",
        "survey_compare": " The published figure is {f}{s}: a difference of {d} points ({dl} to "
        "{dh}){doubt}.",
        "survey_doubt": "; how uncertain that figure is itself is unknown",
        "survey_few": "Too few answers to report: {q}.",
        "survey_trend_claim": "{q}: {a} in the wave before ({na} answers), {b} now ({nb}): a "
        "change of {d} points (95% interval {l} to {h}). Why is open.",
        "survey_figure": "Share whose answer counts, with 95% intervals",
        "survey_axis": "share whose answer counts",
        "survey_scale_figure": "How the answers lie, from “{a}” to “{b}”",
        "survey_question": "Question",
        "survey_share": "Share",
        "survey_answers": "Answers",
        "survey_effective": "Effective answers",
        "survey_published": "Published figure",
        "survey_yours": "Yours",
        "survey_answer": "Answer",
        "survey_trend": "Between the waves",
        "survey_before": "Wave before",
        "survey_now": "Now",
        "survey_change": "Change in points",
        "survey_p": "p (Holm)",
        "survey_silent": "Who did not answer",
        "survey_silent_note": "Bounds: had none, or all, of those asked who did not answer agreed "
        "(Manski 1995). Nothing is assumed about them.",
        "survey_asked": "Asked",
        "survey_rate": "Share that answered",
        "survey_bounds": "Bounds of the share",
        "survey_groups": "By group: share in percent, with its 95% interval",
        "survey_withheld": "withheld",
        "survey_groups_note": "Groups of fewer than 5 answers are withheld, and what would give "
        "them away by subtraction. A star: differs from the other groups shown beyond chance "
        "(p < 0.05, by Holm within a question).",
        "survey_benchmarks": "Published figures, all self-reported",
        "survey_benchmarks_note": "Answers that people gave in surveys of the seller of the "
        "credentials, asked in other words and of other people. Where n is unknown, so is the "
        "figure's own uncertainty. “Up to” is a ceiling and no average. A figure that was not "
        "found in its source is compared with nothing.",
        "survey_said": "What was said",
        "survey_of": "Who was asked",
        "survey_n": "n",
        "survey_unknown": "unknown",
        "survey_source": "Source",
        "survey_up_to": "up to {}",
        "survey_not_found": "{} (not found in its source)",
    },
    "de": {
        "survey_title": "Was Menschen sagen",
        "survey_text": "Was Menschen sagen, ist, was sie meinen. Eine Wirkung ist es nicht, so "
        "viele es auch sagen.",
        "survey_claim": "{p} von {n} Befragten sagen das: {q} (95-%-Intervall {l} bis {h}).",
        "survey_claim_counted": "{p} von {n} Befragten antworteten „{c}“ auf: {q} "
        "(95-%-Intervall {l} bis {h}).",
        "survey_about": "antworteten „{c}“: {q}",
        "survey_compare": " Die veröffentlichte Zahl ist {f}{s}: ein Unterschied von {d} Punkten "
        "({dl} bis {dh}){doubt}.",
        "survey_doubt": "; wie unsicher diese Zahl selbst ist, ist unbekannt",
        "survey_few": "Zu wenige Antworten für einen Bericht: {q}.",
        "survey_trend_claim": "{q}: {a} in der vorigen Welle ({na} Antworten), jetzt {b} ({nb}): "
        "eine Veränderung um {d} Punkte (95-%-Intervall {l} bis {h}). Warum, ist offen.",
        "survey_figure": "Anteil, dessen Antwort zählt, mit 95-%-Intervallen",
        "survey_axis": "Anteil, dessen Antwort zählt",
        "survey_scale_figure": "Wie die Antworten liegen, von „{a}“ bis „{b}“",
        "survey_question": "Frage",
        "survey_share": "Anteil",
        "survey_answers": "Antworten",
        "survey_effective": "Effektive Antworten",
        "survey_published": "Veröffentlichte Zahl",
        "survey_yours": "Ihre",
        "survey_answer": "Antwort",
        "survey_trend": "Zwischen den Wellen",
        "survey_before": "Vorige Welle",
        "survey_now": "Jetzt",
        "survey_change": "Veränderung in Punkten",
        "survey_p": "p (Holm)",
        "survey_silent": "Wer nicht geantwortet hat",
        "survey_silent_note": "Schranken: wenn keiner oder alle der Befragten, die nicht "
        "geantwortet haben, zustimmten (Manski 1995). Über sie wird nichts angenommen.",
        "survey_asked": "Befragt",
        "survey_rate": "Anteil mit Antwort",
        "survey_bounds": "Schranken des Anteils",
        "survey_groups": "Nach Gruppen: Anteil in Prozent, mit 95-%-Intervall",
        "survey_withheld": "zurückgehalten",
        "survey_groups_note": "Gruppen mit weniger als 5 Antworten werden zurückgehalten, ebenso, "
        "was sie durch Abziehen verraten würde. Ein Stern: unterscheidet sich von den anderen "
        "gezeigten Gruppen über den Zufall hinaus (p < 0,05, nach Holm innerhalb einer Frage).",
        "survey_benchmarks": "Veröffentlichte Zahlen, alles Selbstauskünfte",
        "survey_benchmarks_note": "Antworten aus Umfragen des Anbieters der Nachweise, mit anderen "
        "Worten und bei anderen Menschen gefragt. Wo n unbekannt ist, ist es auch die "
        "Unsicherheit der Zahl. „Bis zu“ ist eine Obergrenze und kein Durchschnitt. Eine Zahl, "
        "die in ihrer Quelle nicht gefunden wurde, wird mit nichts verglichen.",
        "survey_said": "Was gesagt wurde",
        "survey_of": "Wer gefragt wurde",
        "survey_n": "n",
        "survey_unknown": "unbekannt",
        "survey_source": "Quelle",
        "survey_up_to": "bis zu {}",
        "survey_not_found": "{} (in der Quelle nicht gefunden)",
    },
}
"""Language to key to words."""
