"""SVG: a credential that goes in comes out, and nothing outward or active is let in."""

from __future__ import annotations

import json
from xml.etree import ElementTree as ET

from skillmark.badges import svg
from skillmark.nouns.errors import SkillmarkError

from ..bench import refused

TEXT = '{"name": "é ]]> </svg> &amp;"}'
TOKEN = "eyJh.eyJi.c2ln"


def check(data: bytes) -> None:
    try:
        found = svg.unbake(data)
    except SkillmarkError as error:
        refused(error)
    else:
        assert found.text
        assert len(found.text) <= len(data)
        assert b"<!ENTITY" not in data
    for text in (TEXT, TOKEN):
        try:
            baked = svg.bake(data, text)
        except SkillmarkError as error:
            refused(error)
            continue
        again = svg.unbake(baked).text
        assert again == text or json.loads(again) == json.loads(text)
        tree = ET.fromstring(baked)
        names = {str(element.tag).rpartition("}")[2].lower() for element in tree.iter()}
        assert not names & {"script", "foreignobject"}
        assert not any(
            name.rpartition("}")[2].lower().startswith("on")
            for element in tree.iter()
            for name in element.attrib
        )
