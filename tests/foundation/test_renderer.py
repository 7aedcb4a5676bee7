import re

from django import forms
from django.forms.renderers import DjangoTemplates
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from foundation.ui.renderer import QuickSelects


class EveryKindOfChoice(forms.Form):
    one = forms.ChoiceField(
        choices=[("", "---"), ("a&b", '<i>"A"</i>'), ("x", SafeString("<b>X</b>")), (3, _("Nama")), (4, 2026)]
    )
    grouped = forms.ChoiceField(choices=[("G & H", [("1", "satu"), ("2", "dua")]), ("3", "tiga"), (None, "kosong")])
    maybe = forms.NullBooleanField(widget=forms.NullBooleanSelect)
    odd = forms.ChoiceField(widget=forms.Select(attrs={"data-x": 'a"b', "hidden": True, "disabled": False, "size": 3}))
    several = forms.MultipleChoiceField(choices=[("1", "satu"), ("2", "dua")])


def test_choices_are_drawn_as_by_the_templates_of_django():
    data = {"one": "3", "grouped": "2", "maybe": "false", "several": ["1", "2"]}
    for given in (None, data, {"one": "a&b", "grouped": "none"}):
        quick = EveryKindOfChoice(given, renderer=QuickSelects())
        plain = EveryKindOfChoice(given, renderer=DjangoTemplates())
        for name in quick.fields:
            drawn, expected = (re.sub(r">\s+<", "><", str(form[name])) for form in (quick, plain))
            assert drawn == expected
    assert " selected>" in str(quick["one"])
