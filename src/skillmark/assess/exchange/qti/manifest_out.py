"""The manifest of a package: its files, and which skill each item measures at which level.

A skill stands there twice: as LOM classification (purpose `competency`), and as CASE item where
its URI is one of the web. The level is the LOM classification of purpose `skill level`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from uuid import NAMESPACE_URL, uuid5
from xml.etree.ElementTree import Element, SubElement

from skillmark.assess.exchange.qti.names import CP, CSM, LOM, QTIMD
from skillmark.assess.exchange.xml import LANG, clean
from skillmark.assess.interactions.base import ItemType
from skillmark.assess.interactions.rated import Upload
from skillmark.assess.items import Item

LEVELS = "urn:skillmark:levels"
"""Names our scale of levels, 1 to 5."""
KINDS = {
    ItemType.CHOICE: ("choiceInteraction",),
    ItemType.MULTIPLE: ("choiceInteraction",),
    ItemType.NUMERIC: ("textEntryInteraction",),
    ItemType.SLIDER: ("sliderInteraction",),
    ItemType.CLOZE: ("inlineChoiceInteraction", "textEntryInteraction"),
    ItemType.ORDER: ("orderInteraction",),
    ItemType.MATCH: ("matchInteraction",),
    ItemType.GAP_MATCH: ("gapMatchInteraction",),
    ItemType.HOT_TEXT: ("hottextInteraction",),
    ItemType.HOT_SPOT: ("hotspotInteraction",),
    ItemType.BEST_WORST: ("matchInteraction",),
    ItemType.SHORT: ("extendedTextInteraction",),
    ItemType.UPLOAD: ("uploadInteraction",),
}


@dataclass(frozen=True)
class Resource:
    """One file of a package, and the resources that it needs."""

    identifier: str
    kind: str
    href: str
    needs: tuple[str, ...] = ()
    item: Item | None = None


def manifest(identifier: str, title: str, language: str, resources: Sequence[Resource]) -> Element:
    """Return imsmanifest.xml."""
    root = Element(f"{{{CP}}}manifest", {"identifier": identifier})
    head = SubElement(root, f"{{{CP}}}metadata")
    SubElement(head, f"{{{CP}}}schema").text = "QTI Package"
    SubElement(head, f"{{{CP}}}schemaversion").text = "3.0.0"
    general = SubElement(SubElement(head, f"{{{LOM}}}lom"), f"{{{LOM}}}general")
    named = SubElement(SubElement(general, f"{{{LOM}}}title"), f"{{{LOM}}}string", {LANG: language})
    named.text = clean(title)
    SubElement(general, f"{{{LOM}}}language").text = language
    SubElement(root, f"{{{CP}}}organizations")
    listed = SubElement(root, f"{{{CP}}}resources")
    for one in resources:
        element = SubElement(
            listed,
            f"{{{CP}}}resource",
            {"identifier": one.identifier, "type": one.kind, "href": one.href},
        )
        if one.item is not None:
            SubElement(element, f"{{{CP}}}metadata").extend(_metadata(one.item))
        SubElement(element, f"{{{CP}}}file", {"href": one.href})
        for needed in one.needs:
            SubElement(element, f"{{{CP}}}dependency", {"identifierref": needed})
    return root


def _metadata(item: Item) -> Iterator[Element]:
    about = Element(f"{{{QTIMD}}}qtiMetadata")
    for name, value in (("itemTemplate", "false"), ("timeDependent", "false"),
                        ("composite", "false")):  # fmt: skip
        SubElement(about, f"{{{QTIMD}}}{name}").text = value
    words_only = isinstance(item.interaction, Upload) and not item.interaction.files
    for kind in KINDS[ItemType.SHORT if words_only else item.type]:
        SubElement(about, f"{{{QTIMD}}}interactionType").text = kind
    yield about
    if item.skill.startswith(("https://", "http://")):
        yield _case(item.skill)
    lom = Element(f"{{{LOM}}}lom")
    _classify(lom, "competency", _source_of(item.skill), item.skill)
    _classify(lom, "skill level", LEVELS, str(item.level))
    yield lom


def _source_of(skill: str) -> str:
    """Return the framework that a skill's URI begins with."""
    return skill.rstrip("/").rpartition("/")[0] or "URI"


def _classify(lom: Element, purpose: str, source: str, value: str) -> None:
    one = SubElement(lom, f"{{{LOM}}}classification")
    for_ = SubElement(one, f"{{{LOM}}}purpose")
    SubElement(for_, f"{{{LOM}}}source").text = "LOMv1.0"
    SubElement(for_, f"{{{LOM}}}value").text = purpose
    path = SubElement(one, f"{{{LOM}}}taxonPath")
    SubElement(SubElement(path, f"{{{LOM}}}source"), f"{{{LOM}}}string").text = clean(source)
    SubElement(SubElement(path, f"{{{LOM}}}taxon"), f"{{{LOM}}}id").text = clean(value)


def _case(skill: str) -> Element:
    whole = Element(f"{{{CSM}}}curriculumStandardsMetadataSet")
    one = SubElement(whole, f"{{{CSM}}}curriculumStandardsMetadata")
    labelled = SubElement(SubElement(one, f"{{{CSM}}}setOfGUIDs"), f"{{{CSM}}}labelledGUID")
    SubElement(labelled, f"{{{CSM}}}caseItemURI").text = clean(skill)
    SubElement(labelled, f"{{{CSM}}}GUID").text = str(uuid5(NAMESPACE_URL, skill))
    return whole
