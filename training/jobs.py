"""Work of training that happens behind the pages."""

from django.utils.translation import gettext_lazy as _

from foundation.jobs.execution import Work
from foundation.jobs.registry import handler
from lapas.models import CustodyEvent
from training.services.custody import JOB, RETURN_JOB, end_for_custody, restore_after_return


@handler(JOB, title=_("Menyesuaikan kelas setelah pindah atau bebas"))
def custody_changed(work: Work) -> None:
    event = CustodyEvent.objects.get(pk=work.params["event"])
    work.finish_with(lambda: end_for_custody(event=event, actor=work.actor))


@handler(RETURN_JOB, title=_("Mengembalikan tempat di kelas setelah batal pindah"))
def returned(work: Work) -> None:
    event = CustodyEvent.objects.get(pk=work.params["event"])
    work.finish_with(lambda: restore_after_return(event=event, actor=work.actor))
