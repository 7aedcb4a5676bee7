"""Home tasks about certificates: numbers, hand-over."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from certification.choices import NumberingMode
from certification.leaving import without_certificate_in_hand
from certification.models import Decision, Lsp
from certification.trained import WAITING_FOR_NUMBER, WAITING_FOR_PRINT, with_certificate_counts
from foundation import clock
from foundation.accounts.models import User
from foundation.accounts.postings import permissions
from foundation.collect import Task
from lapas.models import Inmate
from training.models import TrainingClass

URGENT_DAYS = 14


def issuing_tasks(user: User) -> Iterator[Task]:
    allowed = permissions(user)
    if "certification.hand_over" in allowed:
        yield from _at_the_prison(user)
    if "certification.issue_training" in allowed:
        yield from _at_the_centre(user)
    if "certification.number_certificate" in allowed:
        yield from _numbers(user)


def _at_the_centre(user: User) -> Iterator[Task]:
    classes = with_certificate_counts(TrainingClass.objects.for_user(user, "certification.issue_training"))
    url = reverse("certification:training-certificate-list")
    if number := classes.filter(WAITING_FOR_NUMBER).count():
        reason = _("peserta lulus dan belum mempunyai sertifikat pelatihan")
        yield Task(number, _("Kelas menunggu sertifikat pelatihan"), reason, _("Beri nomor"), f"{url}?tampil=nomor", 1)
    if number := classes.filter(WAITING_FOR_PRINT).count():
        reason = _("cetak, tandatangani, lalu tandai sudah dicetak")
        yield Task(number, _("Sertifikat pelatihan menunggu cetak"), reason, _("Cetak"), f"{url}?tampil=cetak", 1)


def _at_the_prison(user: User) -> Iterator[Task]:
    people = Inmate.objects.for_user(user, "certification.hand_over")
    if urgent := without_certificate_in_hand(people, clock.today(), URGENT_DAYS).count():
        yield Task(
            urgent,
            _("Bebas dalam 14 hari, sertifikat belum di tangan"),
            _("serahkan yang sudah siap, tanyakan yang belum kepada LSP"),
            _("Lihat"),
            reverse("certification:leaving-list"),
            urgency=0,
        )


def _numbers(user: User) -> Iterator[Task]:
    lsps = Lsp.objects.for_user(user, "certification.number_certificate")
    waiting = Decision.objects.waiting_for_number().of_lsps(lsps)
    confirmed = Q(assessment__inmate__certificate_name_confirmed_on__isnull=False)
    counts = waiting.aggregate(
        letter=Count("pk", filter=Q(assessment__exam__lsp__numbering=NumberingMode.IMPORTED, is_held=False)),
        ready=Count("pk", filter=Q(is_held=True) & confirmed),
        unconfirmed=Count("pk", filter=Q(is_held=True) & ~confirmed),
    )
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
