"""Forms about one person: adding, correcting, dates, NIK, certificate name."""

from __future__ import annotations

import copy
import datetime
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, Div, Layout
from django import forms
from django.db import models
from django.db.models import QuerySet
from django.forms.models import fields_for_model
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from foundation.ui.forms import DateField, OfficeForm, plain_helper
from lapas.choices import DateKind, ReleaseKind
from lapas.models import DateFact, Inmate, Prison
from lapas.services import GivenDate

IDENTITY = ("name", "patronymic", "alias", "sex", "birth_place", "birth_date", "education")
STAY = ("legal_status", "admitted_on", "block", "cell")
SENTENCE = ("sentence_years", "sentence_months", "sentence_days")
WORK = ("security_level", "fit_for_work", "fit_for_work_on", "interests", "guardian_consent_on", "pickup_plan")
SHEET_DATES = (DateKind.ONE_THIRD, DateKind.HALF, DateKind.TWO_THIRDS, DateKind.EXPIRY)


def _form_field(column: models.Field[Any, Any], **kwargs: Any) -> forms.Field | None:
    if isinstance(column, models.DateField):
        return DateField(required=not column.blank, label=capfirst(column.verbose_name))
    return column.formfield(**kwargs)


INMATE_FIELDS = fields_for_model(Inmate, fields=(*IDENTITY, *STAY, *SENTENCE, *WORK), formfield_callback=_form_field)


def _fields(names: tuple[str, ...]) -> dict[str, forms.Field]:
    return {name: copy.deepcopy(INMATE_FIELDS[name]) for name in names}


def _heading(text: Any) -> HTML:
    return HTML(format_html('<h2 class="form-part">{}</h2>', text))


def _row(*names: str) -> Div:
    return Div(*names, css_class="field-row")


class CreateForm(OfficeForm):
    """A new person; the prison is asked only of somebody who works in several."""

    prison = forms.ModelChoiceField(queryset=Prison.objects.none(), label=_("UPT"))
    register_number = forms.CharField(max_length=50, label=_("Nomor register"))

    def __init__(self, *args: Any, prisons: QuerySet[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.update(_fields((*IDENTITY, *STAY)))
        self.fields["nik"] = forms.CharField(
            required=False,
            max_length=30,
            label=_("NIK"),
            help_text=_("16 angka. Boleh kosong; penghuni tanpa NIK tetap bisa ikut pelatihan."),
            widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        )
        for kind in SHEET_DATES:
            self.fields[kind.value] = DateField(required=False, label=capfirst(kind.label))
        chosen = self.fields["prison"]
        assert isinstance(chosen, forms.ModelChoiceField)
        chosen.queryset = prisons
        own = list(prisons[:2])
        if len(own) == 1:
            chosen.initial = own[0]
            chosen.widget = forms.HiddenInput()
        self.fields["education"].required = self.fields["sex"].required = False

    @property
    def helper(self) -> FormHelper:
        helper = plain_helper()
        helper.layout = Layout(
            "prison",
            _row("register_number", "legal_status", "admitted_on"),
            "name",
            _row("patronymic", "alias"),
            _row("sex", "birth_place", "birth_date"),
            _row("education", "nik"),
            _row("block", "cell"),
            _heading(_("Tanggal menurut SDP")),
            _row(*(kind.value for kind in SHEET_DATES)),
        )
        return helper

    def given(self) -> dict[str, Any]:
        """What `create_inmate` takes."""
        said = dict(self.cleaned_data)
        return {
            "prison": said.pop("prison"),
            "register_number": said.pop("register_number"),
            "dates": {kind.value: said.pop(kind.value) for kind in SHEET_DATES},
            "fields": said,
        }


class CorrectForm(OfficeForm):
    NAMES = (*IDENTITY, *STAY, *SENTENCE, *WORK)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.update(_fields(self.NAMES))

    @property
    def helper(self) -> FormHelper:
        helper = plain_helper()
        helper.layout = Layout(
            "name",
            _row("patronymic", "alias"),
            _row("sex", "birth_place", "birth_date"),
            "education",
            _heading(_("Di UPT")),
            _row("legal_status", "admitted_on"),
            _row("block", "cell"),
            _row(*SENTENCE),
            _heading(_("Untuk pelatihan")),
            _row("security_level", "fit_for_work", "fit_for_work_on"),
            "interests",
            _row("guardian_consent_on", "pickup_plan"),
        )
        return helper


class RegisterForm(OfficeForm):
    number = forms.CharField(max_length=50, label=_("Nomor register baru"))
    on = DateField(label=_("Berlaku sejak"))


class DatesForm(OfficeForm):
    """Every kind of given date with what holds now; an emptied one is withdrawn."""

    as_of = DateField(label=_("Data per"), help_text=_("Tanggal lembar atau surat yang dibaca."))

    def __init__(self, *args: Any, current: dict[str, DateFact], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for kind in DateKind:
            fact = current.get(kind)
            label = self._label(kind)
            self.fields[kind.value] = DateField(required=False, label=label, initial=fact.date if fact else None)
            if kind in {DateKind.PROPOSAL, DateKind.DECISION}:
                self.fields[f"{kind.value}_kind"] = forms.ChoiceField(
                    required=False,
                    choices=[("", "–"), *ReleaseKind.choices],
                    label=_("Cara bebas"),
                    initial=fact.release_kind if fact else "",
                )
                self.fields[f"{kind.value}_letter"] = forms.CharField(
                    required=False,
                    max_length=80,
                    label=_("Nomor surat"),
                    initial=fact.letter_number if fact else "",
                )

    @staticmethod
    def _label(kind: DateKind) -> Any:
        if kind == DateKind.PROPOSAL:
            return _("Usulan terkirim, rencana bebas")
        if kind == DateKind.DECISION:
            return _("SK terbit, bebas pada")
        return capfirst(kind.label)

    @property
    def helper(self) -> FormHelper:
        helper = plain_helper()
        helper.layout = Layout(
            "as_of",
            _heading(_("Tanggal menurut SDP")),
            _row("one_third", "half", "two_thirds", "expiry"),
            _heading(_("Usulan dan keputusan")),
            _row("proposal", "proposal_kind", "proposal_letter"),
            _row("decision", "decision_kind", "decision_letter"),
            "not_before",
        )
        return helper

    def given(self) -> dict[str, GivenDate]:
        """Kind → what holds from now on; None as the date withdraws it."""
        said = self.cleaned_data
        return {
            kind.value: GivenDate(
                said[kind.value],
                said.get(f"{kind.value}_kind", "") if said[kind.value] else "",
                said.get(f"{kind.value}_letter", "") if said[kind.value] else "",
            )
            for kind in DateKind
        }


class NikForm(OfficeForm):
    text = forms.CharField(
        required=False,
        max_length=30,
        label=_("NIK"),
        help_text=_("16 angka dari KTP atau KK. Kosongkan untuk menghapus NIK yang salah."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    verified = forms.BooleanField(required=False, label=_("Sudah dicocokkan dengan kartu atau Dukcapil"))
    foreign = forms.BooleanField(required=False, label=_("Warga negara asing, tidak punya NIK"))


class RevealForm(OfficeForm):
    reason = forms.CharField(
        max_length=200,
        label=_("Alasan melihat NIK lengkap"),
        help_text=_("Alasan, nama Anda, dan waktunya dicatat."),
    )


class ConfirmNameForm(OfficeForm):
    name = forms.CharField(
        max_length=150, label=_("Nama sertifikat"), help_text=_("Persis seperti pada lembar yang ditandatangani.")
    )
    on = DateField(label=_("Ditandatangani pada"))


class NameGridForm(forms.Form):
    """Many confirmed names at once: the ticked people, each with the name typed in its own box."""

    on = DateField(label=_("Ditandatangani pada"))
    inmates = forms.ModelMultipleChoiceField(
        queryset=Inmate.objects.none(),
        error_messages={"required": _("Centang paling sedikit satu penghuni.")},
    )

    def __init__(self, *args: Any, people: QuerySet[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen = self.fields["inmates"]
        assert isinstance(chosen, forms.ModelMultipleChoiceField)
        chosen.queryset = people

    def typed(self, inmate: Inmate) -> str:
        """What stands in the person's box: what was typed, else the name kept so far."""
        if self.is_bound:
            return str(self.data.get(f"name-{inmate.pk}", ""))
        return inmate.certificate_name or inmate.name.upper()

    def ticked(self, inmate: Inmate) -> bool:
        return self.is_bound and str(inmate.pk) in self.data.getlist("inmates")  # type: ignore[attr-defined]

    def confirmed(self) -> list[tuple[Inmate, str]]:
        return [(inmate, self.typed(inmate)) for inmate in self.cleaned_data["inmates"]]

    @property
    def day(self) -> datetime.date:
        day: datetime.date = self.cleaned_data["on"]
        return day
