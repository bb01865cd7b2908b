"""One answer for each address in a batch, however many threads ask for it."""

from __future__ import annotations

import threading
from collections import OrderedDict
from concurrent.futures import Future
from dataclasses import dataclass, field

from skillmark.nouns.errors import SkillmarkError
from skillmark.trust.fetched import Fetch, Fetched


@dataclass
class Once:
    """Asks `fetch` the first time and remembers the answer, or why there was none.

    Who asks for what is being fetched waits for it. Fifty badges of one issuer ask for its keys
    and its status list once. Make a new one for each batch: an answer is never asked for anew
    unless `most` others came after it.
    """

    fetch: Fetch
    most: int = 1_000
    _answers: OrderedDict[str, Future[Fetched]] = field(default_factory=OrderedDict, repr=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def __call__(self, url: str) -> Fetched:
        """Return the answer, or raise what `fetch` raised for this address."""
        with self._lock:
            known = self._answers.get(url)
            answer = known or Future()
            self._answers[url] = answer
            self._answers.move_to_end(url)
            if len(self._answers) > self.most:
                self._answers.popitem(last=False)
        if known is None:
            try:
                answer.set_result(self.fetch(url))
            except BaseException as error:
                answer.set_exception(error)
                if not isinstance(error, SkillmarkError):
                    raise
        return answer.result()
