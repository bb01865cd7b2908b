"""What the page of a test says of its standard settings: `{% standards_of test %}`."""

from __future__ import annotations

from typing import Any

from django import template
from django.template import Context

from skillmark.server.assess.models import TestRecord
from skillmark.server.assess.standards.judging import open_round
from skillmark.server.assess.standards.models import AdoptionRecord

register = template.Library()


@register.inclusion_tag("standards/of_test.html", takes_context=True)
def standards_of(context: Context, test: TestRecord) -> dict[str, Any]:
    """Show the record behind the cut in force, and the settings of this version."""
    in_force = test.cuts.order_by("-recorded", "-pk").first()
    adoption = AdoptionRecord.objects.filter(cut=in_force).select_related("setting").first()
    rows = test.standard_settings.order_by("-opened")
    return {
        **context.flatten(),
        "test": test,
        "adoption": adoption if in_force else None,
        "settings": [(row, open_round(row)) for row in rows],
    }
