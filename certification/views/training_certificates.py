"""The centre's pages: finished classes, training certificates of one class, their files and print."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from certification.choices import CertificateState, LetterState, NumberingMode
from certification.models import Certificate, NumberLetter, TrainingIssuer, VoidedNumber
from certification.progress import step_of
from certification.services import training_certificates as services
from certification.tables_training import TrainedClassTable
from certification.trained import WAITING_FOR_NUMBER, WAITING_FOR_PRINT, with_certificate_counts
from certification.views.certificates import CertificateCopy
from foundation import clock, stored
from foundation.audit import services as audit
from foundation.jobs.models import Job
from foundation.ui.files import shown_pdf
from foundation.ui.forms import DateField, OfficeForm
from foundation.ui.pages import ActionPage, Chip, ListPage, Page, Reach
from training.models import Enrolment, TrainingCentre, TrainingClass

PERMISSION = "certification.issue_training"


class TrainedClassList(ListPage):
    """Classes with people who passed: who of them has a training certificate, and who waits for what."""

    permission_required = PERMISSION
    model = TrainingClass
    table_class = TrainedClassTable
    template_name = "certification/training_class_list.html"
    title = _("Sertifikat pelatihan")
    empty_title = _("Belum ada kelas yang lulus")
    empty_text = _("Kelas muncul di sini setelah hasil pelatihan ditetapkan dan ada peserta yang lulus.")
    chips = (
        Chip("", _("Semua")),
        Chip("nomor", _("Menunggu nomor"), WAITING_FOR_NUMBER),
        Chip("cetak", _("Menunggu cetak"), WAITING_FOR_PRINT),
    )

    def get_queryset(self) -> QuerySet[TrainingClass]:
        rows = with_certificate_counts(super().get_queryset()).filter(has_passed=True)
        return rows.select_related("module", "corner__prison").order_by("-waits_for_number", "-ends_on", "pk")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        centres = self.reach(TrainingCentre).select_related("issuer").prefetch_related("number_series")
        letters = self.reach(NumberLetter).filter(state=LetterState.WAITING)
        return super().get_context_data(**kwargs, centres=centres, letters=letters)


class OfTrainedClass(Reach, abstract=True):
    """A page about the training certificates of one class; 404 when its centre is out of reach."""

    kwargs: dict[str, Any]

    @cached_property
    def training_class(self) -> TrainingClass:
        rows = self.reach(TrainingClass).select_related("module__scheme", "corner__prison", "centre__issuer")
        found: TrainingClass = get_object_or_404(rows, pk=self.kwargs["pk"])
        return found

    @cached_property
    def issuer(self) -> TrainingIssuer | None:
        return getattr(self.training_class.centre, "issuer", None)

    def certificates(self) -> QuerySet[Certificate]:
        rows: QuerySet[Certificate] = self.reach(Certificate).filter(enrolment__training_class=self.training_class)
        return rows.select_related("inmate", "hand_over").order_by("serial", "number", "pk")

    def to_print(self) -> list[Certificate]:
        return list(self.certificates().filter(state=CertificateState.ACTIVE, printed_on=None))

    def print_job(self, rows: list[Certificate]) -> Job | None:
        """The latest order of a print file of exactly these."""
        job = Job.objects.about(self.training_class).filter(kind=services.PRINT_JOB).order_by("-pk").first()
        return job if job is not None and set(job.params["certificates"]) == {row.pk for row in rows} else None

    def get_success_url(self) -> str:
        return reverse("certification:training-certificate-class", args=[self.training_class.pk])

    def get_lead(self) -> str:
        return f"{self.training_class}, {self.training_class.corner}"

    def get_crumbs(self) -> list[tuple[Any, str]]:
        return [
            (_("Sertifikat pelatihan"), reverse("certification:training-certificate-list")),
            (self.training_class, reverse("certification:training-certificate-class", args=[self.training_class.pk])),
        ]


class NumbersForm(OfficeForm):
    """The day on the paper; for a centre that numbers on its own, one cell per person as well."""

    issued_on = DateField(label=_("Tanggal di sertifikat"))

    def __init__(self, *args: Any, waiting: list[Enrolment], typed: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.waiting, self.typed = waiting, typed
        for enrolment in waiting if typed else ():
            label = _t("Nomor sertifikat %(name)s") % {"name": enrolment.inmate.certificate_name}
            if enrolment.inmate.name_is_confirmed:
                self.fields[f"number-{enrolment.pk}"] = forms.CharField(
                    label=label,
                    max_length=60,
                    required=False,
                    widget=forms.TextInput(attrs={"autocomplete": "off", "aria-label": label}),
                )

    def rows(self) -> list[Any]:
        cells = self.fields
        return [(row, self[f"number-{row.pk}"] if f"number-{row.pk}" in cells else None) for row in self.waiting]

    def numbered(self) -> list[services.NumberedTraining]:
        typed = [(row, " ".join(self.cleaned_data.get(f"number-{row.pk}", "").split())) for row in self.waiting]
        return [services.NumberedTraining(row, number) for row, number in typed if number]


class TrainedClass(OfTrainedClass, ActionPage):
    """One class: who waits for a number, what was issued, and numbering all who may have one."""

    permission_required = PERMISSION
    template_name = "certification/training_class.html"
    title = _("Sertifikat pelatihan kelas")
    success_message = _("Nomor diberikan; berkas sedang disiapkan.")

    @property
    def typed(self) -> bool:
        return self.issuer is not None and self.issuer.numbering == NumberingMode.IMPORTED

    @cached_property
    def waiting(self) -> list[Enrolment]:
        rows = services.waiting_for_certificate().filter(training_class=self.training_class)
        return list(rows.select_related("inmate").order_by("inmate__certificate_name", "inmate__name", "pk"))

    def get_form(self, form_class: Any = None) -> NumbersForm:
        data = self.request.POST if self.request.method == "POST" else None
        return NumbersForm(data, waiting=self.waiting, typed=self.typed, initial={"issued_on": clock.today()})

    def perform(self, form: NumbersForm) -> list[Certificate]:
        day = form.cleaned_data["issued_on"]
        if self.typed:
            return services.record_training_numbers(
                training_class=self.training_class, rows=form.numbered(), issued_on=day, actor=self.user
            )
        return services.issue_training_certificates(training_class=self.training_class, issued_on=day, actor=self.user)

    def get_crumbs(self) -> list[tuple[Any, str]]:
        return super().get_crumbs()[:1]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        certificates = list(self.certificates())
        rows = [
            {
                "certificate": row,
                "step": step_of(row, handed_over=hasattr(row, "hand_over")),
                "may_void": row.state == CertificateState.ACTIVE and not hasattr(row, "hand_over"),
            }
            for row in certificates
        ]
        to_print = [row for row in certificates if row.state == CertificateState.ACTIVE and not row.printed_on]
        unmade = [row for row in to_print if not row.pdf_sha256]
        rendering = Job.objects.about(unmade[0]).filter(kind="certification.render") if unmade else Job.objects.none()
        return super().get_context_data(
            **kwargs,
            training_class=self.training_class,
            issuer=self.issuer,
            typed=self.typed,
            rows=rows,
            ready=sum(row.inmate.name_is_confirmed for row in self.waiting),
            unconfirmed=[row for row in self.waiting if not row.inmate.name_is_confirmed],
            voided=self.reach(VoidedNumber)
            .filter(certificate__enrolment__training_class=self.training_class)
            .select_related("certificate", "voided_by__person"),
            to_print=to_print,
            print_job=self.print_job(to_print) if to_print else None,
            job=rendering.order_by("-pk").first(),
        )


class TrainingPrint(OfTrainedClass, ActionPage):
    """Order the print file of everything that waits for print in this class."""

    permission_required = PERMISSION
    title = _("Siapkan berkas cetak")
    button = _("Siapkan")
    success_message = _("Berkas cetak sedang disiapkan.")

    @property
    def confirm_text(self) -> str:
        return _t(
            "Satu berkas berisi %(count)d sertifikat pelatihan, dua halaman setiap orang, untuk kertas balai."
        ) % {"count": len(self.to_print())}

    def perform(self, form: Any) -> Job:
        return services.order_training_print(
            training_class=self.training_class, certificates=self.to_print(), actor=self.user
        )


class TrainingPrintFile(OfTrainedClass, Page):
    """The print file of what still waits for print; opening it is recorded."""

    permission_required = PERMISSION

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        rows = self.to_print()
        job = self.print_job(rows)
        if job is None or not job.result_file:
            raise Http404
        audit.record_read(self.user, "certification.open_training_print", rows)
        folder, _slash, file = job.result_file.partition("/")
        return shown_pdf(stored.read(folder, file.removesuffix(".pdf")), f"cetak-pelatihan-{clock.today():%Y%m%d}.pdf")


class TrainingPrinted(OfTrainedClass, ActionPage):
    """Say that the centre has printed and signed what waited."""

    permission_required = PERMISSION
    title = _("Sudah dicetak")
    button = _("Tandai sudah dicetak")
    success_message = _("Dicatat. Sertifikat pelatihan dapat diserahkan di UPT.")

    @property
    def confirm_text(self) -> str:
        return _t("%(count)d sertifikat pelatihan sudah dicetak dan ditandatangani?") % {"count": len(self.to_print())}

    def perform(self, form: Any) -> list[Certificate]:
        return services.mark_printed(certificates=self.to_print(), actor=self.user)


class TrainingCertificateFile(CertificateCopy):
    """One training certificate as its centre opens it."""

    permission_required = PERMISSION

    def rows(self) -> QuerySet[Certificate]:
        rows: Any = super().rows()
        return rows.of_training()
