"""A question as its candidate sees it, with what was answered so far; nothing of its key."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from skillmark.assess.interactions import evidence
from skillmark.assess.interactions.base import ItemType, Response
from skillmark.assess.public import PublicItem, public_view
from skillmark.nouns.errors import InputError
from skillmark.server.assess import library, pictures
from skillmark.server.assess.models import AttemptRecord


@dataclass(frozen=True, slots=True)
class Question:
    """One item as the candidate sees it, with what was answered so far."""

    number: int
    """From 1."""
    item: PublicItem
    value: Response
    answered: bool
    stimulus: dict[str, str] | None = None
    """Title and text (Markdown) of the material it asks about."""
    address: str = ""
    """Where each move of a line is sent at once; empty where the page sends answers itself."""
    pictures: Mapping[str, str] = field(default_factory=dict)
    """Addresses of the pictures that it shows, by name."""
    sequence: int = 0
    """Number of the answer that is there; see `numbering`."""

    @property
    def template(self) -> str:
        """The part of the page on which it is answered."""
        return f"assess/ways/{self.item['type']}.html"

    @property
    def typed(self) -> bool:
        """Whether it is answered by typing, so that emptying the field takes the answer back."""
        return self.item["type"] in {ItemType.SHORT, ItemType.NUMERIC, ItemType.SLIDER}

    @property
    def rows(self) -> list[dict[str, str]]:
        """Rows of a table to match, each with what was chosen."""
        return [row | {"value": self._at(row["id"])} for row in self.item["rows"]]

    @property
    def picture(self) -> str:
        """Address of the picture of which regions are chosen."""
        return self.pictures.get(self.item["image"], "")

    @property
    def chosen_files(self) -> list[dict[str, Any]]:
        """Files that were given, each with name, digest and size."""
        return [dict(one) for one in evidence.files(self.value)]

    @property
    def chosen_links(self) -> list[dict[str, Any]]:
        """Links that were given, each with title, url and host."""
        return [{**one, "host": evidence.host_of(one["url"])} for one in evidence.links(self.value)]

    @property
    def more_links(self) -> bool:
        """Whether another link may be given."""
        return len(self.chosen_links) < self.item["links"]

    @property
    def note(self) -> str:
        """What the candidate says of the evidence."""
        return evidence.note(self.value)

    @property
    def more_files(self) -> bool:
        """Whether another file may be given."""
        return len(self.chosen_files) < self.item["files"]

    @property
    def accept(self) -> str:
        """What a browser's file chooser is to offer."""
        return ",".join(f".{ending}" for ending in self.item["endings"])

    @property
    def regions(self) -> list[dict[str, Any]]:
        """Regions of a picture, with the points of their outline and where their number stands."""
        return [region | _outline(region) for region in self.item["regions"]]

    @property
    def letter(self) -> float:
        """Size of the numbers in a picture, in its pixels."""
        return float(max(12, min(self.item["width"], self.item["height"]) / 16))

    @property
    def pieces(self) -> list[dict[str, Any]]:
        """A text in pieces; gaps are numbered, with their options and what they hold."""
        found: list[dict[str, Any]] = []
        number = 0
        for piece in self.item["pieces"]:
            if "gap" not in piece:
                found.append(piece)
                continue
            number += 1
            own = self.item.get("gaps", {}).get(piece["gap"], {"options": self.item.get("options")})
            found.append({**piece, **own, "number": number, "value": self._at(piece["gap"])})
        return found

    def _at(self, place: str) -> str:
        return str(self.value.get(place, "")) if isinstance(self.value, Mapping) else ""

    @property
    def order(self) -> tuple[str, ...]:
        """Ids of the options in the order in which they are shown."""
        return tuple(option["id"] for option in self.item["options"])

    @property
    def chosen(self) -> tuple[str, ...]:
        """Ids of the options that are chosen."""
        if isinstance(self.value, str):
            return (self.value,)
        return tuple(self.value) if isinstance(self.value, list) else ()


def _outline(region: Mapping[str, Any]) -> dict[str, Any]:
    numbers = region["coordinates"]
    if region["shape"] == "circle":
        return {"x": numbers[0], "y": numbers[1]}
    if region["shape"] == "rect":
        left, top, right, bottom = numbers
        numbers = [left, top, right, top, right, bottom, left, bottom]
    xs, ys = numbers[0::2], numbers[1::2]
    points = " ".join(f"{x:g},{y:g}" for x, y in zip(xs, ys, strict=True))
    return {"points": points, "x": sum(xs) / len(xs), "y": sum(ys) / len(ys)}


def question(attempt: AttemptRecord, number: int) -> Question:
    """Return the item at place `number` (from 1) of the attempt's form, without its key.

    Raises `InputError` where the form has no such place.
    """
    if not 1 <= number <= len(attempt.form):
        raise InputError(
            _("there is no question %(number)s") % {"number": number},
            remedy=_("choose one from 1 to %(last)s") % {"last": len(attempt.form)},
        )
    name, order = attempt.form[number - 1]
    test = library.noun(attempt.delivery.test)
    item = test.item(name)
    saved = attempt.responses.filter(item=name).first()
    value = saved.value if saved else None
    shown = public_view(item, language=attempt.language, order=order)
    if item.type is ItemType.ORDER and value:
        texts = {option["id"]: option for option in shown["options"]}
        shown["options"] = [texts[one] for one in value]
    about = next((one for one in test.stimuli if one.id == item.stimulus), None)
    stimulus = about and {
        "title": about.title.in_language(attempt.language),
        "text": about.text.in_language(attempt.language),
    }
    return Question(
        number,
        shown,
        value,
        answered=is_answered(value),
        stimulus=stimulus,
        pictures=_pictures(attempt, number, pictures.named(shown, stimulus or {})),
        sequence=saved.sequence if saved else 0,
    )


def _pictures(attempt: AttemptRecord, number: int, names: set[str]) -> dict[str, str]:
    """Return the addresses of those of the names that are pictures of the test."""
    there = attempt.delivery.test.files.filter(name__in=names).values_list("name", flat=True)
    return {
        name: reverse("question_picture", args=[attempt.pk, number, name])
        for name in (there if names else ())
    }


def overview(attempt: AttemptRecord) -> list[tuple[int, bool]]:
    """Return every place of the form and whether it is answered."""
    given = attempt.responses.values_list("item", "value")
    answered = {item for item, value in given if is_answered(value)}
    return [(place, name in answered) for place, (name, _order) in enumerate(attempt.form, start=1)]


def place(attempt: AttemptRecord) -> int:
    """Return the place (from 1) where the person was last: 1 at the beginning."""
    last = attempt.responses.order_by("-saved", "-pk").values_list("item", flat=True).first()
    return next((n for n, (name, _order) in enumerate(attempt.form, start=1) if name == last), 1)


def is_answered(value: Response) -> bool:
    """Whether a stored value is an answer."""
    return value not in (None, "", [], {})
