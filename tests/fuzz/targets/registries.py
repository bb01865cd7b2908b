"""Lists of known issuers in every form: nobody is known but by a list that is believed."""

from __future__ import annotations

from skillmark.nouns.errors import SkillmarkError
from skillmark.verify import registries
from skillmark.verify.registries import FEDERATION, SIGNED, Named
from skillmark.verify.registry import MEMBERS

from ..bench import KEY, NOW, refused, words_of
from ..mutate import of_json

PINS = (KEY.public_multikey(),)
mutate = of_json(
    *("issuers", "registry", "meta", "location", "url", "did:key:z6Mk", *MEMBERS),
    *("@context", "type", "IssuerRegistry", "credentialSubject", "validFrom", "validUntil"),
    *words_of(KEY.public_jwk()),
)
CALLS = 200_000


def check(data: bytes) -> None:
    try:
        found = registries.read(Named("lists/land.json", data), PINS, now=NOW)
    except SkillmarkError as error:
        refused(error)
        return
    for id_, issuer in found.registry.issuers.items():
        assert issuer.id == id_
        assert issuer.vouched
        # nothing that was signed is believed without the pinned key
        signed = any(one.signed_by for one in issuer.vouched)
        assert signed == (found.form in {SIGNED, FEDERATION})
        assert not signed or found.pin in PINS
    if found.registry.lapsed:
        assert found.form in {SIGNED, FEDERATION}
