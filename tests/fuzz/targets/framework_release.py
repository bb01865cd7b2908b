"""Releases of ESCO and O*NET of which one file is hostile: it is read, or its error names it."""

from __future__ import annotations

import tempfile
from pathlib import Path

from skillmark.nouns.errors import SkillmarkError
from skillmark.skills.exchange import esco, onet

from ..bench import refused
from .framework_json import holds

CALLS = 200_000
CALLS_PER_BYTE = 2000
S = "http://data.europa.eu/esco/skill/"
FILES = {
    "skills_en.csv": f"conceptUri,preferredLabel,skillType\n{S}a,bake,knowledge\n{S}b,knead,\n",
    "skills_de.csv": f"conceptUri,preferredLabel,skillType\n{S}a,backen,knowledge\n",
    "occupations_en.csv": "conceptUri,preferredLabel\nurn:o,baker\n",
    "broaderRelationsSkillPillar.csv": f"conceptUri,broaderUri\n{S}a,{S}b\n",
    "greenSkillsCollection_en.csv": f"conceptUri\n{S}a\n",
    "Occupation Data.txt": "O*NET-SOC Code\tTitle\tDescription\n1\tBakers\tBake.\n",
    "Skills.txt": "O*NET-SOC Code\tElement ID\tElement Name\tScale ID\tData Value\n"
    "1\t2.A\tReading\tIM\t3.1\n",
    "Technology Skills.txt": "O*NET-SOC Code\tExample\tCommodity Code\tCommodity Title\n"
    "1\tOven\t4\tOvens\n",
    "Task Statements.txt": "O*NET-SOC Code\tTask\n1\tBake.\n",
}
NAMES = sorted(FILES)


def check(data: bytes) -> None:
    """The first byte says which file the rest is."""
    if not data:
        return
    name = NAMES[data[0] % len(NAMES)]
    with tempfile.TemporaryDirectory() as folder:
        for file, words in FILES.items():
            (Path(folder) / file).write_text(words)
        (Path(folder) / name).write_bytes(data[1:])
        for read in (esco.read, onet.read):
            try:
                imported = read(Path(folder))
            except SkillmarkError as error:
                refused(error)
                continue
            if imported.framework.skills:
                holds(imported.framework)
