from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lapas import names

WORDS = st.text(alphabet="abcdehijmnotuz' .-", max_size=30)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Moh. Yusuf", "MUHAMMAD YUSUF"),
        ("Muh Rizki", "Mochammad Rizki"),
        ("Soekarno", "Sukarno"),
        ("Djoko Santoso", "Joko Santoso"),
        ("Tjahjo", "Cahjo"),
        ("Ma'ruf", "MARUF"),
        ("Ridwann", "Ridwan"),
        ("Siti-Aminah", "Siti Aminah"),
        ("José", "Jose"),
        ("مُحَمَّد", "محمد"),
    ],
)
def test_fold_brings_variants_together(one: str, other: str) -> None:
    assert names.fold(one) == names.fold(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Budi", "Adi"),
        ("Hasan", "Hasanah"),
        ("Mahmud", "Muhammad"),
        # Other scripts: none of them may fold to nothing, or all their people would be one.
        ("محمد علي", "حسن علي"),
        ("ꦧꦸꦢꦶ", "ꦧꦸꦢꦺ"),
        ("李小龙", "محمد"),
    ],
)
def test_fold_keeps_names_apart(one: str, other: str) -> None:
    assert names.fold(one) != names.fold(other)


@given(WORDS)
def test_fold_is_stable(text: str) -> None:
    assert names.fold(names.fold(text)) == names.fold(text)


@given(WORDS)
def test_fold_does_not_see_capitals(text: str) -> None:
    assert names.fold(text.upper()) == names.fold(text)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Gunawan", ("Gunawan", "", "")),
        ("SYAMSUL DEDEN BIN DEDEN", ("SYAMSUL DEDEN", "DEDEN", "")),
        ("Siti binti Ahmad alias Neng", ("Siti", "Ahmad", "Neng")),
        ("Joko als Jack bin Slamet", ("Joko", "Slamet", "Jack")),
        ("Joko @ Jack", ("Joko", "", "Jack")),
        ("  Budi \t Sinaga ", ("Budi Sinaga", "", "")),
        ("Bin Laden", ("Bin Laden", "", "")),
        ("Robin Alias", ("Robin Alias", "", "")),
    ],
)
def test_split_takes_bin_and_alias_apart(text: str, parts: tuple[str, str, str]) -> None:
    split = names.split(text)
    assert (split.name, split.patronymic, split.alias) == parts


@given(st.text(min_size=1, max_size=60))
def test_split_never_loses_the_name(text: str) -> None:
    assert bool(names.split(text).name) == bool(names.tidy(text))


def test_search_key_fits_its_column_and_keeps_the_number() -> None:
    key = names.search_key_of(name="Abu " * 200, register_number="B.I 0421/2023")
    assert len(key) <= names.SEARCH_KEY_LENGTH
    assert key.endswith(" bi04212023")


@pytest.mark.parametrize("typed", ["muhamad", "Moh.", "0421/2023", "B.I 0421/2023", "b.iia 0421", "Jusuf 0421"])
def test_search_words_hit_the_key(typed: str) -> None:
    key = names.search_key_of(name="Mohammad Djusuf", register_number="B.IIa 0421/2023")
    hits = [any(spelling in key for spelling in spellings) for spellings in names.search_words(typed)]
    # B.I is another register than B.IIa, yet its letters stand in the number's beginning.
    assert hits
    assert all(hits)


@given(
    st.text(alphabet="aAbBdhjkmoeuty' .-محꦧꦸ", min_size=1, max_size=40), st.sampled_from(["B.I 0421/2023", "A.III 7"])
)
def test_whoever_types_what_is_written_finds_it(name: str, number: str) -> None:
    key = names.search_key_of(name=name, register_number=number)
    for typed in (name, name.upper(), number, f"{name} {number}"):
        assert all(any(spelling in key for spelling in spellings) for spellings in names.search_words(typed))
