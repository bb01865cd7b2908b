"""Credentials that differ only in some strings, each with one Data Integrity proof or as a token.

From the bytes of one to what its signature covers, without parsing it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from skillmark.trust.compiled import compiling, jcs
from skillmark.trust.compiled.dataset import Dataset
from skillmark.trust.compiled.holes import NotCompiledError
from skillmark.trust.compiled.jcs import Sorted
from skillmark.trust.compiled.template import Pointer, Template, plain, read, spans
from skillmark.trust.contexts import Contexts
from skillmark.trust.suites import SUITES

NUMBERS = (("nbf",), ("exp",), ("iat",))
REPEATED = (("iss",), ("jti",), ("sub",))
CLAIMS = frozenset((*NUMBERS, *REPEATED))
"""Registered claims of a token, which are no part of the credential."""
_PROOF_HOLES = ("created", "verificationMethod", "proofValue")
_MOST_OPTIONS = 256


@dataclass(frozen=True, slots=True)
class Filled:
    """What stands in the holes of one text."""

    insides: list[bytes]
    """As it is written, between the quotes."""
    values: list[str] | None
    """What it means; `None` where that is the same."""

    def text(self, hole: int) -> str:
        """Return the string in a hole."""
        return self.insides[hole].decode() if self.values is None else self.values[hole]


def filled(insides: list[bytes] | None) -> Filled | None:
    """Read what a template matched; `None` if a string in it has no single meaning."""
    if insides is None:
        return None
    if plain(insides):
        return Filled(insides, None)
    values = read(insides)
    return None if values is None else Filled(insides, values)


@dataclass(slots=True)
class Part:
    """The canonical form of one of the two things that are hashed, and where its holes are."""

    form: Dataset | Sorted
    places: tuple[int, ...]
    """Which hole of the template each of its holes is."""

    def write(self, given: Filled) -> bytes | None:
        """Return the canonical bytes, or `None`."""
        insides = [given.insides[place] for place in self.places]
        values = given.values and [given.values[place] for place in self.places]
        if isinstance(self.form, Sorted):
            return self.form.write(insides, values)
        terms = self.form.terms(insides, values)
        return None if terms is None else self.form.write(terms)

    def fits(self, given: Filled) -> bool:
        """Say whether every string fits its hole, so that nothing would be lost in RDF."""
        assert isinstance(self.form, Dataset)  # noqa: S101
        insides = [given.insides[place] for place in self.places]
        values = given.values and [given.values[place] for place in self.places]
        return self.form.terms(insides, values) is not None


@dataclass(slots=True)
class Secured:
    """All credentials of one template. `options` is absent for tokens."""

    template: Template
    meaning: Part
    """The credential as RDF, which every reader relies on, whatever is hashed."""
    document: Part
    options: Part | None
    _known: dict[tuple[bytes, ...], bytes] = field(default_factory=dict)

    def match(self, data: bytes) -> Filled | None:
        """Return what stands in the holes; `None` if this is not one of them."""
        return filled(self.template.match(data))

    def hash_data(self, given: Filled) -> bytes | None:
        """Return what is signed (VC-DI-EDDSA 1.0, section 3.2.4), or `None`."""
        if self.options is None:
            return None
        key = tuple([given.insides[place] for place in self.options.places])
        first = self._known.get(key)
        if first is None:
            canonical = self.options.write(given)
            if canonical is None:
                return None
            if len(self._known) >= _MOST_OPTIONS:
                self._known.clear()
            first = self._known[key] = hashlib.sha256(canonical).digest()
        written = self.document.write(given)
        if written is None or (self.document is not self.meaning and not self.meaning.fits(given)):
            return None
        return first + hashlib.sha256(written).digest()


def of_document(
    text: str, secured: Mapping[str, Any], wanted: Sequence[Pointer], contexts: Contexts
) -> Secured:
    """Compile a credential with one proof, from its text; holes where `wanted` says, if sound.

    Raises `NotCompiledError`, or what the full algorithms raise.
    """
    proof = secured.get("proof")
    if not isinstance(proof, dict) or proof.get("cryptosuite") not in SUITES:
        raise NotCompiledError("not one proof of a suite that has a compiled form")
    suite = SUITES[proof["cryptosuite"]]
    unsecured = {key: value for key, value in secured.items() if key != "proof"}
    options = {key: value for key, value in proof.items() if key != "proofValue"}
    meaning = compiling.dataset_of(unsecured, [at for at in wanted if at[0] != "proof"], contexts)
    varying = [(name,) for name in _PROOF_HOLES[:2] if isinstance(proof.get(name), str)]
    own: Dataset | Sorted
    if suite.canonicalization == "jcs":
        if proof.get("@context", unsecured.get("@context")) != unsecured.get("@context"):
            raise NotCompiledError("the proof was made under another @context")
        own = jcs.sorted_of(options, varying)
        form: Dataset | Sorted = jcs.sorted_of(unsecured, meaning.pointers)
    else:
        under = {**options, "@context": unsecured["@context"]}
        own = compiling.dataset_of(under, varying, contexts)
        form = meaning
    holes = [*meaning.pointers, *(("proof", *at) for at in own.pointers), ("proof", "proofValue")]
    template = Template(text, holes)
    place = {at: number for number, at in enumerate(template.holes)}
    inside = tuple(place[at] for at in meaning.pointers)
    read_as = Part(meaning, inside)
    return Secured(
        template,
        read_as,
        read_as if form is meaning else Part(form, inside),
        Part(own, tuple(place["proof", *at] for at in own.pointers)),
    )


def of_payload(
    text: str, credential: Mapping[str, Any], wanted: Sequence[Pointer], contexts: Contexts
) -> Secured:
    """Compile the payload of a token whose registered claims stand beside the credential."""
    meaning = compiling.dataset_of(
        credential, [at for at in wanted if at[0] in credential], contexts
    )
    found = spans(text)
    repeated = [at for at in REPEATED if at in found.strings]
    digits = [at for at in NUMBERS if at in found.integers]
    template = Template(text, [*meaning.pointers, *repeated], digits)
    place = {at: number for number, at in enumerate(template.holes)}
    read_as = Part(meaning, tuple(place[at] for at in meaning.pointers))
    return Secured(template, read_as, read_as, None)
