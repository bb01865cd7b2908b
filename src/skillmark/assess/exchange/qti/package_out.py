"""A whole test as a QTI 3 package."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from hashlib import sha256
from urllib.parse import quote
from xml.etree.ElementTree import Element

from skillmark.assess.exchange.archive import pack, safe_name
from skillmark.assess.exchange.qti.elements import make
from skillmark.assess.exchange.qti.item_out import item_element
from skillmark.assess.exchange.qti.manifest_out import Resource, manifest
from skillmark.assess.exchange.qti.names import ASI, identifier
from skillmark.assess.exchange.sidecar import NAME, write_document
from skillmark.assess.exchange.xhtml import blocks
from skillmark.assess.exchange.xml import LANG, write
from skillmark.assess.items import Item, Stimulus, Test
from skillmark.nouns.errors import InputError

FILES = "files"
TEST = "test.xml"
ITEM_KIND, TEST_KIND = "imsqti_item_xmlv3p0", "imsqti_test_xmlv3p0"
STIMULUS_KIND, OTHER_KIND = "imsqti_stimulus_xmlv3p0", "webcontent"
LONGEST = 180
"""Letters of an id that may be the name of a file."""


def write_package(test: Test, files: Mapping[str, bytes], language: str = "") -> bytes:
    """Return a package in one language (the test's unless said otherwise), the others beside it.

    Raises `InputError` for a file whose name cannot stand in a package.
    """
    language = language or test.language
    written: dict[str, bytes] = {}
    digests: dict[str, str] = {}
    stimuli = {one.id: f"stimuli/{_file_name(one.id, k)}" for k, one in enumerate(test.stimuli)}
    for one in test.stimuli:
        data = write(_stimulus(one, language))
        written[stimuli[one.id]] = data
        digests[f"stimulus:{one.id}"] = sha256(data).hexdigest()
    places = {item.id: f"items/{_file_name(item.id, k)}" for k, item in enumerate(test.items)}
    for item in test.items:
        about = f"../{stimuli[item.stimulus]}" if item.stimulus else ""
        root = item_element(item, language=language, source=_source, stimulus=about)
        written[places[item.id]] = data = write(root)
        digests[f"item:{item.id}"] = sha256(data).hexdigest()
    written[TEST] = write(_test(test, places, language))
    digests["test"] = sha256(written[TEST]).hexdigest()
    resources = list(_resources(test, places, stimuli, files))
    head = manifest(identifier(test.id) or "test", str(test.title), language, resources)
    stored = {f"{FILES}/{_checked(name)}": data for name, data in files.items()}
    return pack(
        {
            "imsmanifest.xml": write(head),
            **written,
            **stored,
            NAME: write_document(test, digests),
        }
    )


def _checked(name: str) -> str:
    try:
        return safe_name(name)
    except InputError as error:
        raise error.at(f"file {name[:80]}") from error


def _source(name: str) -> str:
    """Return the address of a file, seen from an item or a stimulus."""
    return name if "://" in name else f"../{FILES}/{quote(name, safe='/%')}"


def _file_name(name: str, number: int) -> str:
    written = identifier(name)
    return f"{written}.xml" if len(written) <= LONGEST else f"{number + 1}.xml"


def _stimulus(one: Stimulus, language: str) -> Element:
    body = blocks(one.text.in_language(language), ASI, _source)
    root = make(
        "qti-assessment-stimulus",
        {"identifier": identifier(one.id), "title": one.title.in_language(language)},
        make("qti-stimulus-body", None, *body),
    )
    root.set(LANG, language)
    return root


def _test(test: Test, places: Mapping[str, str], language: str) -> Element:
    """Return the test: one section a skill, with as many questions drawn as the blueprint says."""
    part = make(
        "qti-test-part",
        {
            "identifier": "part",
            "navigation-mode": "nonlinear",
            "submission-mode": "simultaneous",
        },
        *_sections(test, places),
    )
    limits = {"max-time": test.minutes * 60} if test.minutes else None
    told = blocks(test.description.in_language(language), ASI, lambda name: f"{FILES}/{name}")
    words = make("qti-content-body", None, *told)
    return make(
        "qti-assessment-test",
        {
            "identifier": identifier(test.id) or "test",
            "title": test.title.in_language(language),
        },
        make(
            "qti-outcome-declaration",
            {"identifier": "SCORE", "cardinality": "single", "base-type": "float"},
        ),
        *([make("qti-time-limits", {**limits})] if limits else []),
        make("qti-rubric-block", {"view": "candidate", "use": "instructions"}, words),
        part,
        make(
            "qti-outcome-processing",
            None,
            make(
                "qti-set-outcome-value",
                {"identifier": "SCORE"},
                make("qti-sum", None, make("qti-test-variables", {"variable-identifier": "SCORE"})),
            ),
        ),
    )


def _sections(test: Test, places: Mapping[str, str]) -> Iterator[Element]:
    asked = dict(test.blueprint)
    order = [skill for skill, _ in test.blueprint]
    order += [one.skill for one in test.items if one.skill not in asked]
    for number, skill in enumerate(dict.fromkeys(order), 1):
        pool = [item for item in test.items if item.skill == skill]
        draw = asked.get(skill, 0)
        chosen = [make("qti-selection", {"select": draw})] if draw < len(pool) else []
        references = [
            make(
                "qti-assessment-item-ref",
                {"identifier": identifier(item.id), "href": places[item.id]},
            )
            for item in pool
        ]
        yield make(
            "qti-assessment-section",
            {"identifier": f"section{number}", "title": skill, "visible": False},
            *chosen,
            make("qti-ordering", {"shuffle": True}),
            *references,
        )


def _resources(
    test: Test, places: Mapping[str, str], stimuli: Mapping[str, str], files: Mapping[str, bytes]
) -> Iterator[Resource]:
    names = {name: f"file{k}" for k, name in enumerate(files, 1)}
    items = {item.id: f"item{k}" for k, item in enumerate(test.items, 1)}
    about = {name: f"stimulus{k}" for k, name in enumerate(stimuli, 1)}
    yield Resource("test", TEST_KIND, TEST, tuple(items.values()))
    for item in test.items:
        needs = [about[item.stimulus]] if item.stimulus else []
        needs += [names[name] for name in names if _mentions(item, name)]
        yield Resource(items[item.id], ITEM_KIND, places[item.id], tuple(needs), item)
    for one in test.stimuli:
        needs = [names[n] for n in names if any(n in words for words in one.text)]
        yield Resource(about[one.id], STIMULUS_KIND, stimuli[one.id], tuple(needs))
    for name, resource in names.items():
        yield Resource(resource, OTHER_KIND, f"{FILES}/{quote(name, safe='/')}")
    yield Resource("skillmark", OTHER_KIND, NAME)


def _mentions(item: Item, name: str) -> bool:
    said = [*item.prompt, *(item.rationale or ())]
    return getattr(item.interaction, "image", "") == name or any(name in one for one in said)
