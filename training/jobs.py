"""Work of training that happens behind the pages."""

from django.utils.translation import gettext_lazy as _

from foundation.jobs.execution import Work
from foundation.jobs.registry import handler
from lapas.choices import EventKind
from lapas.models import CustodyEvent
from training.services.custody import ENDS_WITH, JOB, end_for_custody


@handler(JOB, title=_("Menyesuaikan kelas setelah pindah atau bebas"))
def custody_changed(work: Work) -> None:
    event = CustodyEvent.objects.select_related("inmate").get(pk=work.params["event"])
    work.finish_with(
        lambda: end_for_custody(
            inmate=event.inmate, reason=ENDS_WITH[EventKind(event.kind)], on=event.on, actor=work.actor
        )
    )
