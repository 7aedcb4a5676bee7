"""Home tasks of the print clerk: the queue by urgency, unfinished runs, signatures, spoiled sheets, few blank ones."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from certification.choices import PrintRunState, SheetStatus
from certification.models import Certificate, PrintRun, Sheet
from certification.needed import needed_by
from certification.querysets import CertificateQuerySet
from foundation import clock
from foundation.accounts.models import User
from foundation.accounts.postings import permissions
from foundation.collect import Numbers, Task

MAY_PRINT = "certification.print_certificate"
LOOKED_AT = 200
NEXT_STEP = {
    PrintRunState.CHOSEN: gettext_lazy("pasang blangko, lalu cetak"),
    PrintRunState.PREPARING: gettext_lazy("berkas sedang disiapkan"),
    PrintRunState.READY: gettext_lazy("cetak, lalu catat hasilnya"),
    PrintRunState.CHECKING: gettext_lazy("baca nomor blangko dari beberapa lembar, lalu sahkan"),
}


def waiting_for_print(user: User) -> int | None:
    """The badge of the menu; None when nothing waits."""
    return _waiting(user).count() or None


def sheet_tasks(user: User) -> Iterator[Task | Numbers]:
    if MAY_PRINT not in permissions(user):
        return
    number = 0

    def queue(waiting: Mapping[str, int]) -> Iterator[Task]:
        nonlocal number
        number = waiting["all"]
        if number:
            yield _queue(user, number)

    yield Numbers(_waiting(user), {"all": Q()}, queue)
    yield from _runs(user)
    wanted = {
        "free": Q(state=SheetStatus.RECEIVED),
        "unsigned": Q(state=SheetStatus.PRINTED),
        "spoiled": Q(state=SheetStatus.SPOILED, letter__isnull=True),
    }
    # Told after `queue`, in the order offered.
    yield Numbers(Sheet.objects.for_user(user, MAY_PRINT), wanted, lambda sheets: _sheets(number, sheets))


def _sheets(waiting: int, sheets: Mapping[str, int]) -> Iterator[Task]:
    if waiting > sheets["free"]:
        reason = _("%(waiting)d sertifikat menunggu cetak; ajukan lot baru ke BNSP") % {"waiting": waiting}
        url = reverse("certification:lot-list")
        yield Task(sheets["free"], _("Blangko kosong tinggal sedikit"), reason, _("Lihat lot"), url, 0)
    if sheets["unsigned"]:
        reason = _("setelah ditandatangani Ketua dan Manajer Sertifikasi dan dicap")
        url = reverse("certification:sheets-sign")
        yield Task(sheets["unsigned"], _("Lembar menunggu tanda tangan"), reason, _("Tandai"), url, 1)
    if sheets["spoiled"]:
        reason = _("kirim kembali ke BNSP dengan berita acara, minta penggantinya")
        url = reverse("certification:spoiled-list")
        yield Task(sheets["spoiled"], _("Blangko rusak belum dilaporkan"), reason, _("Buat berita acara"), url, 2)


def _waiting(user: User) -> CertificateQuerySet:
    return Certificate.objects.for_user(user, MAY_PRINT).waiting_for_print().not_in_a_print_run()


def _queue(user: User, waiting: int) -> Task:
    today = clock.today()
    first = _waiting(user).select_related("inmate").order_by("inmate__earliest_release")[:LOOKED_AT]
    urgent = sum(
        needed_by(row.inmate.earliest_release, row.inmate.release_basis_on(today), today).at_once for row in first
    )
    reason = _("urut menurut tanggal dibutuhkan paling lambat")
    if urgent:
        reason = _("%(urgent)d dibutuhkan secepatnya") % {"urgent": urgent}
    url = reverse("certification:print-list")
    return Task(waiting, _("Sertifikat menunggu cetak"), reason, _("Cetak"), url, 0 if urgent else 1)


def _runs(user: User) -> Iterator[Task]:
    mine: Any = PrintRun.objects.for_user(user, MAY_PRINT)
    runs = mine.open().annotate(places=Count("items")).order_by("pk")
    for run in runs[:5]:
        yield Task(
            run.places,
            _("Cetakan %(run)s belum selesai") % {"run": run},
            str(NEXT_STEP[PrintRunState(run.state)]),
            _("Lanjutkan"),
            reverse("certification:print-run", args=[run.pk]),
            1,
        )
