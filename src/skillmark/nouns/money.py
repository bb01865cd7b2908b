"""Amounts of money, never mixed across currencies."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from skillmark.nouns.errors import InputError


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in one currency (ISO 4217 code)."""

    amount: Decimal
    currency: str

    def __post_init__(self) -> None:
        if len(self.currency) != 3 or not self.currency.isalpha() or not self.currency.isupper():
            raise InputError(
                f"{self.currency!r} is not a currency", remedy="use an ISO 4217 code such as EUR"
            )
        if not self.amount.is_finite():
            raise InputError(f"{self.amount} is not an amount of money")

    def __add__(self, other: Money) -> Money:
        if self.currency != other.currency:
            raise InputError(
                f"cannot add {other.currency} to {self.currency}",
                remedy="convert to one currency first",
                code="currencies_mixed",
            )
        return Money(self.amount + other.amount, self.currency)

    def __str__(self) -> str:
        return f"{self.amount:,.2f} {self.currency}"
