"""API of measuring, under `/api/measure/`."""

from __future__ import annotations

from ninja import Router

from skillmark.server.measure.dashboards.api import router as dashboards

router = Router(tags=["measure"])
router.add_router("", dashboards)
