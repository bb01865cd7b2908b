"""Drawing a form: the items that one person gets, and in which order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from skillmark.assess.assembling.constraints import Specification
from skillmark.assess.assembling.random import Seen, assemble
from skillmark.assess.items import Item, Test


@dataclass(frozen=True, slots=True)
class Form:
    """The items of one attempt: pairs of item id and the order in which options are shown."""

    test: str
    items: tuple[tuple[str, tuple[str, ...]], ...]

    @property
    def item_ids(self) -> tuple[str, ...]:
        """Ids of the items, in the order they are asked."""
        return tuple(item for item, _ in self.items)


def draw(test: Test, *, rng: Random, seen: Seen | None = None) -> Form:
    """Draw a form of `test` that meets its blueprint and demands, items and options shuffled.

    The same state of `rng` draws the same form. Within a skill the levels of the pool are
    kept in proportion, so that forms do not differ much in difficulty. Options of `order`
    items never start in the right order. `seen` is what earlier candidates were given: items
    above their limit of exposure are taken only where there is no form without them. Raises
    `InputError` (code `infeasible`) where demands cannot be met.
    """
    limited = seen is not None and any(item.exposure is not None for item in test.items)
    if test.demands or limited or any(item.family for item in test.items):
        spec = Specification.of(test)
        chosen = assemble(test.items, spec, rng=rng, seen=seen, where=f"test {test.id}")
    else:
        chosen = _sampled(test, rng)
    rng.shuffle(chosen)
    return Form(test.id, tuple((item.id, item.interaction.arrange(rng)) for item in chosen))


def whole(test: Test) -> Form:
    """Return the form with every item of the pool, everything in the listed order."""
    return Form(
        test.id,
        tuple((item.id, item.interaction.parts()) for item in test.items),
    )


def _sampled(test: Test, rng: Random) -> list[Item]:
    """Draw by the blueprint alone."""
    chosen: list[Item] = []
    for skill, count in test.blueprint:
        pool = [item for item in test.items if item.skill == skill and not item.pilot]
        chosen += _spread(pool, count, rng)
    if test.pilots:
        chosen += rng.sample([item for item in test.items if item.pilot], test.pilots)
    return chosen


def _spread(pool: Sequence[Item], count: int, rng: Random) -> list[Item]:
    """Draw `count` items whose levels are spread like the pool's (systematic sampling)."""
    shuffled = rng.sample(pool, len(pool))
    shuffled.sort(key=lambda item: item.level)
    start = rng.randrange(len(pool))
    return [shuffled[(k * len(pool) + start) // count] for k in range(count)]
