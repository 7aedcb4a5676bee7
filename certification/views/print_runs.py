"""One print run, step by step; each step is a page of its own, and the run's page says which is next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from certification import print_order, sheet_plan
from certification.choices import Duplex, PrintOutcome, PrintRunState
from certification.forms_sheets import BacksJamForm, CheckForm, JamForm, LayForm, OutcomeForm, PileForm
from certification.models import PrinterProfile, PrintRun, PrintRunItem, Sheet
from certification.print_order import Pages
from certification.services import print_runs
from certification.services.backs import jam_backs
from certification.sheet_plan import Segment
from foundation import stored
from foundation.audit import services as audit
from foundation.jobs.models import Job
from foundation.ui.files import shown_pdf
from foundation.ui.pages import ActionPage, Page
from foundation.ui.pages.reach import Reach

MAY_PRINT = "certification.print_certificate"
GONE_ON = (PrintRunState.PREPARING, PrintRunState.READY, PrintRunState.CHECKING)


class OfRun(Reach, abstract=True):
    """A page about one run in reach."""

    @cached_property
    def run(self) -> PrintRun:
        rows = self.reach(PrintRun).select_related("lsp", "lot", "profile")
        found: PrintRun = get_object_or_404(rows, pk=self.kwargs["pk"])
        return found

    @cached_property
    def items(self) -> list[PrintRunItem]:
        return list(self.run.items.select_related("certificate", "sheet").order_by("position"))

    @property
    def home(self) -> str:
        return reverse("certification:print-run", args=[self.run.pk])

    def get_crumbs(self) -> list[tuple[Any, str]]:
        return [(_("Cetak"), reverse("certification:print-list"))]


class RunStep(OfRun, ActionPage, abstract=True):
    """A step leads back to the run's page unless it says otherwise."""

    permission_required = MAY_PRINT

    def get_crumbs(self) -> list[tuple[Any, str]]:
        return [*super().get_crumbs(), (_t("Cetakan %(run)s") % {"run": self.run}, self.home)]

    def get_success_url(self) -> str:
        return self.home

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(run=self.run, items=self.items, **kwargs)


class PrintRunPage(OfRun, Page):
    """Where the run stands, its files, and the next step."""

    permission_required = MAY_PRINT
    template_name = "certification/print_run.html"

    def get_title(self) -> str:
        return _t("Cetakan %(run)s") % {"run": self.run}

    def to_print(self) -> list[str]:
        """Serials under the places that the file holds: all, or the rest after a jam."""
        return [item.sheet.serial for item in self.items if item.sheet and item.position >= self.run.file_from]

    def how(self, used: Sequence[PrintRunItem]) -> list[str]:
        run = self.run
        if run.profile is None or not used:
            return []
        if run.backs_below is None:
            return how_to_lay(run.profile, self.to_print())
        rest = [item.sheet.serial for item in used if item.sheet and item.position < run.backs_below]
        return how_to_lay_backs(run.profile, rest)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        run = self.run
        job = None
        if run.state == PrintRunState.PREPARING:
            job = Job.objects.about(run).filter(kind="certification.print_run").order_by("-pk").first()
        used = [item for item in self.items if item.sheet]
        return super().get_context_data(
            run=run,
            items=self.items,
            job=job,
            serials=sheet_plan.in_ranges(item.sheet.serial for item in used if item.sheet),
            used=len(used),
            eaten=run.sheets.exclude(pk__in=[item.sheet_id for item in used]).order_by("serial") if used else [],
            left_over=[item for item in self.items if item.outcome == PrintOutcome.LEFT_OVER],
            how=self.how(used),
            by_hand=run.profile is not None and run.profile.duplex == Duplex.MANUAL,
            gone_on=run.state in GONE_ON,
            **kwargs,
        )


def how_to_lay(printer: PrinterProfile, serials: Sequence[str]) -> list[str]:
    """What the clerk does with the sheets of these serials, in the order of doing."""
    fronts = Pages.BOTH if printer.duplex == Duplex.AUTO else Pages.FRONTS
    as_held = _t("letakkan apa adanya di laci, bagian depan ke atas.")
    turned = _t("balikkan seluruh tumpukan seperti membalik halaman buku, bagian depan ke bawah.")
    lines = [
        _t("Hitung tepat %(count)d lembar, teratas %(top)s; bagian depan menghadap Anda.")
        % {"count": len(serials), "top": min(serials)},
        _t("Lalu %(how)s") % {"how": turned if print_order.is_turned(printer, fronts) else as_held},
    ]
    if printer.duplex == Duplex.MANUAL:
        backs = turned if print_order.is_turned(printer, Pages.BACKS) else as_held
        lines += [
            _t("Cetak berkas depan. Susun semua hasilnya: nomor kecil di atas, bagian depan menghadap Anda."),
            _t("Lalu %(how)s Cetak berkas belakang.") % {"how": backs},
        ]
    return lines


def how_to_lay_backs(printer: PrinterProfile, serials: Sequence[str]) -> list[str]:
    """What the clerk does after a jam among the backs: the sheets whose back is still empty, and only they."""
    if not serials:
        return [_t("Semua bagian belakang sudah dicetak; catat hasilnya.")]
    turned = print_order.is_turned(printer, Pages.BACKS)
    return [
        _t("Ambil %(count)d lembar yang belakangnya masih kosong: %(serials)s.")
        % {"count": len(serials), "serials": sheet_plan.in_ranges(serials)},
        _t("Susun: nomor kecil di atas, bagian depan menghadap Anda. Lembar yang macet tidak ikut."),
        _t("Balikkan seluruh tumpukan seperti membalik halaman buku, bagian depan ke bawah.")
        if turned
        else _t("Letakkan apa adanya di laci, bagian depan ke atas."),
        _t("Cetak berkas belakang."),
    ]


class PrintRunLay(RunStep):
    """The serial on top of the pile; first, last and gaps to be compared; then the sheets are set aside."""

    form_class = LayForm
    template_name = "certification/print_run_lay.html"
    title = _("Pasang blangko")
    button = _("Siapkan berkas cetak")
    success_message = _("Blangko disisihkan; berkas cetak sedang disiapkan.")

    @cached_property
    def printers(self) -> Any:
        return self.reach(PrinterProfile).filter(lsp=self.run.lsp_id, is_active=True)

    @cached_property
    def pile(self) -> PileForm:
        asked = self.request.GET if "atas" in self.request.GET else None
        return PileForm(asked, printers=self.printers)

    @cached_property
    def plan(self) -> Mapping[str, Any] | None:
        """What lies under the run when the typed serial is on top, or None while nothing (good) is typed."""
        if not self.pile.is_bound or not self.pile.is_valid():
            return None
        printer, top = self.pile.cleaned_data["printer"], self.pile.cleaned_data["atas"].strip()
        try:
            lot, made = print_runs.preview_plan(self.run, printer, [Segment(1, top)])
        except ValidationError as refused:
            self.pile.add_error("atas", refused)
            return None
        used = Sheet.objects.filter(lot=lot, serial__gte=made.first, serial__lte=made.last)
        jumped = [row for row in used.exclude(serial__in=made.serials.values()).order_by("serial")]
        known = [*made.serials.values(), *(row.serial for row in jumped)]
        return {
            "lot": lot,
            "first": made.first,
            "last": made.last,
            "jumped": jumped,
            "never_came": sheet_plan.in_ranges(sheet_plan.missing_between(made.first, made.last, known)),
            "printer": printer,
            "how": how_to_lay(printer, list(made.serials.values())),
        }

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "printers": self.printers}

    def get_initial(self) -> dict[str, Any]:
        plan = self.plan
        return {"top": plan["first"], "last": plan["last"], "printer": plan["printer"].pk} if plan else {}

    def perform(self, form: LayForm) -> PrintRun:
        given = form.cleaned_data
        return print_runs.lay_print_run(
            run=self.run, profile=given["printer"], top=given["top"], last=given["last"], actor=self.user
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        free = self.reach(Sheet).filter(lsp=self.run.lsp_id).free().count()
        return super().get_context_data(pile=self.pile, plan=self.plan, printers=self.printers, free=free, **kwargs)


class PrintRunJam(RunStep):
    form_class = JamForm
    template_name = "certification/print_run_step.html"
    title = _("Catat macet")
    button = _("Geser mulai urutan itu")

    def perform(self, form: JamForm) -> Any:
        serial = form.cleaned_data["serial"].strip()
        return print_runs.rebase_print_run(
            run=self.run, place=form.cleaned_data["place"], serial=serial, actor=self.user
        )

    def get_success_message(self) -> str:
        message = _t("Nomor blangko digeser; %(eaten)d lembar dicatat macet.") % {"eaten": len(self.result.eaten)}
        if self.result.left_over:
            message += " " + _t("%(count)d sertifikat tidak kebagian blangko.") % {"count": len(self.result.left_over)}
        return message

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        hint = _t(
            "Keluarkan lembar yang macet. Lihat nomor lembar yang akan ditarik printer berikutnya. Lembar di antaranya "
            "dicatat macet dan menjadi rusak setelah cetakan disahkan; salah ketik dapat diulang dari urutan yang sama."
        )
        return super().get_context_data(hint=hint, show_serials=True, **kwargs)


class PrintRunBacksJam(RunStep):
    """A back jams whose front is good: that sheet is lost, no serial shifts, the rest of the backs is ordered."""

    form_class = BacksJamForm
    template_name = "certification/print_run_step.html"
    title = _("Catat macet saat mencetak belakang")
    button = _("Siapkan sisa bagian belakang")
    success_message = _("Lembar itu dicatat rusak, nomor blangko lain tetap. Sisa bagian belakang sedang disiapkan.")

    def perform(self, form: BacksJamForm) -> PrintRun:
        return jam_backs(run=self.run, place=form.cleaned_data["place"], actor=self.user)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        hint = _t(
            "Hentikan printer dan batalkan sisa tugas cetaknya, supaya halaman yang macet tidak terulang pada lembar "
            "orang lain. Keluarkan lembar yang macet: bagian depannya menyebut nama pemegangnya. Lembar yang sudah "
            "telanjur mendapat belakang orang lain ditulis rusak saat mencatat hasil."
        )
        return super().get_context_data(hint=hint, show_serials=True, **kwargs)


class PrintRunOutcome(RunStep):
    form_class = OutcomeForm
    template_name = "certification/print_run_step.html"
    title = _("Catat hasil cetak")
    button = _("Lanjut ke pemeriksaan contoh")

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "last": len(self.items)}

    def get_initial(self) -> dict[str, Any]:
        """What is known already: sheets torn while backs were printed, or an outcome that is said anew."""
        bad = [item for item in self.items if item.outcome == PrintOutcome.BAD]
        said = [item.reason for item in bad if item.reason != print_runs.BACK_JAMMED]
        return {"bad": ", ".join(str(item.position) for item in bad), "reason": said[0] if said else ""}

    def perform(self, form: OutcomeForm) -> PrintRun:
        given = form.cleaned_data
        return print_runs.record_outcome(run=self.run, bad=given["bad"], reason=given["reason"], actor=self.user)

    def get_success_url(self) -> str:
        return reverse("certification:print-run-check", args=[self.run.pk])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        hint = _t(
            "Periksa setiap lembar depan dan belakang. Sertifikat pada lembar rusak kembali ke antrean cetak; "
            "lembarnya dicatat rusak setelah cetakan disahkan."
        )
        if any(item.reason == print_runs.BACK_JAMMED for item in self.items):
            hint += " " + _t(
                "Urutan yang macet saat mencetak belakang sudah tertulis dan tidak perlu sebab lagi; tambahkan yang "
                "rusak karena hal lain."
            )
        return super().get_context_data(hint=hint, **kwargs)


class PrintRunCheck(RunStep):
    """Nothing is final before the digits read from the sampled sheets agree."""

    template_name = "certification/print_run_step.html"
    title = _("Pemeriksaan contoh")
    button = _("Sahkan nomor blangko")
    success_message = _("Nomor blangko sah; salinan dibuat ulang dengan nomor itu.")

    def get_form(self, form_class: Any = None) -> CheckForm:
        posted = self.request.POST if self.request.method == "POST" else None
        return CheckForm(posted, items=print_runs.sampled(self.run))

    def perform(self, form: CheckForm) -> Any:
        return print_runs.confirm_print_run(run=self.run, read_back=form.read_back(), actor=self.user)

    def note_refusal(self, error: ValidationError) -> None:
        if getattr(error, "code", "") == "sample":
            print_runs.record_failed_sample(run=self.run, place=(error.params or {})["place"], actor=self.user)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        hint = _t("Ambil lembar-lembar ini dari tumpukan dan baca nomor blangkonya dari kertas, bukan dari layar.")
        return super().get_context_data(hint=hint, may_jam=True, **kwargs)


class PrintRunAbandon(RunStep):
    title = _("Batalkan cetakan")
    button = _("Batalkan cetakan")
    button_style = "danger"
    confirm_text = _(
        "Hanya bila berkas ini belum dicetak. Blangko kembali kosong, sertifikat kembali ke antrean cetak."
    )
    success_message = _("Cetakan dibatalkan; blangko dan sertifikat bebas lagi.")

    def perform(self, form: Any) -> PrintRun:
        return print_runs.abandon_print_run(run=self.run, actor=self.user)

    def get_success_url(self) -> str:
        return reverse("certification:print-list")


class PrintRunFile(OfRun, Page):
    """A print file; its name says the day and a number, nothing else."""

    permission_required = MAY_PRINT
    backs = False

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        run = self.run
        digest, name = (run.backs_sha256, run.backs_name) if self.backs else (run.file_sha256, run.file_name)
        if not digest:
            raise Http404
        audit.record_read(self.user, "certification.open_print_file", [run])
        return shown_pdf(stored.read("print-runs", digest), name)
