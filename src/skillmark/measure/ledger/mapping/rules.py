"""What each column of the ledger follows from: said once, kept as JSON, known by its digest."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from collections.abc import Mapping as Members
from dataclasses import dataclass, field, fields
from datetime import date
from enum import StrEnum
from typing import Any, Final, TypeVar

from skillmark.measure.ledger.columns import BY_NAME, Kind
from skillmark.measure.ledger.mapping.values import EMPTY, DayForm, Decimal

VERSION: Final = 1
MOST_COLUMNS = 100
DAYS_COLUMN: Final = "days_to_productivity"
E = TypeVar("E", bound=StrEnum)


class Rows(StrEnum):
    """What counts where a person has several rows, as in an export by month or by event."""

    REFUSE = "refuse"
    """One row a person; a second one is a mistake."""
    FIRST = "first"
    """The first value that is known, in the file's order."""
    LAST = "last"
    """The last value that is known, in the file's order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """How one column of the ledger follows from columns of the source, or is the same for all."""

    source: tuple[str, ...] = ()
    """Names in the header; ids and words of several are joined with a hyphen."""
    fixed: str = ""
    """The same for everybody, instead of a source; written as in the ledger."""
    day: DayForm | None = None
    decimal: Decimal | None = None
    from_amount: bool = False
    """Currency alone: as the texts of the amounts name it."""
    times: float = 1.0
    """What a number is multiplied by: 12 makes a year's pay of a month's."""
    scale: tuple[float, float] | None = None
    """Ratings alone: the worst and the best value; 5 and 1 where 1 is best."""
    since: str = ""
    """Days to productivity alone: the source's first day; `source` is then the day on which
    somebody worked unaided."""
    values: Members[str, str] = field(default_factory=dict)
    """Texts of the source and what they stand for; what is not named stays as it is."""
    yes: tuple[str, ...] = ()
    """Flags alone: what means yes, beside the usual words; then all else means no."""

    @property
    def sources(self) -> tuple[str, ...]:
        """Every column of the source that is read."""
        return (*self.source, self.since) if self.since else self.source

    def as_json(self) -> dict[str, Any]:
        """Return it as JSON: what is as usual is left out."""
        said = {one.name: getattr(self, one.name) for one in fields(self)}
        usual = {one.name: getattr(_USUAL, one.name) for one in fields(self)}
        return {
            name: list(value) if isinstance(value, tuple) else value
            for name, value in said.items()
            if value != usual[name]
        }


_USUAL = Rule()


@dataclass(frozen=True, slots=True, kw_only=True)
class Mapping:
    """What an export's columns are, for every column of the ledger that it has."""

    columns: Members[str, Rule]
    rows: Rows = Rows.REFUSE
    summed: tuple[str, ...] = ()
    """Numbers that are added up where a person has several rows, as hours by month are."""
    link: str = ""
    """The source's column with the address of somebody's account, for those who agreed to be
    linked; it never reaches the ledger."""
    as_of: date | None = None
    """The day of the export: until then it is known who is not productive yet."""
    empty: tuple[str, ...] = EMPTY
    """Texts that mean nothing is known."""

    @property
    def sources(self) -> tuple[str, ...]:
        """Every column of the source that is read; all others are never stored."""
        read = dict.fromkeys(name for rule in self.columns.values() for name in rule.sources)
        if self.link:
            read.setdefault(self.link)
        return tuple(read)

    @property
    def digest(self) -> str:
        """SHA-256 of its JSON: what was read by the same mapping was read in the same way."""
        text = json.dumps(self.as_json(), ensure_ascii=False, sort_keys=True, allow_nan=False)
        return hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()

    def as_json(self) -> dict[str, Any]:
        """Return it as JSON that `mapping_of` reads back."""
        return {
            "mapping": VERSION,
            "columns": {name: rule.as_json() for name, rule in self.columns.items()},
            "rows": self.rows.value,
            "summed": list(self.summed),
            "link": self.link,
            "as_of": self.as_of.isoformat() if self.as_of else None,
            "empty": list(self.empty),
        }

    def needs(self) -> Iterator[tuple[str, str]]:
        """Yield what nobody has said yet and the data cannot tell: column and code.

        `person`: which column has the id. `currency`: what amounts are in. `scale`: which value
        of a rating is the worst and which the best. `as_of`: the day of the export.
        """
        if "person" not in self.columns:
            yield "person", "person"
        for name, rule in self.columns.items():
            kind = kind_of(name)
            if kind is Kind.MONEY and "currency" not in self.columns:
                yield name, "currency"
            if kind is Kind.RATING and rule.scale is None:
                yield name, "scale"
            if rule.since and self.as_of is None:
                yield name, "as_of"


def kind_of(name: str) -> Kind:
    """Return the kind of a column of the ledger; columns of groups hold words."""
    return BY_NAME[name].kind if name in BY_NAME else Kind.WORDS
