"""The sheet of one day, one field for each person, and the small forms about the days of a class."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from foundation.accounts.models import Person
from foundation.ui.forms import DateField, OfficeForm
from training.models import Attendance, AttendanceReason, ClassInstructor, Enrolment
from training.services.sessions import LONGEST_DAY_JP

UNFILLED = _("belum diisi")


@dataclass
class SheetRow:
    """A line of the sheet: the person, the field, what stands, and what somebody else stored meanwhile."""

    enrolment: Enrolment
    field: BoundField
    entry: Attendance | None
    stored_meanwhile: str = ""


class JudgeForm(OfficeForm):
    """Asks who judged, unless the instructor himself writes: then `instructors` is None."""

    judged_by = forms.ModelChoiceField(
        label=_("Menurut lembar, dicatat oleh instruktur"),
        queryset=Person.objects.none(),
        empty_label=_("Pilih instruktur"),
    )

    def __init__(self, *args: Any, instructors: Sequence[ClassInstructor] | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if instructors is None:
            del self.fields["judged_by"]
            return
        field: Any = self.fields["judged_by"]
        field.queryset = Person.objects.filter(pk__in=[posting.person_id for posting in instructors])
        # Whom the sheet offers is at hand; the field would ask for the same people once more.
        people = dict.fromkeys(posting.person for posting in instructors)
        field.choices = [(person.pk, str(person)) for person in people]
        if len(instructors) == 1:
            field.initial = instructors[0].person_id
        else:
            field.choices = [("", field.empty_label), *field.choices]


class AttendanceForm(JudgeForm):
    version = forms.CharField(widget=forms.HiddenInput, max_length=16)

    def __init__(
        self,
        *args: Any,
        people: Sequence[Enrolment],
        entries: Mapping[int, Attendance],
        reasons: Sequence[AttendanceReason],
        late: bool,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.people, self.entries = people, entries
        self.labels = {reason.code: reason.label for reason in reasons}
        self.stored: Mapping[int, str] = {}
        choices = [("", UNFILLED), *self.labels.items()]
        for enrolment in people:
            entry = entries.get(enrolment.pk)
            self.fields[self.name_of(enrolment)] = forms.ChoiceField(
                label=enrolment.inmate.display_name,
                choices=choices,
                required=False,
                initial=entry.reason_id if entry else "",
                # "Semua hadir" speaks for those who are seated, not for somebody who has left.
                widget=forms.Select(attrs={} if enrolment.ended_on else {"data-rest": ""}),
            )
        if late:
            self.fields["why"] = forms.CharField(
                label=_("Alasan perubahan"),
                max_length=300,
                required=False,
                help_text=_("Isian pertama sudah lebih dari 7 hari. Nilai lama, alasan dan nama Anda ikut tersimpan."),
            )

    @staticmethod
    def name_of(enrolment: Enrolment) -> str:
        return f"hadir-{enrolment.pk}"

    def rows(self) -> Iterator[SheetRow]:
        for enrolment in self.people:
            stored = self.stored.get(enrolment.pk, "")
            field = self[self.name_of(enrolment)]
            differs = bool(self.stored) and stored != (field.value() or "")
            yield SheetRow(
                enrolment,
                field,
                self.entries.get(enrolment.pk),
                (self.labels.get(stored, "") or str(UNFILLED)) if differs else "",
            )

    def reasons_chosen(self) -> dict[int, str]:
        return {enrolment.pk: self.cleaned_data[self.name_of(enrolment)] for enrolment in self.people}

    def fill_rest(self, code: str) -> None:
        """Put `code` on every seated row that says nothing; nothing is saved by it."""
        self._fill({self.name_of(enrolment): code for enrolment in self.people if not enrolment.ended_on})

    def take_over(self, stored: Mapping[int, str], version: str) -> None:
        """After somebody else saved: show his values where nothing was typed here, and both where they differ."""
        self.stored = stored
        self._fill({self.name_of(enrolment): stored.get(enrolment.pk, "") for enrolment in self.people}, version)

    def _fill(self, codes: Mapping[str, str], version: str = "") -> None:
        sent: Any = self.data.copy()  # type: ignore[attr-defined]  # a QueryDict, whenever the form is bound
        if version:
            sent["version"] = version
        for name, code in codes.items():
            if not sent.get(name):
                sent[name] = code
        self.data = sent


class SessionForm(OfficeForm):
    on = DateField(label=_("Tanggal"))
    hours_jp = forms.IntegerField(label=_("Lama (JP)"), min_value=1, max_value=LONGEST_DAY_JP, initial=8)
    topic = forms.CharField(label=_("Materi"), max_length=200, required=False)


class FinishForm(OfficeForm):
    why = forms.CharField(
        label=_("Mengapa hasil belum ada"),
        max_length=300,
        required=False,
        help_text=_("Hanya diisi bila ada peserta tanpa hasil pelatihan; tersimpan pada peserta itu."),
    )
