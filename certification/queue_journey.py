"""Home tasks about packages, the ready box and what is fetched after the release."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext as _

from certification.choices import DispatchState, PlanState, SheetStatus
from certification.models import Certificate, Dispatch, DispatchItem, PickupPlan
from certification.querysets_fence import read_by_the_prison
from foundation import clock
from foundation.accounts.models import User
from foundation.accounts.postings import permissions
from foundation.collect import Task
from lapas.choices import CustodyState


def journey_tasks(user: User) -> Iterator[Task]:
    allowed = permissions(user)
    if "certification.send_package" in allowed:
        yield from _at_the_issuer(user)
    if "certification.receive_package" in allowed:
        yield from _at_the_prison(user)
    if "certification.hand_over" in allowed:
        yield from _in_the_box(user)


def _at_the_issuer(user: User) -> Iterator[Task]:
    perm = "certification.send_package"
    packages = reverse("certification:package-list")
    missing = DispatchItem.objects.for_user(user, perm).missing()
    if number := missing.count():
        reason = _("tidak ada di paket yang dibuka UPT: temukan, atau nyatakan hilang")
        yield Task(number, _("Lembar yang dicari"), reason, _("Cari"), packages + "?tampil=kurang", urgency=0)
    yield from _late(user, perm, _("tanyakan kepada kurir dengan nomor resinya"))
    mine = Dispatch.objects.for_user(user, perm)
    if number := mine.filter(state=DispatchState.PREPARED).count():
        reason = _("surat pengantar dicetak, kurirnya belum dicatat")
        yield Task(number, _("Kiriman belum dikirim"), reason, _("Kirim"), packages + "?tampil=siap", urgency=1)
    if number := Certificate.objects.for_user(user, perm).ready_to_send().count():
        reason = _("urut menurut tanggal dibutuhkan paling lambat")
        url = reverse("certification:package-prepare")
        yield Task(number, _("Sertifikat siap dikirim ke UPT"), reason, _("Siapkan"), url, urgency=1)
    if number := Certificate.objects.for_user(user, perm).ready_to_forward().count():
        reason = _("pemegangnya sudah keluar dan mengambilnya di balai pelatihan atau LSP lain")
        url = reverse("certification:originals-forward")
        yield Task(number, _("Asli untuk loket lain"), reason, _("Teruskan"), url, urgency=1)


def _at_the_prison(user: User) -> Iterator[Task]:
    perm = "certification.receive_package"
    packages = reverse("certification:package-list")
    yield from _late(user, perm, _("bila belum datang, hubungi LSP"))
    coming = Dispatch.objects.for_user(user, perm).filter(state=DispatchState.SENT)
    if number := coming.count():
        reason = _("buka begitu datang, cocokkan isinya dengan daftar")
        yield Task(number, _("Kiriman sertifikat di jalan"), reason, _("Terima"), packages + "?tampil=jalan", urgency=2)


def _late(user: User, perm: str, what: str) -> Iterator[Task]:
    if number := Dispatch.objects.for_user(user, perm).late(clock.today()).count():
        url = reverse("certification:package-list") + "?tampil=lewat"
        yield Task(number, _("Kiriman lewat waktu, belum diterima"), what, _("Lihat"), url, urgency=0)


def _in_the_box(user: User) -> Iterator[Task]:
    perm = "certification.hand_over"
    box = reverse("certification:ready-box")
    originals = Certificate.objects.for_user(user, perm).waiting_for_hand_over()
    if number := originals.original_is(SheetStatus.ARRIVED).count():
        reason = _("tempel foto, minta tanda tangan pemegang, masukkan ke kotak")
        yield Task(number, _("Sertifikat perlu foto dan tanda tangan"), reason, _("Siapkan"), box, urgency=1)
    ready = originals.exclude(pk__in=originals.original_is(SheetStatus.ARRIVED).values("pk"))
    if number := ready.count():
        reason = _("ada di kotak, belum di tangan pemegang")
        yield Task(number, _("Sertifikat siap diserahkan"), reason, _("Serahkan"), f"{box}?tampil=siap", urgency=1)
    unplanned = (
        read_by_the_prison(user, perm)
        .filter(custody_state=CustodyState.RELEASED)
        .filter(
            Exists(Certificate.objects.not_handed_over().filter(inmate=OuterRef("pk"))),
            ~Exists(PickupPlan.objects.filter(inmate=OuterRef("pk"), state=PlanState.OPEN)),
        )
    )
    if number := unplanned.count():
        reason = _("sudah keluar tanpa sertifikat: catat tempat pengambilannya")
        url = reverse("certification:after-release")
        yield Task(number, _("Bebas tanpa rencana pengambilan"), reason, _("Rencanakan"), url, urgency=0)
