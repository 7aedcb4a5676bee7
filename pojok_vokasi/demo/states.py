"""Certificates of the demo world whose state changed: suspended, revoked, replaced, and one that waits."""

from __future__ import annotations

from certification.choices import Wish
from certification.models import Certificate, StateRequest
from certification.services.states import approve_request, ask_for_state
from foundation.jobs.execution import run_due
from lapas.models import Inmate
from lapas.services import confirm_certificate_name
from pojok_vokasi.demo.replay import Story
from pojok_vokasi.demo.world import World


def asked(world: World, certificate: Certificate, day: int, wish: str, reason: str, desk: str = "lsp") -> Story:
    """One desk asks; nothing has changed yet."""
    yield world.day(day)
    return ask_for_state(certificate=certificate, wish=wish, reason=reason, actor=world.acting(desk))


def decided(world: World, request: StateRequest, day: int, note: str = "") -> Story:
    """The other officer of the LSP approves."""
    yield world.day(day)
    approve_request(request=request, note=note, actor=world.acting("lsp3"))
    run_due()


def suspended(world: World, certificate: Certificate, day: int) -> Story:
    reason = "Bukti dua unit tertukar dengan peserta lain; diperiksa ulang oleh asesor."
    request = yield from asked(world, certificate, day, Wish.SUSPENDED, reason)
    yield from decided(world, request, day + 1)


def revoked(world: World, certificate: Certificate, day: int) -> Story:
    reason = "Pemeriksaan ulang: hasil uji unit ketiga bukan milik pemegang sertifikat."
    request = yield from asked(world, certificate, day, Wish.REVOKED, reason)
    yield from decided(world, request, day + 3, "Sesuai berita acara pemeriksaan ulang.")


def replaced(world: World, certificate: Certificate, day: int) -> Story:
    """The paper lacks the last name; it is confirmed anew, and the successor gets its number."""
    reason = "Nama belakang tidak tertulis di sertifikat, di KTP tertulis."
    request = yield from asked(world, certificate, day, Wish.REPLACED, reason, "registrasi")
    yield world.day(day + 1)
    holder = Inmate.objects.select_related("prison").get(pk=certificate.inmate_id)
    confirm_certificate_name(
        inmate=holder,
        name=f"{holder.certificate_name} Wiratmoko",
        on=world.day(day + 1),
        actor=world.acting("registrasi"),
    )
    yield from decided(world, request, day + 2)


def waiting(world: World, certificate: Certificate, day: int) -> Story:
    reason = "Asli sobek dan tintanya luntur kena air; sobekannya disimpan."
    yield from asked(world, certificate, day, Wish.NEW_SHEET, reason, "registrasi")
