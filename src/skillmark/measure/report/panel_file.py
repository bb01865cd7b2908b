"""`panel.csv` of a report's folder: the same units in every period, and when each started.

Columns are `unit`, `time`, `first_treated` (empty for never) and `outcome`, with `cluster` where
units share something, unless the settings' member `panel` names others. It may also say what the
outcome is called (`label`), what to adjust for (`covariates`), and that the rows are `simulated`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from skillmark.measure.panels.panel import Panel
from skillmark.measure.panels.reading import read_panel
from skillmark.measure.table import read_rows
from skillmark.nouns.errors import InputError
from skillmark.nouns.objects import Shape, members

NAME: Final = "panel.csv"
ROLES: Final = ("unit", "time", "first_treated", "outcome")
CLUSTER: Final = "cluster"
_SHAPE: Final[Shape] = {
    **dict.fromkeys((*ROLES, CLUSTER, "label"), str),
    "covariates": list,
    "simulated": bool,
}
_WHERE: Final = "settings.json/panel"


@dataclass(frozen=True, slots=True)
class OwnPanel:
    """A panel of the organisation's own, with what its outcome is called."""

    panel: Panel
    label: str
    simulated: bool = False


def read(folder: Path, given: Mapping[str, Any] | None) -> OwnPanel | None:
    """Read the panel by the settings' member `panel`; `None` where there is no file.

    Errors name the line, or the settings' member.
    """
    path = folder / NAME
    if not path.exists():
        if given is not None:
            raise InputError(
                f"there is no {NAME} to describe", where=_WHERE, remedy="add it, or take this out"
            )
        return None
    said = members(dict(given or {}), _SHAPE, (), where=_WHERE)
    covariates = said.get("covariates", [])
    if not all(isinstance(one, str) for one in covariates):
        raise InputError("a covariate is the name of a column", where=f"{_WHERE}/covariates")
    names = {role: said.get(role, role) for role in ROLES}
    panel = read_panel(
        path, **names, covariates=covariates, cluster=said.get(CLUSTER) or _cluster(path)
    )
    return OwnPanel(panel, said.get("label") or names["outcome"], said.get("simulated", False))


def _cluster(path: Path) -> str | None:
    columns, _rows = read_rows(path)
    return CLUSTER if CLUSTER in columns else None
