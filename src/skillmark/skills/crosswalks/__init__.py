"""Crosswalks: which skill of one framework is which of another, by which method, how surely.

- `Crosswalk` and `Link` (`crosswalk`): the model, composition and inversion.
- `table`: CSV and SSSOM TSV in and out.
- `suggest`: links between two frameworks from words and, where there is a model, from meaning.
- `aligned`: the alignments that a framework carries, as a crosswalk, and back.
"""

from skillmark.skills.crosswalks.crosswalk import Crosswalk, Link

__all__ = ["Crosswalk", "Link"]
