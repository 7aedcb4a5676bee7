"""Form pieces: the date as offices type it, and a base form in our look."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.db.models import QuerySet
from django.db.models.fields import BLANK_CHOICE_DASH
from django.forms.models import ModelChoiceIterator
from django.utils.translation import gettext_lazy as _

BLANK = _("– pilih –")
DATE_FORMAT = "%d-%m-%Y"
DATE_INPUT_FORMATS = ["%d-%m-%Y", "%d/%m/%Y", "%d.%m.%Y", "%Y-%m-%d", "%d%m%Y"]


class DateInput(forms.DateInput):
    """A text box, because the browser's own date picker shows the order of its own language."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(
            attrs={
                "inputmode": "numeric",
                "placeholder": "hh-bb-tttt",
                "autocomplete": "off",
                "maxlength": "10",
                "pattern": r"\d{1,2}[\-\/.]\d{1,2}[\-\/.]\d{4}|\d{4}-\d{2}-\d{2}|\d{8}",
                "title": str(_("Tulis sebagai hari-bulan-tahun, misalnya 24-11-2026.")),
                **(attrs or {}),
            },
            format=DATE_FORMAT,
        )


class DateField(forms.DateField):
    """Reads 24-11-2026, 24/11/2026, 24.11.2026, 24112026 and 2026-11-24; shows 24-11-2026."""

    widget = DateInput
    default_error_messages = {"invalid": _("Tulis tanggal sebagai hari-bulan-tahun, misalnya 24-11-2026.")}

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("input_formats", DATE_INPUT_FORMATS)
        super().__init__(**kwargs)


class NamedChoices(ModelChoiceIterator):
    """The rows of a field with `named_by`, as key and name."""

    def __iter__(self) -> Iterator[tuple[Any, Any]]:
        field: Any = self.field
        if field.empty_label is not None:
            yield "", field.empty_label
        for key, *names in self.queryset.values_list("pk", *field.named_by):
            yield key, ", ".join(names)


class NamedChoiceField(forms.ModelChoiceField):
    """A choice of rows that are shown by the columns `named_by`, with commas between, and never made into objects.

    Five hundred prisons and their names are five hundred objects, each of some thirty calls, for every form that opens.
    """

    iterator = NamedChoices

    def __init__(self, queryset: QuerySet[Any], *, named_by: Sequence[str], **kwargs: Any) -> None:
        self.named_by = tuple(named_by)
        super().__init__(queryset, **kwargs)


class OfficeForm(forms.Form):
    """The base of our forms: rendered by `{% crispy form %}` without a form tag of its own."""

    @property
    def helper(self) -> FormHelper:
        return plain_helper()


class OfficeModelForm(forms.ModelForm):
    """The same for a form about one row; the view hands `cleaned_data` to a service and never calls `save()`."""

    @property
    def helper(self) -> FormHelper:
        return plain_helper()


def plain_helper() -> FormHelper:
    helper = FormHelper()
    helper.form_tag = False
    helper.disable_csrf = True
    helper.include_media = False
    return helper


def name_blanks(form: forms.BaseForm) -> None:
    """Say "pilih" instead of a row of dashes in every select of the form that starts empty."""
    for field in form.fields.values():
        if isinstance(field, forms.ModelChoiceField):
            if field.empty_label is not None:
                field.empty_label = BLANK
        elif isinstance(field, forms.ChoiceField):
            offered: Any = field.choices
            choices = list(offered)
            if choices and choices[0] == BLANK_CHOICE_DASH[0]:
                field.choices = [("", BLANK), *choices[1:]]
