"""The fields of every way of answering, a module for each family."""

from __future__ import annotations

from collections.abc import Mapping

from skillmark.assess.interactions import ItemType
from skillmark.server.assess.bank.editor.ways.base import Way
from skillmark.server.assess.bank.editor.ways.choices import BestWorstWay, ChoiceWay, MultipleWay
from skillmark.server.assess.bank.editor.ways.gaps import ClozeWay
from skillmark.server.assess.bank.editor.ways.lines import OrderWay
from skillmark.server.assess.bank.editor.ways.marked import HotTextWay
from skillmark.server.assess.bank.editor.ways.numbers import NumericWay, SliderWay
from skillmark.server.assess.bank.editor.ways.pairs import GapMatchWay, MatchWay
from skillmark.server.assess.bank.editor.ways.rated import ShortWay, UploadWay
from skillmark.server.assess.bank.editor.ways.regions import HotSpotWay

WAYS: Mapping[ItemType, Way] = {
    one.type: one()
    for one in (
        ChoiceWay,
        MultipleWay,
        OrderWay,
        MatchWay,
        GapMatchWay,
        ClozeWay,
        NumericWay,
        SliderWay,
        HotTextWay,
        HotSpotWay,
        BestWorstWay,
        ShortWay,
        UploadWay,
    )
}
"""Every way of answering, in the order in which authors are offered them."""
