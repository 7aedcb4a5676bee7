"""Home tasks about packages, the ready box and what is fetched after the release."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from certification.choices import DispatchState, PlanState, SheetStatus
from certification.models import Certificate, Dispatch, DispatchItem, PickupPlan
from certification.querysets import original_is
from certification.querysets_fence import read_by_the_prison
from foundation import clock
from foundation.accounts.models import User
from foundation.accounts.postings import permissions
from foundation.collect import Numbers, Task, counting
from lapas.choices import CustodyState


def journey_tasks(user: User) -> Iterator[Numbers]:
    allowed = permissions(user)
    if "certification.send_package" in allowed:
        yield from _at_the_issuer(user)
    if "certification.receive_package" in allowed:
        yield from _at_the_prison(user)
    if "certification.hand_over" in allowed:
        yield from _in_the_box(user)


def _at_the_issuer(user: User) -> Iterator[Numbers]:
    perm = "certification.send_package"
    packages = reverse("certification:package-list")
    reason = _("tidak ada di paket yang dibuka UPT: temukan, atau nyatakan hilang")
    missing = DispatchItem.objects.for_user(user, perm).missing()
    yield counting(missing, _("Lembar yang dicari"), reason, _("Cari"), packages + "?tampil=kurang", 0)
    yield _late(user, perm, _("tanyakan kepada kurir dengan nomor resinya"))
    prepared = Dispatch.objects.for_user(user, perm).filter(state=DispatchState.PREPARED)
    reason = _("surat pengantar dicetak, kurirnya belum dicatat")
    yield counting(prepared, _("Kiriman belum dikirim"), reason, _("Kirim"), packages + "?tampil=siap", 1)
    to_send = Certificate.objects.for_user(user, perm).ready_to_send()
    reason = _("urut menurut tanggal dibutuhkan paling lambat")
    url = reverse("certification:package-prepare")
    yield counting(to_send, _("Sertifikat siap dikirim ke UPT"), reason, _("Siapkan"), url, 1)
    to_forward = Certificate.objects.for_user(user, perm).ready_to_forward()
    reason = _("pemegangnya sudah keluar dan mengambilnya di balai pelatihan atau LSP lain")
    url = reverse("certification:originals-forward")
    yield counting(to_forward, _("Asli untuk loket lain"), reason, _("Teruskan"), url, 1)


def _at_the_prison(user: User) -> Iterator[Numbers]:
    perm = "certification.receive_package"
    url = reverse("certification:package-list") + "?tampil=jalan"
    yield _late(user, perm, _("bila belum datang, hubungi LSP"))
    coming = Dispatch.objects.for_user(user, perm).filter(state=DispatchState.SENT)
    reason = _("buka begitu datang, cocokkan isinya dengan daftar")
    yield counting(coming, _("Kiriman sertifikat di jalan"), reason, _("Terima"), url, 2)


def _late(user: User, perm: str, what: str) -> Numbers:
    late = Dispatch.objects.for_user(user, perm).late(clock.today())
    url = reverse("certification:package-list") + "?tampil=lewat"
    return counting(late, _("Kiriman lewat waktu, belum diterima"), what, _("Lihat"), url, 0)


def _in_the_box(user: User) -> Iterator[Numbers]:
    perm = "certification.hand_over"
    originals = Certificate.objects.at_hand_for(user, perm)
    yield Numbers(originals, {"all": Q(), "arrived": original_is(SheetStatus.ARRIVED)}, _at_hand)
    # Equal and "not more": PostgreSQL then asks person by person, as in `kept_by_the_prison`.
    own = Certificate.objects.not_handed_over().filter(inmate=OuterRef("pk"), inmate__lte=OuterRef("pk"))
    unplanned = (
        read_by_the_prison(user, perm)
        .filter(custody_state=CustodyState.RELEASED)
        .filter(
            Exists(own),
            ~Exists(PickupPlan.objects.filter(inmate=OuterRef("pk"), state=PlanState.OPEN)),
        )
    )
    reason = _("sudah keluar tanpa sertifikat: catat tempat pengambilannya")
    url = reverse("certification:after-release")
    yield counting(unplanned, _("Bebas tanpa rencana pengambilan"), reason, _("Rencanakan"), url, 0)


def _at_hand(found: Mapping[str, int]) -> Iterator[Task]:
    box = reverse("certification:ready-box")
    if arrived := found["arrived"]:
        reason = _("tempel foto, minta tanda tangan pemegang, masukkan ke kotak")
        yield Task(arrived, _("Sertifikat perlu foto dan tanda tangan"), reason, _("Siapkan"), box, 1)
    if ready := found["all"] - found["arrived"]:
        reason = _("ada di kotak, belum di tangan pemegang")
        yield Task(ready, _("Sertifikat siap diserahkan"), reason, _("Serahkan"), f"{box}?tampil=siap", 1)
