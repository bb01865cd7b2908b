"""Two cores for many texts: while the model reads some, others are weighed.

Reading is the model's arithmetic; weighing is half Python, of which only one thread runs at a time.
So two threads that both weigh wait for each other, and one that reads beside one that weighs do
not. Texts are taken in portions, and the next portion is read before one is weighed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

from skillmark.compute.blas import one_thread
from skillmark.skills.language.segments import Segment
from skillmark.skills.linking.meaning import THREADS
from skillmark.skills.linking.windows import Windows

Cut = tuple[str, list[Segment]]
"""A text and the sentences of it to look at."""
Seen = Mapping[str, Windows]
"""The stretches of sentences, by the sentence."""
Answer = TypeVar("Answer")

FEW = 8
"""Sentences from which threads are worth it."""
MOST = 64
"""Sentences of a portion: enough for the model to read them in batches of about one length."""


def read_and_weigh(
    cut: Sequence[Cut],
    read: Callable[[Sequence[str], Sequence[list[Segment]]], Seen],
    weigh: Callable[[Sequence[Cut], Seen], list[Answer]],
) -> list[Answer]:
    """Return what `weigh` says of every text, in order, once `read` has read it."""
    count = sum(len(parts) for _, parts in cut)

    def seen(some: Sequence[Cut]) -> Seen:
        return read([text for text, _ in some], [parts for _, parts in some])

    if count < FEW:
        return weigh(cut, seen(cut))

    def weighed(some: Sequence[Cut], reading: Future[Seen]) -> list[Answer]:
        return weigh(some, reading.result())  # it was begun before: nobody waits for nobody

    some = list(_portions(cut, min(MOST, max(FEW, count // (4 * THREADS)))))
    with one_thread(), ThreadPoolExecutor(THREADS) as pool:
        answers: list[Future[list[Answer]]] = []
        reading = pool.submit(seen, some[0])
        for one, following in zip(some, [*some[1:], None], strict=True):
            next_reading = reading if following is None else pool.submit(seen, following)
            answers.append(pool.submit(weighed, one, reading))
            reading = next_reading
        return [one for found in answers for one in found.result()]


def _portions(cut: Sequence[Cut], most: int) -> Iterator[Sequence[Cut]]:
    first = size = 0
    for at, (_, parts) in enumerate(cut):
        if at > first and size + len(parts) > most:
            yield cut[first:at]
            first, size = at, 0
        size += len(parts)
    if cut:
        yield cut[first:]
