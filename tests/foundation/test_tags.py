import datetime

import pytest
from django.template import Context, Template
from django.test import RequestFactory

from foundation.ui.fitline import FitLine

D = datetime.date


def written(text, **context):
    request = RequestFactory().get("/daftar/?page=3&q=las")
    return Template("{% load ui %}" + text).render(Context({"request": request, **context}))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{{ d|tanggal }}", "24-11-2026"),
        ("{{ d|tanggal_panjang }}", "24 November 2026"),
        ("{{ d|hari_tanggal }}", "Selasa, 24 November 2026"),
        ("{{ d|bulan }}", "November 2026"),
        ("{{ none|tanggal }}", "–"),
        ("{{ t|jam }}", "09.12 WIB"),
        ("{{ t|jam:'Asia/Jayapura' }}", "11.12 WIT"),
        ("{{ t|waktu:'Asia/Makassar' }}", "24-11-2026 10.12 WITA"),
        ("{{ 3412|angka }}", "3.412"),
        ("{{ none|angka }}", "–"),
        ("{{ 61|persen:85 }}", "72%"),
        ("{{ 61|persen:0 }}", "–"),
        ("{% tag 'warn' bold %}", '<span class="tag tag-warn">&lt;b&gt;</span>'),
        ("{% with_query page=None q='las&2' %}", "?q=las%262"),
    ],
)
def test_tags_write(text, said):
    context = {
        "d": D(2026, 11, 24),
        "t": datetime.datetime(2026, 11, 24, 2, 12, tzinfo=datetime.UTC),
        "none": None,
        "bold": "<b>",
    }
    assert written(text, **context) == said


@pytest.mark.parametrize(
    ("days", "level"), [(0, "mut"), (7, "mut"), (8, "warn"), (30, "warn"), (31, "bad")], ids=lambda value: str(value)
)
def test_data_age_turns_amber_then_red(days, level):
    said = written("{% data_age d today %}", d=D(2026, 11, 24) - datetime.timedelta(days=days), today=D(2026, 11, 24))
    assert f"tag-{level}" in said


def test_data_age_without_import_is_red():
    assert "tag-bad" in written("{% data_age d today %}", d=None, today=D(2026, 11, 24))


def test_fit_line_says_in_words_what_it_draws():
    line = FitLine(D(2026, 1, 1), D(2027, 1, 1), earliest_release=D(2026, 6, 1), release_tone="bad")
    drawn = written("{% fit_line line %}", line=line)
    assert "bebas paling cepat 01-06-2026" in drawn
    assert 'class="release tone-bad"' in drawn
    assert "style=" not in drawn
    assert '"ring"' not in drawn


def test_bars_write_the_figures_under_the_drawing():
    drawn = written("{% bars rows 'Contoh' '%' %}", rows=[("Okt", 9), ("Nov", 11)])
    assert drawn.count("<rect") == 2
    assert "11%" in drawn
