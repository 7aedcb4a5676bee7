"""The forms beside the copy: blank, preview, the training certificate, the calibration page."""

import dataclasses
import datetime
import io

import pikepdf
import pytest

from certification import stigma
from certification.rendering.calibration import render_calibration
from certification.rendering.check import check
from certification.rendering.facts import CertificateFacts
from certification.rendering.forms import Form, Mark, Offsets
from certification.rendering.full import render_full
from certification.rendering.labels import COMPETENCY
from certification.rendering.press import RenderRefused
from certification.rendering.sheet import BACK, FRONT
from tests.certification.geometry import MM, colliding, find, outside
from tests.certification.paper import facts_with, metadata_of, pages_of, qr_of, text_of, training_facts_with

LONGEST = "SITI MAIMUNAH NURHALIZAH PUTRI KUSUMAWARDHANI ABDULLAH SASTRODIWIRYO HADIKUSUMO A."
ON = datetime.date(2026, 11, 24)


def test_blank_holds_the_variable_text_alone():
    text = text_of(render_full(facts_with(), Form.BLANK))
    for label_id, label_en in COMPETENCY.values():
        assert label_id not in text
        assert not label_en or label_en not in text
    for wanted in ("BAMBANG SETIAWAN", "LST 1565 00417 2027", "3 (tiga) tahun", "Sri Wahyuni", "D.35.142.007.1"):
        assert wanted in text
    assert "No. Reg." not in text


def test_blank_carries_the_qr_only_where_the_lsp_wants_it():
    facts = facts_with()
    assert qr_of(render_full(facts, Form.BLANK)) == []
    assert len(qr_of(render_full(facts, Form.BLANK, Mark(qr_on_sheet=True)))) == 1


@pytest.mark.parametrize("facts", [facts_with(), training_facts_with()], ids=["competency", "training"])
def test_offsets_shift_each_side_of_the_blank_by_itself(facts):
    shifted = Offsets(1.5, -2, -3, 0.5)
    here, there = render_full(facts, Form.BLANK), render_full(facts, Form.BLANK, offsets=shifted)
    for page, text, x, y in ((0, facts.name, 1.5, -2), (1, facts.units[0].code, -3, 0.5)):
        before, after = find(here, page, text), find(there, page, text)
        assert (after.left - before.left) / MM == pytest.approx(x, abs=0.05)
        assert (after.top - before.top) / MM == pytest.approx(y, abs=0.05)


def test_offsets_leave_the_copy_alone():
    facts = facts_with()
    assert render_full(facts, offsets=Offsets(5, 5, 5, 5)) == render_full(facts)


def test_offsets_beyond_all_measure_are_refused():
    with pytest.raises(RenderRefused, match="20 mm"):
        render_full(facts_with(), Form.BLANK, offsets=Offsets(back_y_mm=-20.5))


def test_text_of_the_blank_stands_where_the_copy_has_it():
    facts = facts_with()
    copy, blank = render_full(facts), render_full(facts, Form.BLANK)
    for page, text in ((0, facts.name), (0, facts.scheme_id), (0, facts.chairman), (1, facts.units[0].code)):
        there, here = find(copy, page, text), find(blank, page, text)
        assert here.left / MM == pytest.approx(there.left / MM, abs=0.3)
        assert here.top / MM == pytest.approx(there.top / MM, abs=0.6)


def test_preview_shows_what_is_missing_and_is_never_taken_for_an_original():
    pdf = render_full(facts_with(number="", registration_number="", code="", verify_base_url=""), Form.PREVIEW)
    text = text_of(pdf)
    assert text.count("PRATINJAU · PREVIEW") == 2
    assert "No. —" in text
    assert "No. Reg. —" in text
    assert "ttd." not in text
    assert "SALINAN" not in text
    assert qr_of(pdf) == []


@pytest.mark.parametrize("missing", ["number", "registration_number"])
@pytest.mark.parametrize("form", [Form.COPY, Form.BLANK])
def test_without_a_number_there_is_only_a_preview(form, missing):
    with pytest.raises(RenderRefused, match="masih kosong"):
        render_full(facts_with(**{missing: ""}), form)


def test_copy_says_which_copy_it_is():
    text = text_of(render_full(facts_with(), mark=Mark("13562547", 2)))
    assert "blangko BNSP No. 13562547, salinan ke-2 / original on BNSP blank No. 13562547, copy no. 2" in text


def test_training_certificate_lists_hours_and_names_no_expiry():
    text = text_of(render_full(training_facts_with(units=6)))
    for wanted in (
        "SERTIFIKAT PELATIHAN", "Certificate of Training", "No. 0417/PBK-LST/III/2027", "BAMBANG SETIAWAN",
        "Telah menyelesaikan program pelatihan:", "Has completed the training programme:",
        "11 Januari 2027 sampai dengan 19 Februari 2027", "11 January 2027 to 19 February 2027",
        "Lama pelatihan: 240 JP (1 JP = 45 menit)", "Length of training: 240 training hours of 45 minutes",
        "Balai Besar Pelatihan Vokasi Contoh", "Contoh National Vocational Training Centre", "Ratna Dewi",
        "Kepala Balai / Head of the Centre", "Semarang, 22 Februari 2027", "Jumlah / Total 240",
        "aslinya ditandatangani dan dicap oleh penyelenggara",
    ):  # fmt: skip
        assert wanted in text, wanted
    assert "berlaku" not in text
    assert "valid for" not in text


def test_training_certificate_without_hours_per_unit_has_no_column_for_them():
    facts = training_facts_with()
    units = tuple(dataclasses.replace(unit, hours=0) for unit in facts.units)
    text = text_of(render_full(dataclasses.replace(facts, units=units)))
    assert "Jumlah / Total" not in text
    assert "240 JP" in text


def test_training_original_is_the_whole_page_to_be_signed():
    pdf = render_full(training_facts_with(), Form.BLANK)
    text = text_of(pdf)
    assert "SERTIFIKAT PELATIHAN" in text
    assert "SALINAN" not in text
    assert "ttd." not in text
    assert len(qr_of(pdf)) == 1


@pytest.mark.parametrize("form", list(Form))
@pytest.mark.parametrize("facts", [facts_with(), training_facts_with()], ids=["competency", "training"])
def test_every_form_is_a_checked_pdf_a_with_title_language_and_issuer(facts, form):
    pdf = render_full(facts, form)
    check(pdf, facts, form)
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        root, metadata = opened.Root, opened.open_metadata()
        assert metadata.pdfa_status == "2B"
        assert metadata["dc:title"] == str(opened.docinfo["/Title"])
        assert metadata["dc:creator"] == [facts.issuer] == [str(opened.docinfo["/Author"])]
        assert metadata["dc:title"].endswith(facts.number)
        assert str(root.Lang) == "id"
        assert bool(root.MarkInfo.Marked)
        assert root.StructTreeRoot.K
        assert [str(intent.S) for intent in root.OutputIntents] == ["/GTS_PDFA1"]
    shown = metadata_of(pdf)
    assert facts.name not in shown
    assert stigma.found_in(shown) == []


# Names of every length, made of a narrow, a middle and the widest letter, and of words.
NAMES = [(letter * 83)[:length] for length in range(1, 84, 9) for letter in "iNW"]
NAMES += [LONGEST[:length].strip() for length in (1, 20, 45, 60, 83)] + ["W" * 150, "WW " * 50]


def _long(units: int) -> CertificateFacts:
    title, english = (
        "Melaksanakan Pengoperasian Komponen dan Sirkit Alat Pengukur",
        "Operate Metering and Limiting Parts",
    )
    facts = facts_with(
        units=units, scheme_id=f"{title} dan Pembatas untuk {title}", scheme_en=", ".join([english] * 3),
        lsp_id="Lembaga Sertifikasi Profesi Teknisi Ketenagalistrikan dan Elektronika Jawa Tengah",
        lsp_en="Professional Certification Body of Electrical Power and Electronics Technicians of Central Java",
        chairman="Prof. Dr. Ir. Raden Mas Hadikusumo Sastrowardoyo, M.Eng., Ph.D.",
        field_id="Pengoperasian dan Pemeliharaan Instalasi Pemanfaatan Tenaga Listrik Tegangan Rendah",
    )  # fmt: skip
    return dataclasses.replace(
        facts,
        units=tuple(dataclasses.replace(unit, title_id=title, title_en=english) for unit in facts.units),
    )


@pytest.mark.parametrize("form", list(Form))
@pytest.mark.parametrize("units", [3, *(pytest.param(count, marks=pytest.mark.long) for count in (10, 15, 16)), 25])
def test_long_titles_collide_with_nothing(units, form):
    pdf = render_full(_long(units), form)
    assert pages_of(pdf) == 2
    assert outside(pdf) == []
    assert colliding(pdf) == []


@pytest.mark.parametrize("form", [Form.COPY, Form.BLANK])
@pytest.mark.parametrize("name", ["W" * 83, LONGEST, "WW " * 50])
def test_longest_names_collide_with_nothing(name, form):
    pdf = render_full(facts_with(name=name), form)
    assert outside(pdf) == []
    assert colliding(pdf) == []


@pytest.mark.long
@pytest.mark.parametrize("form", list(Form))
@pytest.mark.parametrize("name", NAMES)
def test_names_of_every_length_collide_with_nothing(name, form):
    pdf = render_full(facts_with(name=name), form)
    assert outside(pdf) == []
    assert colliding(pdf) == []


def test_calibration_page_has_a_cross_where_name_and_number_fall():
    pdf = render_calibration("HP lantai 2, baki 1", ON, Offsets(1.5, -0.5, 0, 0))
    text = text_of(pdf)
    assert pages_of(pdf) == 2
    for wanted in ("HP lantai 2, baki 1", "24-11-2026", "1,5 mm ke kanan, 0,5 mm ke atas", "Depan", "Belakang"):
        assert wanted in text
    for place in (FRONT["number"], FRONT["name"], BACK["holder"]):
        across, down = place.middle
        assert f"{across:.1f} mm".replace(".", ",") in text
        assert f"{down:.1f} mm".replace(".", ",") in text
    assert colliding(pdf) == []


def test_calibration_page_refuses_a_profile_name_that_cannot_be_printed():
    with pytest.raises(RenderRefused, match="U\\+202E"):
        render_calibration("HP\u202e", ON)
