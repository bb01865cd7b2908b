"""The app `measure`."""

from django.apps import AppConfig
from django.db.models.signals import post_delete


class MeasureConfig(AppConfig):
    """Does it work here?"""

    name = "skillmark.server.measure"
    label = "measure"

    def ready(self) -> None:
        """Hear of links that go, of consent that ends, and of people who are erased."""
        from skillmark.server.award.erasing import erased
        from skillmark.server.measure.ledger import hearing
        from skillmark.server.measure.ledger.models import LinkRecord
        from skillmark.server.measure.surveying import ending
        from skillmark.server.people.services import consent_withdrawn

        post_delete.connect(hearing.link_gone, sender=LinkRecord, dispatch_uid="link_gone")
        consent_withdrawn.connect(hearing.withdrawn, dispatch_uid="measure_withdrawn")
        erased.connect(hearing.person_erased, dispatch_uid="measure_erased")
        erased.connect(ending.person_erased, dispatch_uid="surveys_erased")
