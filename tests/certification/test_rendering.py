"""The copy as PDF: what stands on it, that it is whole and the same each time, and what is refused."""

import dataclasses
import io

import pikepdf
import pytest

from certification.rendering import codes, words
from certification.rendering.check import FileRefused, check
from certification.rendering.engine import AddressRefused, DictionaryFetcher
from certification.rendering.facts import CertificateFacts, FactsRefused
from certification.rendering.fit import fitted, width_pt
from certification.rendering.forms import Mark
from certification.rendering.full import render_full
from certification.rendering.press import RenderRefused
from certification.rendering.slots import LINES
from certification.rendering.units import unit_list
from tests.certification.paper import facts_with, fonts_of, metadata_of, pages_of, qr_of, text_of

LONGEST = "SITI MAIMUNAH NURHALIZAH PUTRI KUSUMAWARDHANI ABDULLAH SASTRODIWIRYO HADIKUSUMO A."


def test_copy_says_every_line_of_the_paper_in_both_languages():
    facts = facts_with()
    text = text_of(render_full(facts, mark=Mark("13562547")))
    for wanted in (
        "BADAN NASIONAL SERTIFIKASI PROFESI", "Indonesian Professional Certification Authority",
        "SERTIFIKAT KOMPETENSI", "Certificate of Competence", "No. 43211 7411 0 0000417 2027",
        "Dengan ini menyatakan bahwa,", "This is to certify that,", "BAMBANG SETIAWAN",
        "No. Reg. LST 1565 00417 2027", "Telah kompeten pada bidang:", "Is competent in the area of:",
        "Ketenagalistrikan", "Electrical Power", "Dengan Kualifikasi / Kompetensi:", "With Qualification / Competency:",
        "Sertifikat ini berlaku untuk: 3 (tiga) tahun", "This certificate is valid for: 3 (three) years",
        "Semarang, 13 Maret 2027", "Atas nama Badan Nasional Sertifikasi Profesi", "LSP Karya Mandiri",
        "Sri Wahyuni", "Ketua / Chairman", "Daftar Unit Kompetensi", "List of Unit(s) of Competency",
        "Kode Unit Kompetensi", "Judul Unit Kompetensi", "Dedi Kurniawan",
        "Manajer Sertifikasi / Certification Manager", "ttd.", codes.printed(facts.code),
    ):  # fmt: skip
        assert wanted in text, wanted
    assert text.count("SALINAN · COPY") == 2
    assert text.count("aslinya pada blangko BNSP No. 13562547 / original on BNSP blank No. 13562547") == 2
    for unit in facts.units:
        assert unit.code in text
        assert unit.title_id in text
        assert unit.title_en in text


def test_copy_without_sheet_names_no_serial():
    text = text_of(render_full(facts_with()))
    assert "aslinya pada blangko BNSP / original on BNSP blank" in text
    assert "blangko BNSP No." not in text


def test_copy_is_byte_for_byte_the_same_each_time():
    facts = facts_with()
    assert render_full(facts, mark=Mark("13562547")) == render_full(facts, mark=Mark("13562547"))


def test_copy_qr_reads_back_as_the_address():
    facts = facts_with()
    assert qr_of(render_full(facts)) == [codes.address(facts.verify_base_url, facts.code)]


def test_copy_embeds_every_font():
    fonts = fonts_of(render_full(facts_with()))
    assert len(fonts) >= 3
    assert all(fonts.values())
    assert all("+Paper" in name for name in fonts)


def test_copy_metadata_names_title_and_issuer_only():
    facts = facts_with()
    metadata = metadata_of(render_full(facts))
    assert facts.number in metadata
    assert facts.lsp_id in metadata
    assert facts.name not in metadata


@pytest.mark.parametrize("units", [1, 3, 10, 11, 15, 16, 19, 25])
def test_copy_holds_every_length_of_unit_list_on_two_pages(units):
    facts = facts_with(units=units)
    pdf = render_full(facts)
    assert pages_of(pdf) == 2
    check(pdf, facts)


@pytest.mark.parametrize("name", ["A", "NG", "MA'RUF O'NEIL-DÉDÉ", LONGEST, "W" * 83])
def test_copy_holds_names_of_every_length(name):
    facts = facts_with(name=name)
    pdf = render_full(facts)
    assert pages_of(pdf) == 2
    check(pdf, facts)


def test_copy_unit_list_over_fifteen_stands_in_two_columns():
    assert [len(column) for column in unit_list(facts_with(units=15), 150).columns] == [15]
    assert [len(column) for column in unit_list(facts_with(units=19), 150).columns] == [10, 9]


def test_name_shrinks_until_it_fits():
    line = LINES["name"]
    assert fitted("BAMBANG", line).size == 25.5
    shrunk = fitted(LONGEST, line)
    assert shrunk.size < 25.5
    assert all(width_pt(each, shrunk.size) <= line.width for each in shrunk.lines)


@pytest.mark.parametrize(
    "name", ["", "   ", "a" * 151, "BUDI\x00", "BUDI\u202eSETIAWAN", "王小明", "BUDI\u0300" + "\u0301" * 40]
)
def test_copy_refuses_a_name_that_cannot_be_printed(name):
    with pytest.raises(RenderRefused):
        render_full(facts_with(name=name))


@pytest.mark.parametrize("units", [0, 26])
def test_copy_refuses_a_list_that_is_too_short_or_too_long(units):
    with pytest.raises(RenderRefused):
        render_full(facts_with(units=units))


@pytest.mark.parametrize(
    "url", ["file:///etc/passwd", "http://127.0.0.1/", "data:text/css,", "font:../../manage.py", "layout:x"]
)
def test_fetcher_refuses_whatever_is_not_in_the_dictionary(url):
    with pytest.raises(AddressRefused):
        DictionaryFetcher().fetch(url)


@pytest.mark.parametrize(
    "changed",
    [
        {"name": "BAMBANG SETIAWAM"}, {"number": "43211 7411 0 0000418 2027"}, 
        {"registration_number": "LST 1 00417 2027"},
        {"chairman": "Orang Lain"}, {"certification_manager": "Orang Lain"}, {"code": "7K2M9QXR4TBN8WJZ3VHC5DPF6G"},
        {"verify_base_url": "https://tempat.lain.test/"},
    ],
)  # fmt: skip
def test_check_refuses_a_file_that_does_not_say_its_facts(changed):
    facts = facts_with()
    pdf = render_full(facts)
    check(pdf, facts)
    with pytest.raises(FileRefused):
        check(pdf, dataclasses.replace(facts, **changed))


def test_check_refuses_an_attachment():
    facts = facts_with()
    with pikepdf.open(io.BytesIO(render_full(facts))) as opened:
        opened.attachments["x.txt"] = b"x"
        spoilt = io.BytesIO()
        opened.save(spoilt)
    with pytest.raises(FileRefused):
        check(spoilt.getvalue(), facts)


def test_check_refuses_a_forbidden_word_but_not_in_the_holders_own_name():
    facts = facts_with(city="Lapas Semarang")
    pdf = render_full(facts)
    with pytest.raises(FileRefused):
        check(pdf, facts)
    own_name = facts_with(name="BUDI BAPAS")
    check(render_full(own_name), own_name)


def test_facts_are_read_back_whole():
    facts = facts_with()
    assert CertificateFacts.from_json(facts.to_json()) == facts


@pytest.mark.parametrize("spoil", [{"prison": "x"}, {"version": 2}, {"issued_on": "31-12-2026"}])
def test_facts_refuse_what_they_do_not_know(spoil):
    with pytest.raises(FactsRefused):
        CertificateFacts.from_json({**facts_with().to_json(), **spoil})


def test_words_of_the_paper():
    assert words.years_id(5) == "5 (lima) tahun"
    assert words.years_en(1) == "1 (one) year"


@pytest.mark.parametrize("years", [0, 1, 10, 11, 25])
def test_years_without_a_word_stand_as_a_number(years):
    assert words.years_id(years).startswith(f"{years} ")
    assert words.years_en(years).startswith(f"{years} ")
