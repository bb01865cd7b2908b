"""Banks of calibrated items: what is read can be written and read again, and has probabilities."""

from __future__ import annotations

import json

import numpy as np

from skillmark.assess.scaling.bank_file import bank_as_json, read_bank
from skillmark.nouns.errors import SkillmarkError

from ..bench import refused


def check(data: bytes) -> None:
    try:
        words = data.decode()
    except UnicodeDecodeError:
        return
    try:
        bank = read_bank(words)
    except SkillmarkError as error:
        refused(error)
        return
    assert read_bank(json.dumps(bank_as_json(bank))) == bank
    with np.errstate(all="ignore"):
        chance = np.exp(bank.logarithms(np.array([-1.0, 0.0, 2.0])))
    assert np.allclose(chance.sum(axis=1), 1)
    assert len(bank.names) == len(set(bank.names))
