"""Do the responses look as the calibrated model says? Items, pairs of items, the whole, people."""

from skillmark.assess.scaling.fit.dependence import LocalDependence, local_dependence
from skillmark.assess.scaling.fit.items import ItemFit, ItemFits, item_fit
from skillmark.assess.scaling.fit.limited import LimitedInformation, limited_information
from skillmark.assess.scaling.fit.persons import PersonFit, person_fit

__all__ = [
    "ItemFit",
    "ItemFits",
    "LimitedInformation",
    "LocalDependence",
    "PersonFit",
    "item_fit",
    "limited_information",
    "local_dependence",
    "person_fit",
]
