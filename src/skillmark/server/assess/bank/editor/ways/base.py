"""What the fields of every way of answering have in common."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any, ClassVar

from skillmark.assess.interactions import INTERACTIONS, ItemType
from skillmark.server.assess.bank.editor.collecting import Collector
from skillmark.server.assess.bank.editor.given import Given, free_id
from skillmark.server.assess.bank.editor.parts import Builder, Card

Table = dict[str, Any]
"""The members of an item that belong to its way of answering, as `Interaction.document` writes."""


class Way(ABC):
    """The fields of one way of answering: from its document, to the page, and back."""

    type: ClassVar[ItemType]

    @abstractmethod
    def blank(self) -> dict[str, str]:
        """Return the fields of a question that is new: empty rows to begin with."""

    @abstractmethod
    def spread(self, document: Table) -> dict[str, str]:
        """Return the fields that hold a document."""

    @abstractmethod
    def cards(self, b: Builder) -> list[Card]:
        """Return the fields as the page shows them."""

    @abstractmethod
    def table(self, c: Collector) -> Table:
        """Return the document that the fields hold, as far as it goes; `c` keeps what is wrong."""

    def tidy(self, given: Given, languages: tuple[str, ...]) -> Given:
        """Return the fields with the rows that follow from others, such as gaps from their text."""
        return given

    def carried(self, document: Table) -> Table:
        """Return the members of a document that the editor has no fields for; they stay."""
        known = INTERACTIONS[self.type].members
        return {name: document[name] for name in document.keys() & known - self.members()}

    @abstractmethod
    def members(self) -> set[str]:
        """Return the members that the fields stand for."""


def blank_rows(prefix: str, count: int) -> dict[str, str]:
    """Return rows with ids and nothing else."""
    taken: list[str] = []
    for _row in range(count):
        taken.append(free_id(taken))
    return {f"{prefix}-{number}-id": one for number, one in enumerate(taken)}
