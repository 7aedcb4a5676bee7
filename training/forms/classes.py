"""Forms of a class: its plan, its people, the outcome of the hearing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from foundation.accounts.models import Person
from foundation.ui.forms import DateField, NamedChoiceField, OfficeForm
from lapas.models import Inmate
from training.choices import SYSTEM_END_REASONS, EndReason, EnrolmentStatus
from training.models import Enrolment, Module, TrainingCentre, TrainingClass, TrainingCorner
from training.services.hearing import Ruling


class ClassForm(OfficeForm):
    module = NamedChoiceField(Module.objects.none(), label=_("Program"), named_by=["title"])
    corner = NamedChoiceField(TrainingCorner.objects.none(), label=_("Pojok"), named_by=["name", "prison__name"])
    centre = NamedChoiceField(TrainingCentre.objects.none(), label=_("Balai pelatihan"), named_by=["name"])
    batch = forms.IntegerField(
        label=_("Angkatan"),
        min_value=1,
        max_value=999,
        required=False,
        help_text=_("Kosongkan untuk nomor berikutnya pada pojok ini."),
    )
    starts_on = DateField(label=_("Mulai"))
    ends_on = DateField(label=_("Selesai"))
    registration_closes_on = DateField(label=_("Batas pendaftaran"), required=False)
    seats = forms.IntegerField(label=_("Kursi"), min_value=1, max_value=200, initial=16)

    def __init__(
        self,
        *args: Any,
        modules: QuerySet[Module],
        corners: QuerySet[TrainingCorner],
        centres: QuerySet[TrainingCentre],
        training_class: TrainingClass | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        for name, rows in (("module", modules), ("corner", corners), ("centre", centres)):
            field: Any = self.fields[name]
            field.queryset = rows
        if training_class is not None:
            self.fields["batch"].required = True
            self.fields["batch"].help_text = ""


class CancelForm(OfficeForm):
    note = forms.CharField(label=_("Alasan pembatalan"), max_length=300)


class InstructorForm(OfficeForm):
    person = forms.ModelChoiceField(label=_("Instruktur"), queryset=Person.objects.none())

    def __init__(self, *args: Any, people: QuerySet[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        person: Any = self.fields["person"]
        person.queryset = people


class InstructorEndForm(OfficeForm):
    on = DateField(label=_("Hari terakhir mengajar"))


class EndForm(OfficeForm):
    reason = forms.ChoiceField(
        label=_("Alasan"),
        choices=[
            ("", "---------"),
            *(
                (reason.value, reason.label)
                for reason in EndReason
                if reason not in SYSTEM_END_REASONS and reason != EndReason.CLASS_CANCELLED
            ),
        ],
    )
    on = DateField(label=_("Berakhir pada"))
    note = forms.CharField(
        label=_("Keterangan"),
        max_length=300,
        required=False,
        help_text=_("Jangan menulis diagnosis atau hal pribadi lain. Wajib untuk alasan lainnya."),
    )


class PickForm(forms.Form):
    """The people ticked, and the reason beside each of them; only people in reach can be ticked."""

    inmates = forms.ModelMultipleChoiceField(
        queryset=Inmate.objects.none(),
        error_messages={
            "required": _("Pilih paling sedikit satu orang."),
            "invalid_choice": _("Ada pilihan yang tidak dikenal di UPT ini."),
            "invalid_pk_value": _("Ada pilihan yang tidak dikenal di UPT ini."),
        },
    )

    def __init__(self, *args: Any, inmates: QuerySet[Inmate], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["inmates"]
        field.queryset = inmates

    def reason_for(self, pk: int) -> str:
        return str(self.data.get(f"reason-{pk}", ""))[:300]

    def ticked(self) -> set[str]:
        """Ids that came ticked, so that a refused page gives the ticks back."""
        return {str(value) for value in self["inmates"].value() or []}

    def picked(self) -> dict[str, Any]:
        """What the service takes."""
        people = list(self.cleaned_data["inmates"])
        return {"inmates": people, "reasons": {person.pk: self.reason_for(person.pk) for person in people}}


RULINGS = [
    ("", _("belum diputus")),
    (EnrolmentStatus.APPROVED.value, _("disetujui")),
    (EnrolmentStatus.RESERVE.value, _("cadangan")),
    (EnrolmentStatus.REJECTED.value, _("ditolak")),
]


class HearingForm(OfficeForm):
    """Minutes and decree, and a ruling with a note for each proposal; `rest` rules on those left open."""

    held_on = DateField(label=_("Tanggal sidang"))
    minutes_number = forms.CharField(label=_("Nomor berita acara"), max_length=80)
    decree_number = forms.CharField(
        label=_("Nomor SK Kepala"), max_length=80, required=False, help_text=_("Bila ada yang disetujui.")
    )
    decree_date = DateField(label=_("Tanggal SK"), required=False)
    rest = forms.ChoiceField(label=_("Usulan yang belum diisi di bawah"), choices=RULINGS, required=False)

    def __init__(self, *args: Any, proposals: Sequence[Enrolment], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.proposals = list(proposals)
        for place in self.proposals:
            name = place.inmate.name
            self.fields[f"ruling_{place.pk}"] = forms.ChoiceField(
                label=_("Putusan untuk %(name)s") % {"name": name}, choices=RULINGS, required=False
            )
            self.fields[f"note_{place.pk}"] = forms.CharField(
                label=_("Catatan untuk %(name)s") % {"name": name}, max_length=300, required=False
            )

    def head(self) -> list[BoundField]:
        return [self[name] for name in ("held_on", "minutes_number", "decree_number", "decree_date")]

    def rows(self) -> list[tuple[Enrolment, BoundField, BoundField]]:
        return [(place, self[f"ruling_{place.pk}"], self[f"note_{place.pk}"]) for place in self.proposals]

    def facts(self) -> dict[str, Any]:
        """What the service takes: the four facts of the paper, and the rulings that were made."""
        given = self.cleaned_data
        rulings = {
            place.pk: Ruling(decision, given[f"note_{place.pk}"])
            for place in self.proposals
            if (decision := given[f"ruling_{place.pk}"] or given["rest"])
        }
        names = ("held_on", "minutes_number", "decree_number", "decree_date")
        return {**{name: given[name] for name in names}, "rulings": rulings}
