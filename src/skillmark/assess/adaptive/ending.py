"""What becomes of a test that was not sat to its end.

Missing evidence is no pass: what was not reached counts as wrong, as a blank answer does in a
fixed form. So somebody whose time ran out passes only if the test would have passed them with
every question wrong that was left.
"""

from __future__ import annotations

from skillmark.assess.adaptive.prepare import Prepared
from skillmark.assess.adaptive.session import State, Stop, answer, next_item


def ended(test: Prepared, state: State) -> tuple[Stop, int]:
    """Return how the test ends if all that is left is answered wrong, and how much that was.

    0 where the test was over by itself. Raises what `next_item` raises.
    """
    left = 0
    while not isinstance(step := next_item(test, state), Stop):
        state = answer(state, step, right=False)
        left += 1
    return step, left
