"""The fixed words around a report's own, in German and English."""

from __future__ import annotations

from typing import Final

from skillmark.nouns.outcome import Claim, ClaimType
from skillmark.render.words import base

WORDS: Final[dict[str, dict[str, str]]] = {
    "en": {
        "as_of": "As of",
        "claims": "What can be said",
        "contents": "Contents",
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
    },
    "de": {
        "as_of": "Stand",
        "claims": "Was sich sagen lässt",
        "contents": "Inhalt",
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
