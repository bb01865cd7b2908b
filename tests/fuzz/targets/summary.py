"""Plain facts of a credential: whatever stands where, they are texts, found in few steps."""

from __future__ import annotations

from skillmark.badges import credibility, european, identity
from skillmark.badges.levels import first, skill_levels
from skillmark.badges.summary import summarise
from skillmark.nouns.errors import SkillmarkError
from skillmark.trust import strictjson

from ..bench import refused, unsigned, words_of
from ..mutate import of_json

mutate = of_json(
    *words_of(unsigned()),
    *("ext:elm.country", "ext:elm.volumeOfLearning", "targetType", "PT3H", "mode", "eqfLevel"),
    *("ext:skillmark.persons", "ext:skillmark.items", "ext:skillmark.cutScore", "value", "@value"),
)
LONGEST = 16_000
CALLS = 3_000
CALLS_PER_BYTE = 100


def check(data: bytes) -> None:
    try:
        credential = strictjson.parse(data)
    except SkillmarkError:
        return
    said = summarise(credential)
    for text in (said.id, said.achievement, said.issuer_name, said.recipient_name, said.caution):
        assert isinstance(text, str)
    for skill in said.skills:
        assert skill.level is None or 1 <= skill.level <= 8
    for read in (credibility.read, european.read, skill_levels):
        try:
            read(credential)
        except SkillmarkError as error:
            refused(error)
    subject = first(credential.get("credentialSubject"))
    for holder in ("ada@example.org", "did:example:ada", "é", "mailto:x"):
        assert identity.belongs_to(subject, holder) in {True, False}
