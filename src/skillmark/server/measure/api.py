"""API of measuring, under `/api/measure/`."""

from __future__ import annotations

from ninja import Router

from skillmark.server.measure.dashboards.api import router as dashboards
from skillmark.server.measure.designing.api import router as designing
from skillmark.server.measure.reporting.api import router as reporting

router = Router(tags=["measure"])
router.add_router("", dashboards)
router.add_router("", reporting)
router.add_router("", designing)
