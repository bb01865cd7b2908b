"""API of planning, under `/api/plan/`."""

from __future__ import annotations

from ninja import Router

from skillmark.server.plan.foresight.api import router as foresight

router = Router(tags=["plan"])
router.add_router("", foresight)
