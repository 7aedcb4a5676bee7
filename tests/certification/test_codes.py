import pytest
from hypothesis import given
from hypothesis import strategies as st

from certification.rendering import codes

some_code = st.text(alphabet=codes.ALPHABET, min_size=codes.LENGTH, max_size=codes.LENGTH)


def test_code_new_ones_are_26_characters_of_the_alphabet_and_differ():
    made = {codes.new_code() for _ in range(1000)}
    assert len(made) == 1000
    assert all(len(code) == 26 and set(code) <= set(codes.ALPHABET) for code in made)


@given(some_code)
def test_code_is_read_back_as_printed(code):
    assert codes.parse(codes.printed(code)) == code


@given(some_code)
def test_code_forgives_case_blanks_and_look_alikes(code):
    typed = codes.printed(code).lower().replace("0", "o").replace("1", "l").replace("-", " – ")
    assert codes.parse(typed) == code


@given(some_code, st.integers(0, 26), st.sampled_from(codes.ALPHABET))
def test_code_tells_any_single_wrong_character(code, place, other):
    whole = code + codes.check_character(code)
    if whole[place] == other:
        return
    with pytest.raises(codes.CodeRefused) as refused:
        codes.parse(whole[:place] + other + whole[place + 1 :])
    assert refused.value.reason == "check"


@given(some_code, st.integers(0, 25))
def test_code_tells_any_swap_of_neighbours(code, place):
    whole = code + codes.check_character(code)
    if whole[place] == whole[place + 1]:
        return
    swapped = whole[:place] + whole[place + 1] + whole[place] + whole[place + 2 :]
    with pytest.raises(codes.CodeRefused):
        codes.parse(swapped)


@pytest.mark.parametrize(
    ("typed", "reason"), [("", "length"), ("7K2M", "length"), ("U" * 27, "character"), ("9" * 28, "length")]
)
def test_code_refusal_names_its_reason(typed, reason):
    with pytest.raises(codes.CodeRefused) as refused:
        codes.parse(typed)
    assert refused.value.reason == reason


def test_code_address_carries_the_check_character():
    code = "7K2M9QXR4TBN8WJZ3VHC5DPF6G"
    assert codes.address("https://a.test/s/", code) == f"https://a.test/s/{code}{codes.check_character(code)}"


def test_a_code_that_spells_a_word_of_custody_is_drawn_again(monkeypatch) -> None:
    drawn = iter("7K2M3WBP9" + "0" * 17 + "7K2M3X4Y9" + "0" * 17)
    monkeypatch.setattr(codes.secrets, "choice", lambda alphabet: next(drawn))
    assert codes.new_code() == "7K2M3X4Y9" + "0" * 17
