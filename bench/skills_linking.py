"""How well texts are linked to ESCO, beside BM25, plain embeddings, fuzzy matching and a package.

    python bench/skills_linking.py            half B of the validation parts, which nothing was
                                              tuned on, and boilerplate
    python bench/skills_linking.py fit        fit skills/linking/parameters.json again

Reads `data/esco-1.1.1` and `data/skill-linking` in the folder that SKILLMARK_SHARED names, else in
`../shared`. R-precision at k of a sentence is hits among the first k over the lesser of k and the
number of right labels; spans of one sentence are pooled. The vectors of ESCO take minutes to make
and are kept in the cache folder of the user.
"""

from __future__ import annotations

import rig.one_core  # isort: skip  # noqa: F401  (before numpy)

import os
from pathlib import Path

from rig.linking import data, fitting, measuring
from rig.table import Figures, options
from skillmark.skills.exchange import esco
from skillmark.skills.linking import meaning
from skillmark.skills.linking.memory import Memory


def main() -> None:
    """Evaluate, unless asked to fit."""
    parser = options(__doc__)
    parser.add_argument("verb", nargs="?", choices=("evaluate", "fit"), default="evaluate")
    asked = parser.parse_args()
    figures = Figures("skills_linking", "Texts linked to skills of ESCO", measuring.COLUMNS)
    embedder = meaning.default()
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    memory = Memory(cache / "skillmark" / "vectors")
    if not data.there():
        figures.notes.append(
            "skipped: no reference data here; SKILLMARK_SHARED names their folder (see the top of "
            "bench/skills_linking.py)"
        )
    elif asked.verb == "fit":
        if not isinstance(embedder, meaning.Reader):
            raise SystemExit("fitting needs the extra `embeddings`")
        fitting.run(esco.read(data.DATA / "esco-1.1.1").framework, embedder, memory)
        return
    else:
        framework = esco.read(data.DATA / "esco-1.1.1").framework
        measuring.run(figures, framework, embedder, memory, quick=asked.quick)
    figures.show(as_json=asked.json)


if __name__ == "__main__":
    main()
