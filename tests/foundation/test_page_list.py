import io

import openpyxl
import pytest

from foundation.audit.models import AuditEvent
from foundation.ui.pages import listing
from tests.factories.lapas import PrisonFactory

pytestmark = pytest.mark.urls("tests.foundation.ui_urls")


@pytest.mark.parametrize("rows", [1, 30])
def test_list_takes_the_same_queries_whatever_the_rows(as_viewer, rows, django_assert_num_queries):
    PrisonFactory.create_batch(rows)
    as_viewer.get("/")  # the badges of the menu are counted once a minute, not by this page
    with django_assert_num_queries(5):
        response = as_viewer.get("/uji/upt/")
    assert len(response.context["table"].rows) == rows


def test_list_shows_fifty_rows_a_page(as_viewer):
    PrisonFactory.create_batch(51)
    page = as_viewer.get("/uji/upt/?page=2").content.decode()
    assert "51–51 dari 51" in page


def test_list_past_the_last_page_asks_to_narrow(as_viewer, monkeypatch):
    monkeypatch.setattr(listing, "MOST_PAGES", 1)
    PrisonFactory.create_batch(51)
    page = as_viewer.get("/uji/upt/?page=7").content.decode()
    assert "1–50 dari 51" in page
    assert "persempit pencarian" in page


def test_filter_sort_and_chip_stay_in_the_address(as_viewer):
    PrisonFactory(name="Lapas Alpha")
    PrisonFactory(name="Lapas Beta", is_active=False)
    PrisonFactory(name="Rutan Gama")
    response = as_viewer.get("/uji/upt/?name=lapas&sort=-name&tampil=aktif")
    assert [row.record.name for row in response.context["table"].rows] == ["Lapas Alpha"]
    chips = response.context["chips"]
    assert [(chip["label"], chip["count"], chip["on"]) for chip in chips] == [("Semua", 2, False), ("Aktif", 1, True)]
    assert chips[0]["url"] == "?name=lapas&sort=-name&tampil="
    assert 'aria-sort="descending"' in response.content.decode()


def test_empty_list_says_what_to_do(as_viewer):
    assert "Belum ada UPT" in as_viewer.get("/uji/upt/").content.decode()


def test_filtered_list_without_rows_offers_to_drop_the_filter(as_viewer):
    PrisonFactory()
    assert "Hapus saringan" in as_viewer.get("/uji/upt/?name=zzz").content.decode()


def test_filters_stay_folded_until_one_is_set_and_cells_bear_their_heading(as_viewer):
    PrisonFactory(name="Lapas Alpha")
    untouched = as_viewer.get("/uji/upt/?sort=-name&tampil=aktif").content.decode()
    assert '<details class="filter-box">' in untouched
    assert untouched.count(" data-label=") == 1  # the name; the code before it names the row
    assert '<details class="filter-box" open>' in as_viewer.get("/uji/upt/?name=lapas").content.decode()


def test_export_holds_what_is_shown_as_text_and_is_recorded(as_viewer, viewer):
    PrisonFactory(name="=HYPERLINK(1)")
    PrisonFactory(name="Lapas Beta", is_active=False)
    response = as_viewer.get("/uji/upt/?tampil=aktif&unduh=xlsx")
    sheet = openpyxl.load_workbook(io.BytesIO(response.content)).active
    cells = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert len(cells) == 2
    assert cells[1][1] == "=HYPERLINK(1)"
    assert sheet.cell(2, 2).data_type == "s"
    assert AuditEvent.objects.get(verb="lapas.export").actor == viewer
