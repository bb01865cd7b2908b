"""The ways of answering an item: one module each, all with the face of `base.Interaction`.

==============  ==========================================  ==================================
type            response                                    scored by
==============  ==========================================  ==================================
`choice`        id of an option                             key, shares for partly right ones
`multiple`      list of option ids                          key, wrong choices count against
`numeric`       a number, or a string that holds one        value within tolerance
`slider`        a number on a scale                         value within tolerance
`cloze`         table from gap to what was chosen or typed  gap by gap
`order`         list of all option ids in order             pairs of neighbours
`match`         table from row to column                    row by row
`gap-match`     table from gap to option                    gap by gap
`hot-text`      list of ids of marked words                 key, wrong marks count against
`hot-spot`      list of region ids                          key, wrong choices count against
`best-worst`    `{"best": id, "worst": id}`                 effectiveness of the reactions
`short`         text                                        a person, by rubric
`upload`        list of files                               a person, by rubric
==============  ==========================================  ==================================
"""

from __future__ import annotations

from collections.abc import Mapping

from skillmark.assess.interactions.base import Interaction, ItemType
from skillmark.assess.interactions.best_worst import BestWorst
from skillmark.assess.interactions.choice import Choice
from skillmark.assess.interactions.cloze import Cloze
from skillmark.assess.interactions.gap_match import GapMatch
from skillmark.assess.interactions.hot_spot import HotSpot
from skillmark.assess.interactions.hot_text import HotText
from skillmark.assess.interactions.match import Match
from skillmark.assess.interactions.multiple import Multiple
from skillmark.assess.interactions.numeric import Numeric
from skillmark.assess.interactions.order import Order
from skillmark.assess.interactions.rated import ShortAnswer, Upload
from skillmark.assess.interactions.slider import Slider

INTERACTIONS: Mapping[ItemType, type[Interaction]] = {
    one.type: one
    for one in (
        Choice,
        Multiple,
        Numeric,
        Slider,
        Cloze,
        Order,
        Match,
        GapMatch,
        HotText,
        HotSpot,
        BestWorst,
        ShortAnswer,
        Upload,
    )
}
"""Every way of answering, by its type."""
