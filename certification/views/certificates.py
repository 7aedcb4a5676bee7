"""Certificates: the list, the life of one, its copy."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from certification import states
from certification.choices import CertificateState
from certification.filters import CertificateFilter
from certification.masking import Reader, masked_name
from certification.models import Certificate, HandOver
from certification.progress import is_here, step_of
from certification.querysets import ON_PAPER, CertificateQuerySet, at_hand, expiring_on
from certification.readers import reader_of, reads_masked
from certification.rendering import codes
from certification.services import printing, voiding
from certification.services.freezing import order_missing_copy
from certification.services.states import COPIED_ANEW
from certification.tables_issuing import CertificateTable
from certification.timeline import Life, life_of
from foundation import clock, stored
from foundation.audit import services as audit
from foundation.jobs.models import Job
from foundation.ui.files import shown_pdf
from foundation.ui.pages import Chip, DetailPage, ListPage, Page

# More certificates than these, of a big LSP, are not named one by one.
MOST_NAMED = 500
NOT_HANDED = Q(hand_over__isnull=True, state=CertificateState.ACTIVE)


class CertificateList(ListPage):
    permission_required = "certification.view_certificate"
    model = Certificate
    table_class = CertificateTable
    filterset_class = CertificateFilter
    title = _("Sertifikat")
    empty_title = _("Belum ada sertifikat")
    empty_text = _("Sertifikat muncul di sini setelah LSP memutuskan hasil uji dan nomornya ada.")
    exportable = True

    def get_chips(self) -> tuple[Chip, ...]:
        return (
            Chip("", _("Semua")),
            Chip("belum", _("Belum diserahkan"), NOT_HANDED),
            Chip("cetak", _("Menunggu cetak"), NOT_HANDED & ~ON_PAPER),
            Chip("serah", _("Siap diserahkan"), NOT_HANDED & ON_PAPER & at_hand()),
            Chip("diserahkan", _("Diserahkan"), Q(hand_over__isnull=False)),
            Chip("berakhir", _("Akan berakhir dalam 6 bulan"), expiring_on(clock.today())),
        )

    @cached_property
    def reached(self) -> CertificateQuerySet:
        """The certificates in reach: few of them are found once and then named, because the page asks four times."""
        rows: CertificateQuerySet = self.reach(Certificate)
        if self.reads_widely:
            return rows
        few = list(rows.order_by().values_list("pk", flat=True)[: MOST_NAMED + 1])
        return rows if len(few) > MOST_NAMED else Certificate.objects.filter(pk__in=few)

    def get_queryset(self) -> QuerySet[Certificate]:
        handed = HandOver.objects.filter(certificate=OuterRef("pk"))
        rows: Any = self.reached
        return rows.with_original().annotate(was_handed_over=Exists(handed))

    def get_filterset_kwargs(self, filterset_class: Any) -> dict[str, Any]:
        given: dict[str, Any] = super().get_filterset_kwargs(filterset_class)
        return {**given, "reached": self.reached, "masked": reads_masked(self.user)}

    def get_table_kwargs(self) -> dict[str, Any]:
        return {**super().get_table_kwargs(), "masked": reads_masked(self.user)}


class CertificateDetail(DetailPage):
    permission_required = "certification.view_certificate"
    model = Certificate
    template_name = "certification/certificate_detail.html"
    audit_verb = "certification.view_certificate"

    def get_queryset(self) -> QuerySet[Certificate]:
        rows: Any = super().get_queryset()
        return rows.with_original().select_related(
            "inmate",
            "lsp",
            "centre",
            "scheme",
            "decision__meeting",
            "enrolment",
            "hand_over",
            "replaces",
            "successor",
        )

    def get_title(self) -> str:
        name: str = self.object.facts["name"]
        return masked_name(name) if self.reader is Reader.AUDITOR else name

    @property
    def reader(self) -> Reader:
        return reader_of(self.user, self.object)

    def get_crumbs(self) -> list[tuple[Any, str]]:
        return [(_("Sertifikat"), reverse("certification:certificate-list"))]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        certificate: Certificate = self.object
        handed = getattr(certificate, "hand_over", None)
        shown = states.shown_state(certificate.state, certificate.valid_until, clock.today(certificate.zone))
        current = printing.copy_is_current(certificate)
        life = life_of(certificate, self.reader)
        return super().get_context_data(
            **kwargs,
            certificate=certificate,
            facts=certificate.facts,
            hand_over=handed,
            step=step_of(certificate, handed_over=handed is not None),
            state_words=states.in_words(shown, certificate.state_since, certificate.valid_until),
            life=life.entries,
            waiting=life.waiting,
            job=None if current else Job.objects.about(certificate).filter(kind="certification.render").first(),
            printed_code=codes.printed(certificate.code),
            verify_url=codes.address(certificate.facts["verify_base_url"], certificate.code),
            acts=self._acts(certificate, life, is_handed=handed is not None),
        )

    def _acts(self, certificate: Certificate, life: Life, *, is_handed: bool) -> dict[str, bool]:
        """What this reader may do from here; each page has its own fence."""
        may = self.user.has_perm
        masked = self.reader is Reader.AUDITOR
        shown = states.shown_state(certificate.state, certificate.valid_until, clock.today(certificate.zone))
        voids = voiding.voids(certificate, was_handed_over=life.was_handed_over, waits=life.waiting is not None)
        return {
            "copy": may("certification.open_copy"),
            "hand_over": is_here(certificate) and not is_handed and may("certification.hand_over"),
            "ask": bool(states.possible(shown, handed_over=is_handed, training=certificate.is_training))
            and life.waiting is None
            and may("certification.ask_for_state"),
            "decide": may("certification.decide_state"),
            "reprint": bool(certificate.pdf_sha256)
            and certificate.state in COPIED_ANEW
            and printing.copy_is_current(certificate)
            and may("certification.reprint_copy"),
            "void": voids and not certificate.is_training and may("certification.number_certificate"),
            "receipt": is_handed and may("certification.open_copy"),
            "bundle": may("certification.take_bundle"),
            "public": not masked,
        }


class CertificateCopy(Page):
    """The stored copy as a file whose name tells nothing; opening it is recorded. One that is missing is ordered."""

    permission_required = "certification.open_copy"

    def rows(self) -> QuerySet[Certificate]:
        return self.reach(Certificate)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        certificate = get_object_or_404(self.rows(), pk=kwargs["pk"])
        if not certificate.pdf_sha256:
            order_missing_copy(certificate=certificate, actor=self.user)
            messages.info(request, _("Salinan sedang disiapkan; buka lagi sebentar lagi."))
            return redirect("certification:certificate-detail", certificate.pk)
        audit.record_read(self.user, "certification.open_copy", [certificate])
        return shown_pdf(stored.read("certificates", certificate.pdf_sha256), certificate.file_name)
