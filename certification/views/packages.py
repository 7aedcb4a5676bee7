"""Packages: the list for both sides, one package, and what the LSP does with it."""

from __future__ import annotations

import datetime
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Count, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from certification.choices import DispatchState, PackedState
from certification.masking import masked_name
from certification.models import Certificate, Dispatch, DispatchItem
from certification.needed import NeededBy, needed_by
from certification.querysets_fence import kept_by_the_prison
from certification.querysets_journey import late_on
from certification.rendering.package_letter import LetterFacts, PackedRow, render_letter
from certification.services import dispatching
from certification.tables_journey import DispatchTable, state_tag
from foundation import clock
from foundation.accounts.postings import nationwide
from foundation.audit import services as audit
from foundation.ui.files import shown_pdf
from foundation.ui.forms import DateField, OfficeForm
from foundation.ui.pages import ActionPage, Chip, DetailPage, LinkButton, ListPage, Page
from lapas.models import Inmate, Prison

SHOWN = 500
MISSING = Q(items__state=PackedState.MISSING)


class PackageList(ListPage):
    """Packages of the own LSP, or for the own prison."""

    permission_required = "certification.view_package"
    model = Dispatch
    table_class = DispatchTable
    title = _("Kiriman sertifikat")
    empty_title = _("Belum ada kiriman")
    empty_text = _("Kiriman muncul di sini setelah LSP menyiapkan atau mengirimnya.")

    def get_chips(self) -> tuple[Chip, ...]:
        late = late_on(clock.today())
        return (
            Chip("", _("Semua")),
            Chip("jalan", _("Di jalan"), Q(state=DispatchState.SENT)),
            Chip("lewat", _("Lewat waktu"), late),
            Chip("kurang", _("Ada yang dicari"), Q(missing_count__gt=0)),
            Chip("siap", _("Belum dikirim"), Q(state=DispatchState.PREPARED)),
        )

    def get_queryset(self) -> QuerySet[Dispatch]:
        rows: QuerySet[Dispatch] = super().get_queryset().select_related("lsp", "prison")
        return rows.annotate(
            item_count=Count("items", distinct=True), missing_count=Count("items", filter=MISSING, distinct=True)
        )

    def get_table_kwargs(self) -> dict[str, Any]:
        # Each side knows itself; who reads the whole country sees both.
        hidden = ["lsp"] if self.user.has_perm("certification.send_package") else ["prison"]
        return {"today": clock.today(), "exclude": () if nationwide(self.user, self.permission_required) else hidden}

    def get_buttons(self) -> list[LinkButton]:
        return [
            LinkButton(
                _("Teruskan ke loket"),
                reverse("certification:originals-forward"),
                "certification.send_package",
            ),
            LinkButton(
                _("Siapkan kiriman"),
                reverse("certification:package-prepare"),
                "certification.send_package",
                "box-seam",
                primary=True,
            ),
        ]


class PickForm(forms.Form):
    """Ticked certificates; read from the raw list, so that a foreign id is simply not among the rows."""

    def picked(self) -> list[int]:
        return [int(pk) for pk in cast(QueryDict, self.data).getlist("certificates") if pk.isdecimal()]


class PackagePrepare(ActionPage):
    """Signed sheets, grouped by the prison where their holders are; ticking makes a package for one prison."""

    permission_required = "certification.send_package"
    form_class = PickForm
    template_name = "certification/package_prepare.html"
    title = _("Siapkan kiriman")
    lead = _("Lembar yang sudah ditandatangani, per UPT, urut “dibutuhkan paling lambat”")
    success_message = _("Kiriman disiapkan. Cetak surat pengantarnya, lalu catat kurirnya saat paket dibawa.")

    def get_crumbs(self) -> list[tuple[Any, str]]:
        return [(_("Kiriman"), reverse("certification:package-list"))]

    @cached_property
    def rows(self) -> list[Certificate]:
        found = self.reach(Certificate).ready_to_send()
        return list(
            found.select_related("inmate__prison", "inmate__destination", "scheme", "lsp").order_by(
                "inmate__earliest_release", "pk"
            )[:SHOWN]
        )

    @cached_property
    def groups(self) -> list[dict[str, Any]]:
        """One group for each LSP and prison, the one that needs something first at the top."""
        today = clock.today()
        found: dict[str, dict[str, Any]] = {}
        for row in self.rows:
            inmate = row.inmate
            prison = inmate.destination or inmate.prison
            needed = needed_by(inmate.earliest_release, inmate.release_basis_on(today), today)
            if inmate.released_on:
                needed = NeededBy(today, at_once=True)
            key = f"{row.lsp_id}-{prison.pk}"
            group = found.setdefault(key, {"key": key, "lsp": row.lsp, "prison": prison, "rows": []})
            group["rows"].append({"certificate": row, "needed": needed})
        for group in found.values():
            group["rows"].sort(key=lambda each: _soonest(each["needed"]))
            group["first"] = group["rows"][0]["needed"]
        return sorted(found.values(), key=lambda group: (_soonest(group["first"]), group["key"]))

    @cached_property
    def shown(self) -> dict[str, Any] | None:
        asked = self.request.GET.get("tujuan", "")
        return next((each for each in self.groups if each["key"] == asked), self.groups[0] if self.groups else None)

    def perform(self, form: PickForm) -> Dispatch:
        ids = form.picked()
        rows = list(self.reach(Certificate).select_related("lsp", "inmate").filter(pk__in=ids))
        if not rows:
            raise ValidationError(_t("Pilih paling sedikit satu sertifikat."), code="none_chosen")
        places = {(row.lsp_id, dispatching.place_of(row.inmate)) for row in rows}
        if len(places) > 1:
            raise ValidationError(_t("Satu paket untuk satu UPT; centang dari satu daftar saja."), code="one_prison")
        ((_lsp, prison),) = places
        return dispatching.prepare_dispatch(
            lsp=rows[0].issuer,
            prison=Prison.objects.get(pk=prison),
            certificates=rows,
            actor=self.user,
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        several = len({group["lsp"].pk for group in self.groups}) > 1
        return super().get_context_data(
            **kwargs, groups=self.groups, shown=self.shown, several=several, most=dispatching.MOST_IN_A_PACKAGE
        )


def _soonest(needed: NeededBy) -> tuple[int, datetime.date]:
    """What is needed at once comes first, what has no date last."""
    if needed.at_once:
        return 0, datetime.date.min
    return (1, needed.on) if needed.on else (2, datetime.date.max)


class PackageDetail(DetailPage):
    """One package with everything in it; what may be done next depends on the side."""

    permission_required = "certification.view_package"
    model = Dispatch
    template_name = "certification/package_detail.html"
    audit_verb = "certification.view_package"

    def get_queryset(self) -> QuerySet[Dispatch]:
        rows: QuerySet[Dispatch] = super().get_queryset()
        return rows.select_related("lsp", "prison", "prepared_by__person", "sent_by__person", "received_by__person")

    def get_title(self) -> str:
        return _t("Kiriman %(number)s") % {"number": self.object}

    def get_crumbs(self) -> list[tuple[Any, str]]:
        return [(_("Kiriman"), reverse("certification:package-list"))]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        dispatch: Dispatch = self.object
        items = list(dispatch.items.select_related("certificate__scheme", "sheet").order_by("position"))
        missing = sum(item.state == PackedState.MISSING for item in items)
        today = clock.today()
        named = self._named(items)
        return super().get_context_data(
            **kwargs,
            dispatch=dispatch,
            items=[(item, _holder(item, named=item.certificate_id in named)) for item in items],
            missing=missing,
            state_tag=state_tag(dispatch, today, missing),
            is_late=dispatch.is_late_on(today),
            may_send=self.user.has_perm("certification.send_package"),
            may_receive=self.user.has_perm("certification.receive_package"),
        )

    def _named(self, items: list[DispatchItem]) -> set[int]:
        """Certificates whose holder this side reads by name: not the auditor, nor a prison long after the release."""
        if nationwide(self.user, self.permission_required):
            return set()
        holders = {item.certificate_id: item.certificate.inmate_id for item in items}
        # A prison opens what was sent to it also of somebody who was moved on meanwhile.
        people = Inmate.objects.filter(kept_by_the_prison(clock.today()), pk__in=set(holders.values()))
        kept = set(people.order_by().values_list("pk", flat=True))
        named = {certificate for certificate, holder in holders.items() if holder in kept}
        # Asked apart and of the others only: with "or", PostgreSQL would read everybody in the country.
        if others := holders.keys() - named:
            reached = Certificate.objects.for_user(self.user, self.permission_required).filter(pk__in=others)
            named.update(reached.order_by().values_list("pk", flat=True))
        return named


def _holder(item: DispatchItem, *, named: bool) -> str:
    name: str = item.certificate.facts["name"]
    return name if named else masked_name(name)


class PackageLetter(Page):
    """The cover letter; its file name tells the number of the package and nothing else."""

    permission_required = "certification.send_package"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        dispatch = get_object_or_404(self.reach(Dispatch).select_related("lsp", "prison"), pk=kwargs["pk"])
        if dispatch.state == DispatchState.CANCELLED:
            raise Http404
        items = dispatch.items.select_related("certificate", "sheet").order_by("position")
        pdf = render_letter(
            LetterFacts(
                package=str(dispatch),
                issuer=dispatch.lsp.name_id,
                city=dispatch.lsp.city,
                phone=dispatch.lsp.phone,
                addressee=dispatch.prison.name,
                dated=dispatch.sent_on or dispatch.day,
                courier=dispatch.courier,
                courier_number=dispatch.courier_number,
                rows=[_packed(item) for item in items],
            )
        )
        audit.record_read(self.user, "certification.open_package_letter", [dispatch])
        return shown_pdf(pdf, dispatch.file_name)


def _packed(item: DispatchItem) -> PackedRow:
    facts = item.certificate.facts
    return PackedRow(facts["name"], facts["scheme_id"], facts["number"], item.sheet.serial)


class OnePackage(ActionPage, abstract=True):
    """Something that the LSP does with one of its packages."""

    permission_required = "certification.send_package"

    @cached_property
    def dispatch_row(self) -> Dispatch:
        rows = self.reach(Dispatch).select_related("lsp", "prison")
        found: Dispatch = get_object_or_404(rows, pk=self.kwargs["pk"])
        return found

    def get_crumbs(self) -> list[tuple[Any, str]]:
        return [
            (_("Kiriman"), reverse("certification:package-list")),
            (str(self.dispatch_row), self.dispatch_row.get_absolute_url()),
        ]

    def get_success_url(self) -> str:
        return self.dispatch_row.get_absolute_url()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs, dispatch=self.dispatch_row)


class SendForm(OfficeForm):
    sent_on = DateField(label=_("Dikirim pada"))
    courier = forms.CharField(label=_("Kurir"), max_length=60, help_text=_("Atau nama orang yang membawanya."))
    courier_number = forms.CharField(label=_("Nomor resi"), max_length=60, required=False)


class PackageSend(OnePackage):
    form_class = SendForm
    title = _("Catat pengiriman")
    button = _("Catat pengiriman")
    success_message = _("Pengiriman dicatat; UPT tujuan melihatnya sekarang.")

    def get_initial(self) -> dict[str, Any]:
        return {"sent_on": clock.today(self.dispatch_row.lsp.timezone)}

    def perform(self, form: Any) -> Dispatch:
        return dispatching.send_dispatch(dispatch=self.dispatch_row, actor=self.user, **form.cleaned_data)


class PackageCancel(OnePackage):
    title = _("Batalkan kiriman")
    button = _("Batalkan kiriman")
    button_style = "danger"
    confirm_text = _("Paket ini dibongkar lagi; isinya dapat masuk kiriman lain.")
    success_message = _("Kiriman dibatalkan.")

    def perform(self, form: Any) -> Dispatch:
        return dispatching.cancel_dispatch(dispatch=self.dispatch_row, actor=self.user)


class LostForm(OfficeForm):
    reason = forms.CharField(label=_("Apa yang sudah dicari"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}))


class PackageLost(OnePackage):
    form_class = LostForm
    title = _("Nyatakan kiriman hilang")
    button = _("Nyatakan hilang")
    button_style = "danger"
    confirm_text = _("Semua lembar di paket ini dicatat rusak dan sertifikatnya kembali menunggu cetak.")
    success_message = _("Kiriman dinyatakan hilang; sertifikatnya kembali ke daftar cetak.")

    def perform(self, form: Any) -> Dispatch:
        return dispatching.lose_dispatch(dispatch=self.dispatch_row, actor=self.user, **form.cleaned_data)


class MissingForm(OfficeForm):
    outcome = forms.ChoiceField(
        label=_("Hasil pencarian"),
        choices=[
            ("here", _("Ditemukan di LSP, dikirim dengan paket lain")),
            ("lost", _("Hilang, dicetak di blangko lain")),
        ],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=_("Apa yang sudah dicari"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Hanya bila hilang."),
    )


class MissingResolve(ActionPage):
    """What became of a sheet that was not in its package."""

    permission_required = "certification.send_package"
    form_class = MissingForm
    template_name = "certification/missing_resolve.html"
    title = _("Lembar yang dicari")
    button = _("Catat hasilnya")
    success_message = _("Hasil pencarian dicatat.")

    @cached_property
    def item(self) -> DispatchItem:
        rows = self.reach(DispatchItem).select_related("dispatch__prison", "certificate__scheme", "sheet")
        found: DispatchItem = get_object_or_404(rows, pk=self.kwargs["pk"])
        return found

    def get_crumbs(self) -> list[tuple[Any, str]]:
        return [
            (_("Kiriman"), reverse("certification:package-list")),
            (str(self.item.dispatch), self.item.dispatch.get_absolute_url()),
        ]

    def perform(self, form: Any) -> DispatchItem:
        if form.cleaned_data["outcome"] == "here":
            return dispatching.find_at_issuer(item=self.item, actor=self.user)
        return dispatching.declare_lost(item=self.item, reason=form.cleaned_data["reason"], actor=self.user)

    def get_success_url(self) -> str:
        return self.item.dispatch.get_absolute_url()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs, item=self.item)
