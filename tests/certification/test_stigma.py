"""The word list and the whole-word finder."""

import pytest

from certification import stigma

DOMAIN_WORDS = (
    "lapas, rutan, LPKA, UPT, WBP, warga binaan, binaan, narapidana, napi, tahanan, pemasyarakatan, Ditjenpas, "
    "Kemenimipas, Bapas, pojok vokasi, penjara, prison"
)


@pytest.mark.parametrize("word", DOMAIN_WORDS.split(", "))
def test_stigma_word_is_found(word):
    assert stigma.found_in(f"LSP {word}, Semarang") == [word.lower()]


@pytest.mark.parametrize(
    "text",
    [
        "LSP LAPAS Mandiri",
        "LSP Mandiri (lapas)",
        "ＬＡＰＡＳ Mandiri",
        "La\N{ZERO WIDTH SPACE}pas",
        "TUK_lapas_2",
        "Lapas2",
        "TUK-Lapas-Semarang",
    ],
)
def test_stigma_word_does_not_hide(text):
    assert stigma.found_in(text) == ["lapas"]


@pytest.mark.parametrize("text", ["pojok\N{NO-BREAK SPACE}vokasi", "Pojok  Vokasi", "pojok\nvokasi", "pojok-vokasi"])
def test_stigma_words_of_two_are_found_over_any_space(text):
    assert stigma.found_in(text) == ["pojok vokasi"]


@pytest.mark.parametrize(
    "text", ["Napitupulu", "Pembinaan Vokasi", "kelapasan", "Ruptan", "supt", "Imprisonable", "Vokasi Mandiri", ""]
)
def test_stigma_leaves_longer_words_alone(text):
    assert stigma.found_in(text) == []


def test_stigma_excludes_the_holders_own_name():
    page = "Dengan ini menyatakan bahwa, RUTAN  SIREGAR telah kompeten"
    assert stigma.found_in(page) == ["rutan"]
    assert stigma.found_in(page, holder="Rutan Siregar") == []


def test_stigma_still_finds_the_word_beside_the_holders_name():
    assert stigma.found_in("Napi Siregar, rutan Salemba", holder="Napi Siregar") == ["rutan"]


def test_stigma_names_each_word_once_and_the_longest():
    assert stigma.found_in("warga binaan, Warga Binaan dan binaan di lapas") == ["warga binaan", "binaan", "lapas"]
