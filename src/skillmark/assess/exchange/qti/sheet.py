"""One item of QTI while it is read: its variables, its words, what people are told about it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from skillmark.assess.exchange.markdown import Markdown
from skillmark.assess.exchange.qti.names import plain_id
from skillmark.assess.exchange.qti.processing import Scoring
from skillmark.assess.exchange.qti.values import Declared, Value, container, read_declaration
from skillmark.assess.exchange.remarks import Notes, unsupported
from skillmark.assess.exchange.xml import child, children, local

CLOSE = 1e-6
"""Points that are the same."""


@dataclass
class Sheet:
    """What readers of interactions need."""

    root: Element
    where: str
    language: str
    notes: Notes
    picture: Callable[[str], str]
    """From an address in the item to the name of a file; empty for one that is not there."""
    measure: Callable[[str], tuple[int, int]]
    """From the name of a file to its width and height in pixels."""
    points: float = 1.0
    """What a question is worth that does not say it."""
    declared: dict[str, Declared] = field(init=False)
    scoring: Scoring = field(init=False)

    def __post_init__(self) -> None:
        kinds = ("qti-response-declaration", "qti-outcome-declaration")
        found = [read_declaration(one) for kind in kinds for one in children(self.root, kind)]
        self.declared = {one.name: one for one in found}
        self.scoring = Scoring(self.declared, child(self.root, "qti-response-processing"))
        astray = bool(self.scoring.template) and "RESPONSE" not in self.declared
        keyed = any(one.correct is not None for one in self.declared.values())
        if keyed and (self.scoring.silent or astray):
            self.scoring.by_key = True
            self.changed("it does not say how it is scored: its key counts")

    def response(self, name: str) -> bool:
        """Whether a variable is a response."""
        return name in self.declared and not self.declared[name].outcome

    def changed(self, words: str) -> None:
        """Tell that something is not quite as it was."""
        self.notes.changed(self.where, words)

    def left_out(self, words: str) -> None:
        """Tell that something of the item is not there; the item is."""
        self.notes.changed(self.where, f"left out: {words}")

    def declaration(self, interaction: Element) -> Declared:
        """Return the response variable of an interaction."""
        name = interaction.get("response-identifier", "")
        if name not in self.declared:
            raise unsupported("a question whose response is not declared")
        return self.declared[name]

    # words

    def plain(self, element: Element | None) -> str:
        """Return what an element says, in plain words."""
        if element is None:
            return ""
        reader = Markdown(lost=self._lost, picture=self.picture, special=self._aside, flat=True)
        return reader.inside(element)

    def marked(self, elements: Iterable[Element], special: Callable[[Element], str | None]) -> str:
        """Return what elements say, in Markdown."""

        def ours(element: Element) -> str | None:
            said = special(element)
            return said if said is not None else self._aside(element)

        reader = Markdown(lost=self._lost, picture=self._there, special=ours)
        return reader.of(elements)

    def markdown(self, element: Element | None) -> str:
        """Return what an element says, in Markdown."""
        return "" if element is None else self.marked(list(_wrapped(element)), lambda _: None)

    def flat(self, element: Element, special: Callable[[Element], str | None]) -> str:
        """Return plain words in which `special` writes places."""

        def ours(one: Element) -> str | None:
            said = special(one)
            return said if said is not None else self._aside(one)

        reader = Markdown(lost=self._lost, picture=self.picture, special=ours, flat=True)
        return reader.inside(element)

    def _there(self, address: str) -> str:
        found = self.picture(address)
        if not found:
            self.left_out(f"the picture {address[:80]!r}, which is not in the package")
        return found

    def _lost(self, what: str) -> None:
        self.left_out(what)

    def _aside(self, element: Element) -> str | None:
        """Leave out what does not belong to the words themselves."""
        name = local(element)
        if name in ("qti-feedback-inline", "qti-feedback-block"):
            return ""
        if name in ("qti-printed-variable", "qti-template-inline", "qti-template-block"):
            raise unsupported("a question that is made anew for everybody (templates)")
        if name == "include":
            raise unsupported("words that stand in another file (XInclude)")
        if name in ("qti-catalog-info", "qti-stylesheet", "qti-companion-materials-info"):
            self.left_out(name.removeprefix("qti-").replace("-", " "))
            return ""
        return None

    # options

    def options(self, elements: Iterable[Element]) -> list[dict[str, str]]:
        """Return options with their words, and what is said to those who choose them."""
        found = []
        for one in elements:
            id_ = plain_id(one.get("identifier", ""))
            said = self._option(one)
            if not said:
                raise unsupported(f"option {id_} without words")
            why = [self.plain(e) for e in one.iter() if local(e) == "qti-feedback-inline"]
            found.append({"id": id_, "text": said} | ({"why": why[0]} if any(why[:1]) else {}))
        return found

    def _option(self, element: Element) -> str:
        """Return the plain words of an option with the pictures among them."""
        reader = Markdown(lost=self._lost, picture=self._there, special=self._aside, flat=True)
        reader.flat_pictures = True
        return reader.inside(element)

    # points

    def score(self, name: str, value: Value) -> float:
        """Return what one response earns."""
        return self.scoring.score({name: value})

    def worth(self, name: str, right: Value) -> float:
        """Return the points of the right response, or raise for one that earns nothing."""
        points = self.score(name, right)
        if points <= CLOSE:
            raise unsupported("a question whose key earns no points")
        return points

    def key(self, declared: Declared) -> tuple[str, ...]:
        """Return the right values, from the key or from what they are worth."""
        if declared.correct is not None:
            return tuple(str(one) for one in container(declared.correct))
        if declared.mapped is not None:
            return tuple(one.key for one in declared.mapped.entries if one.worth > 0)
        raise unsupported("a question that does not say which answer is right")

    def same(self, name: str, samples: Sequence[tuple[Value, float]], points: float) -> bool:
        """Whether responses earn what they would earn here: their shares of the points."""
        return all(
            abs(self.score(name, value) - share * points) <= CLOSE * max(1.0, points)
            for value, share in samples
        )


def _wrapped(element: Element) -> Iterable[Element]:
    """Return what stands inside an element as elements that stand one after the other."""
    if not (element.text or "").strip() and not any((one.tail or "").strip() for one in element):
        return list(element)
    holder = Element("div")
    holder.text = element.text
    holder.extend(list(element))
    return [holder]
