"""API of measuring, under `/api/measure/`."""

from __future__ import annotations

from ninja import Router

from skillmark.server.measure.designing.api import router as designing

router = Router(tags=["measure"])
router.add_router("", designing)
