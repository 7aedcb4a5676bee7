"""Certificates: the list, one certificate, its copy."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from certification.choices import SheetStatus
from certification.models import Certificate, HandOver
from certification.progress import is_here, step_of
from certification.querysets import ON_PAPER
from certification.rendering import codes
from certification.services import printing
from certification.tables_issuing import CertificateTable
from foundation import stored
from foundation.audit import services as audit
from foundation.jobs.models import Job
from foundation.ui.pages import Chip, DetailPage, ListPage, Page

# The original lies in the prison, or nothing is known of its way.
AT_HAND = Q(original_state__isnull=True) | Q(original_state__in=[SheetStatus.ARRIVED, SheetStatus.READY])
NOT_HANDED = Q(hand_over__isnull=True, state="active")


def _with_hand_over(rows: QuerySet[Certificate]) -> QuerySet[Certificate]:
    return rows.annotate(was_handed_over=Exists(HandOver.objects.filter(certificate=OuterRef("pk"))))


class CertificateFilter(django_filters.FilterSet):
    cari = django_filters.CharFilter(label=_("Nama atau nomor"), method="search")

    class Meta:
        model = Certificate
        fields: list[str] = []

    def search(self, rows: QuerySet[Certificate], name: str, value: str) -> QuerySet[Certificate]:
        return rows.filter(
            Q(number__icontains=value)
            | Q(registration_number__icontains=value)
            | Q(sheet_serial__startswith=value)
            | Q(inmate__certificate_name__icontains=value)
        )


class CertificateList(ListPage):
    permission_required = "certification.view_certificate"
    model = Certificate
    table_class = CertificateTable
    filterset_class = CertificateFilter
    title = _("Sertifikat")
    empty_title = _("Belum ada sertifikat")
    empty_text = _("Sertifikat muncul di sini setelah LSP memutuskan hasil uji dan nomornya ada.")
    exportable = True
    chips = (
        Chip("", _("Semua")),
        Chip("cetak", _("Menunggu cetak"), NOT_HANDED & ~ON_PAPER),
        Chip("serah", _("Siap diserahkan"), NOT_HANDED & ON_PAPER & AT_HAND),
        Chip("diserahkan", _("Diserahkan"), Q(hand_over__isnull=False)),
    )

    def get_queryset(self) -> QuerySet[Certificate]:
        return _with_hand_over(super().get_queryset().with_original())


class CertificateDetail(DetailPage):
    permission_required = "certification.view_certificate"
    model = Certificate
    template_name = "certification/certificate_detail.html"
    audit_verb = "certification.view_certificate"

    def get_queryset(self) -> QuerySet[Certificate]:
        return (
            super()
            .get_queryset()
            .with_original()
            .select_related(
                "inmate", "lsp", "centre", "scheme", "decision__meeting", "enrolment", "hand_over__handed_by__person"
            )
        )

    def get_title(self) -> str:
        name: str = self.object.facts["name"]
        return name

    def get_crumbs(self) -> list[tuple[Any, str]]:
        return [(_("Sertifikat"), reverse("certification:certificate-list"))]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        certificate: Certificate = self.object
        handed = getattr(certificate, "hand_over", None)
        return super().get_context_data(
            **kwargs,
            certificate=certificate,
            facts=certificate.facts,
            hand_over=handed,
            step=step_of(certificate, handed_over=handed is not None),
            copy_is_current=printing.copy_is_current(certificate),
            job=Job.objects.about(certificate).filter(kind="certification.render").order_by("-pk").first(),
            printed_code=codes.printed(certificate.code),
            verify_url=codes.address(certificate.facts["verify_base_url"], certificate.code),
            may_hand_over=is_here(certificate) and self.user.has_perm("certification.hand_over"),
        )


class CertificateCopy(Page):
    """The stored copy as a file whose name tells nothing; opening it is recorded."""

    permission_required = "certification.open_copy"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        certificate = get_object_or_404(self.reach(Certificate), pk=kwargs["pk"])
        if not certificate.pdf_sha256:
            raise Http404
        audit.record_read(self.user, "certification.open_copy", [certificate])
        response = HttpResponse(stored.read("certificates", certificate.pdf_sha256), content_type="application/pdf")
        response["Content-Disposition"] = f'inline; filename="{certificate.file_name}"'
        return response
