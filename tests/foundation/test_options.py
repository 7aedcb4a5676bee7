"""Our options of a select say what Django's own templates say."""

from django import forms
from django.forms.renderers import DjangoTemplates, TemplatesSetting

CHOICES = [
    ("", "---------"),
    (1000, "Lapas <Contoh> & 'kawan'"),
    ('Wilayah "A" & B', [("x<y", "satu"), (True, "dua")]),
]


def drawn(renderer):
    widget = forms.Select(choices=CHOICES, attrs={"class": "form-select", "required": True, "disabled": False})
    return " ".join(widget.render("upt", "1000", renderer=renderer).split())


def test_options_are_those_of_djangos_own_templates():
    ours, plain = drawn(TemplatesSetting()), drawn(DjangoTemplates())
    assert ours == plain
    assert '<option value="1000" selected>Lapas &lt;Contoh&gt; &amp; &#x27;kawan&#x27;</option>' in ours
