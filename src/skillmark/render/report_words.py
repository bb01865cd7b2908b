"""The fixed words around a report's own, in German and English."""

from __future__ import annotations

from typing import Final

from skillmark.nouns.outcome import Claim, ClaimType
from skillmark.render.document import Section
from skillmark.render.words import base

WORDS: Final[dict[str, dict[str, str]]] = {
    "en": {
        "as_of": "As of",
        "claims": "What can be said",
        "methods": "Methods in plain words",
        "simulated": "Simulated data",
        "simulated_all": "This report rests on simulated data. It shows how the method works; it "
        "says nothing about real people.",
        "table": "The same numbers as a table",
        "n": "people: {}",
        "established": "established",
        "not_established": "not established",
        ClaimType.BELIEF: "Belief",
        ClaimType.TREND: "Trend",
        ClaimType.BOUND: "Bound",
        ClaimType.EFFECT: "Effect",
        "legend_belief": "people say so",
        "legend_trend": "it changed; why is open",
        "legend_bound": "not more than this, given stated assumptions",
        "legend_effect": "estimated against a comparison group",
        "page": "Page",
        "page_of": "{} of {}",
        "contents": "Contents",
        "summary": "What is established, and what is not",
        "group_established": "Established",
        "group_not_established": "Not established",
        "group_described": "What changed, and what it cannot exceed",
        "group_said": "What people say",
        "none_established": "Nothing. That is an answer: the section after the findings says what "
        "data would settle it.",
        "none_not_established": "Nothing was asked that the data could not answer.",
        "none_described": "Nothing was counted over time or bounded.",
        "none_said": "Nobody was asked.",
        "advice": "What to do next",
        "advice_intro": "To act is recommended only where a finding is established. Everything "
        "else says which data to collect first.",
        "act": "Act",
        "collect": "Collect data",
        "rests_on": "It rests on:",
        "because": "Because:",
        "limits": "The data and their limits",
        "glossary": "Glossary",
        "reproduce": "How to make this report again",
        "cover_facts": "At a glance",
        "period": "People hired",
        "appendix": "Appendix: tables to look up",
        "appendix_intro": "What was asked, who is in it, and every number behind the figures, "
        "question by question.",
        "further": "In the appendix:",
        "and_more": "and more",
        "how_asked": "how and when it was asked",
        "back": "Back to: {}",
        "figures": "Figures",
        "how_to_read": "How to read a claim",
        "evidence": "Evidence, question by question",
    },
    "de": {
        "as_of": "Stand",
        "claims": "Was sich sagen lässt",
        "methods": "Die Methoden in einfachen Worten",
        "simulated": "Simulierte Daten",
        "simulated_all": "Dieser Bericht beruht auf simulierten Daten. Er zeigt, wie das Verfahren "
        "arbeitet; über wirkliche Menschen sagt er nichts.",
        "table": "Dieselben Zahlen als Tabelle",
        "n": "Personen: {}",
        "established": "belegt",
        "not_established": "nicht belegt",
        ClaimType.BELIEF: "Meinung",
        ClaimType.TREND: "Trend",
        ClaimType.BOUND: "Grenze",
        ClaimType.EFFECT: "Wirkung",
        "legend_belief": "Menschen sagen es",
        "legend_trend": "es hat sich verändert; warum, ist offen",
        "legend_bound": "nicht mehr als das, unter genannten Annahmen",
        "legend_effect": "gegen eine Vergleichsgruppe geschätzt",
        "page": "Seite",
        "page_of": "{} von {}",
        "contents": "Inhalt",
        "summary": "Was belegt ist und was nicht",
        "group_established": "Belegt",
        "group_not_established": "Nicht belegt",
        "group_described": "Was sich verändert hat und was nicht überschritten wird",
        "group_said": "Was Menschen sagen",
        "none_established": "Nichts. Auch das ist eine Antwort: Der Abschnitt nach den Befunden "
        "sagt, welche Daten es klären würden.",
        "none_not_established": "Es wurde nichts gefragt, was die Daten nicht beantworten konnten.",
        "none_described": "Nichts wurde über die Zeit gezählt oder begrenzt.",
        "none_said": "Niemand wurde gefragt.",
        "advice": "Was als Nächstes zu tun ist",
        "advice_intro": "Zu handeln wird nur empfohlen, wo ein Befund belegt ist. Alles andere "
        "sagt, welche Daten zuerst zu erheben sind.",
        "act": "Handeln",
        "collect": "Daten erheben",
        "rests_on": "Es beruht auf:",
        "because": "Denn:",
        "limits": "Die Daten und ihre Grenzen",
        "glossary": "Glossar",
        "reproduce": "Wie dieser Bericht noch einmal entsteht",
        "cover_facts": "Auf einen Blick",
        "period": "Einstellungen",
        "appendix": "Anhang: Tabellen zum Nachschlagen",
        "appendix_intro": "Was gefragt wurde, wer dabei ist und jede Zahl hinter den Abbildungen, "
        "Frage für Frage.",
        "further": "Im Anhang:",
        "and_more": "und mehr",
        "how_asked": "wie und wann gefragt wurde",
        "back": "Zurück zu: {}",
        "figures": "Abbildungen",
        "how_to_read": "Wie eine Aussage zu lesen ist",
        "evidence": "Die Belege, Frage für Frage",
    },
}


def words(language: str) -> dict[str, str]:
    """Return the words in `language`, English where we have none."""
    return WORDS[base(language)]


def chip(claim: Claim, language: str) -> str:
    """Return what is written before a claim: its type, and whether an effect is established."""
    said = words(language)
    if claim.type is ClaimType.EFFECT:
        verdict = said["established" if claim.established else "not_established"]
        return f"{said[claim.type]}: {verdict}"
    return said[claim.type]


LETTERS: Final = 80
"""Letters that a link to the appendix takes at most for what is there."""


def contents_of(more: Section, language: str = "en") -> str:
    """Return what a part of the appendix has, for the link that leads there."""
    captions = (*(one.caption for one in more.tables), *(one.caption for one in more.figures))
    every = list(dict.fromkeys(captions)) or [words(language)["how_asked"]]
    named = every[:1]
    for one in every[1:]:
        if len("; ".join([*named, one])) > LETTERS:
            break
        named.append(one)
    if len(named) < len(every):
        named.append(words(language)["and_more"])
    return "; ".join(named)
