"""Home tasks about certificates: numbers, hand-over."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from django.db.models import Exists, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from certification.choices import NumberingMode
from certification.leaving import without_certificate_in_hand
from certification.models import Decision
from certification.trained import not_printed, without_certificate
from foundation import clock
from foundation.accounts.models import User
from foundation.accounts.postings import permissions
from foundation.collect import Numbers, Task, counting
from lapas.models import Inmate
from training.models import TrainingClass

URGENT_DAYS = 14


def issuing_tasks(user: User) -> Iterator[Numbers]:
    allowed = permissions(user)
    if "certification.hand_over" in allowed:
        yield _at_the_prison(user)
    if "certification.issue_training" in allowed:
        yield from _at_the_centre(user)
    if "certification.number_certificate" in allowed:
        yield _numbers(user)


def _at_the_centre(user: User) -> Iterator[Numbers]:
    classes = TrainingClass.objects.for_user(user, "certification.issue_training")
    url = reverse("certification:training-certificate-list")
    reason = _("peserta lulus dan belum mempunyai sertifikat pelatihan")
    title, shown = _("Kelas menunggu sertifikat pelatihan"), f"{url}?tampil=nomor"
    yield counting(
        classes.filter(Exists(without_certificate())),
        title=title,
        reason=reason,
        button=_("Beri nomor"),
        url=shown,
        urgency=1,
    )
    reason = _("cetak, tandatangani, lalu tandai sudah dicetak")
    title, shown = _("Sertifikat pelatihan menunggu cetak"), f"{url}?tampil=cetak"
    yield counting(
        classes.filter(Exists(not_printed())),
        title=title,
        reason=reason,
        button=_("Cetak"),
        url=shown,
        urgency=1,
    )


def _at_the_prison(user: User) -> Numbers:
    people = Inmate.objects.for_user(user, "certification.hand_over")
    return counting(
        without_certificate_in_hand(people, clock.today(), URGENT_DAYS),
        _("Bebas dalam 14 hari, sertifikat belum di tangan"),
        _("serahkan yang sudah siap, tanyakan yang belum kepada LSP"),
        _("Lihat"),
        reverse("certification:leaving-list"),
        urgency=0,
    )


def _numbers(user: User) -> Numbers:
    waiting = Decision.objects.waiting_for_number().numbered_by(user, "certification.number_certificate")
    confirmed = Q(assessment__inmate__certificate_name_confirmed_on__isnull=False)
    wanted = {
        "letter": Q(assessment__exam__lsp__numbering=NumberingMode.IMPORTED, is_held=False),
        "ready": Q(is_held=True) & confirmed,
        "unconfirmed": Q(is_held=True) & ~confirmed,
    }
    return Numbers(waiting, wanted, _to_number)


def _to_number(counts: Mapping[str, int]) -> Iterator[Task]:
    url = reverse("certification:numbering-list")
    if counts["letter"]:
        reason = _("ketik nomor dari surat, lalu salinan disiapkan")
        yield Task(counts["letter"], _("Kompeten, menunggu nomor dari surat"), reason, _("Isi nomor"), url, 1)
    if counts["ready"]:
        reason = _("nama sudah dikonfirmasi, nomor dapat diberikan")
        yield Task(counts["ready"], _("Keputusan tertahan siap diberi nomor"), reason, _("Beri nomor"), url, 1)
    if counts["unconfirmed"]:
        reason = _("menunggu nama sertifikat dikonfirmasi di UPT")
        yield Task(counts["unconfirmed"], _("Keputusan tertahan karena nama"), reason, _("Lihat"), url, 2)
