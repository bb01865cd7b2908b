"""One item as a qti-assessment-item."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from xml.etree.ElementTree import Element

from skillmark.assess.exchange.qti.bodies_out import PROMPT, Place, body_of
from skillmark.assess.exchange.qti.elements import (
    answered,
    assign,
    constant,
    expression,
    make,
    number,
    text,
    variable,
    when,
)
from skillmark.assess.exchange.qti.names import ASI, TEMPLATES, identifier
from skillmark.assess.exchange.qti.scoring_out import MATCH, RESPONSE, Rules, rules_of
from skillmark.assess.exchange.xhtml import blocks, plain_blocks
from skillmark.assess.exchange.xml import LANG
from skillmark.assess.interactions.best_worst import BestWorst
from skillmark.assess.interactions.choice import Choice
from skillmark.assess.interactions.cloze import Cloze, Menu
from skillmark.assess.interactions.gap_match import GapMatch
from skillmark.assess.interactions.match import Match
from skillmark.assess.interactions.multiple import Multiple
from skillmark.assess.interactions.order import Order
from skillmark.assess.interactions.rated import LEVELS, Rated
from skillmark.assess.items import Item
from skillmark.nouns.text import Text

RUBRIC, SAMPLE = "skillmark-rubric", "skillmark-sample"
EFFECTIVENESS = "skillmark-effectiveness"
FEEDBACK, SOLUTION, RATIONALE = "FEEDBACK", "SOLUTION", "rationale"


def item_element(
    item: Item, *, language: str, source: Callable[[str], str], stimulus: str = ""
) -> Element:
    """Return an item in one language.

    `source` gives the address of a file, `stimulus` is the address of the material that the item
    asks about.
    """
    rules = rules_of(item.interaction, item.points)
    whys = dict(_whys(item, language))
    feedback = list(_feedback(item, whys, language, source))
    root = make(
        "qti-assessment-item",
        {
            "identifier": identifier(item.id),
            "title": item.id,
            "adaptive": False,
            "time-dependent": False,
        },
        *rules.responses,
        *_outcomes(item, rules, whys),
    )
    root.set(LANG, language)
    if stimulus:
        reference = {"identifier": identifier(item.stimulus), "href": stimulus}
        root.append(make("qti-assessment-stimulus-ref", {**reference}))
    place = Place(language, source)
    prompt = blocks(item.prompt.in_language(language), ASI, source)
    body = [make("div", {"class": PROMPT}, *prompt), *body_of(item.interaction, place)]
    root.append(make("qti-item-body", None, *body, *_for_scorers(item, language)))
    if not rules.human:
        root.append(_processing(item, rules, whys))
    root.extend(feedback)
    return root


def _outcomes(item: Item, rules: Rules, whys: dict[str, str]) -> Iterator[Element]:
    human = "human" if rules.human else None
    least = item.interaction.lowest * item.points
    yield make(
        "qti-outcome-declaration",
        {
            "identifier": "SCORE",
            "cardinality": "single",
            "base-type": "float",
            "normal-maximum": item.points,
            "normal-minimum": least if least else None,
            "external-scored": human,
        },
    )
    worth = make("qti-default-value", None, make("qti-value", None, number(item.points)))
    yield make(
        "qti-outcome-declaration",
        {"identifier": "MAXSCORE", "cardinality": "single", "base-type": "float"},
        worth,
    )
    for name, cardinality, wanted in (
        (FEEDBACK, "multiple", bool(whys)),
        (SOLUTION, "single", item.rationale is not None),
    ):
        if wanted:
            yield make(
                "qti-outcome-declaration",
                {"identifier": name, "cardinality": cardinality, "base-type": "identifier"},
            )


def _processing(item: Item, rules: Rules, whys: dict[str, str]) -> Element:
    """Return a template's address, or rules where it says too little."""
    if rules.template and not whys and item.rationale is None:
        return make("qti-response-processing", {"template": f"{TEMPLATES}{rules.template}"})
    written = rules.rules or [_as_rules(rules.template)]
    if whys:
        written.append(assign(FEEDBACK, expression("multiple", *_shown_feedback(item, whys))))
    if item.rationale is not None:
        written.append(assign(SOLUTION, constant("identifier", RATIONALE)))
    return make("qti-response-processing", None, *written)


def _as_rules(template: str) -> Element:
    """Return the rules of a standard template, so that others can follow them."""
    if template == MATCH:
        right = make("qti-correct", {"identifier": RESPONSE})
        return when(
            expression("match", variable(RESPONSE), right),
            assign("SCORE", constant("float", 1)),
            otherwise=assign("SCORE", constant("float", 0)),
        )
    return when(
        answered(RESPONSE),
        assign("SCORE", make("qti-map-response", {"identifier": RESPONSE})),
        otherwise=assign("SCORE", constant("float", 0)),
    )


def _shown_feedback(item: Item, whys: dict[str, str]) -> list[Element]:
    """What was chosen explains itself; elsewhere everything is explained."""
    if isinstance(item.interaction, Choice | Multiple):
        return [variable(RESPONSE)]
    return [constant("identifier", one) for one in whys]


def _whys(item: Item, language: str) -> Iterator[tuple[str, str]]:
    """Yield the identifier and the words of every explanation of an option."""
    match item.interaction:
        case Choice(options=options) | Multiple(options=options) | Order(options=options):
            pairs = [(one.id, one.why) for one in options]
        case GapMatch(options=options):
            pairs = [(one.id, one.why) for one in options]
        case BestWorst(reactions=reactions):
            pairs = [(one.id, one.why) for one in reactions]
        case Match(rows=rows, options=options):
            pairs = [(f"{kind}.{one.id}", one.why) for kind, part in (("row", rows),
                     ("column", options)) for one in part]  # fmt: skip
        case Cloze(gaps=gaps):
            menus = [gap for gap in gaps if isinstance(gap, Menu)]
            pairs = [(f"{gap.id}.{one.id}", one.why) for gap in menus for one in gap.options]
        case _:
            pairs = []
    return ((identifier(id_), why.in_language(language)) for id_, why in pairs if why is not None)


def _feedback(
    item: Item, whys: dict[str, str], language: str, source: Callable[[str], str]
) -> Iterator[Element]:
    for name, words in whys.items():
        yield _modal(FEEDBACK, name, plain_blocks(words, ASI))
    if item.rationale is not None:
        words = item.rationale.in_language(language)
        yield _modal(SOLUTION, RATIONALE, blocks(words, ASI, source))


def _modal(outcome: str, name: str, inside: Iterator[Element]) -> Element:
    attributes = {"outcome-identifier": outcome, "identifier": name, "show-hide": "show"}
    return make("qti-modal-feedback", {**attributes}, make("qti-content-body", None, *inside))


def _for_scorers(item: Item, language: str) -> Iterator[Element]:
    way = item.interaction
    if isinstance(way, Rated):
        rows = [
            [one.id, number(one.points)]
            + [_words(getattr(one, level), language) for level in LEVELS]
            for one in way.rubric
        ]
        yield _rubric_block(_table(RUBRIC, ["id", "points", *LEVELS], rows))
        if way.sample is not None:
            words = plain_blocks(way.sample.in_language(language), ASI)
            yield _rubric_block(make("div", {"class": SAMPLE}, *words))
    if isinstance(way, BestWorst):
        rows = [[one.id, number(one.effectiveness)] for one in way.reactions]
        yield _rubric_block(_table(EFFECTIVENESS, ["id", "effectiveness"], rows))


def _words(text_: Text, language: str) -> str:
    return text_.in_language(language)


def _rubric_block(inside: Element) -> Element:
    body = make("qti-content-body", None, inside)
    return make("qti-rubric-block", {"view": "scorer", "use": "scoring"}, body)


def _table(class_: str, head: list[str], rows: list[list[str]]) -> Element:
    first = make("tr", None, *(text("th", one) for one in head))
    rest = [make("tr", None, *(text("td", one) for one in row)) for row in rows]
    return make("table", {"class": class_}, make("thead", None, first), make("tbody", None, *rest))
