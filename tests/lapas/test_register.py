import pytest
from django.core.exceptions import ValidationError

from lapas import register


@pytest.mark.parametrize("written", ["B.I 0421/2023", "b.i 0421/2023", "BI.0421.2023", " B I 0421-2023 "])
def test_normalise_compares_without_case_and_punctuation(written: str) -> None:
    assert register.normalise(written) == "BI04212023"


@pytest.mark.parametrize("empty", ["", "  ", "./ -"])
def test_read_refuses_an_empty_number(empty: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        register.read(empty)
    assert refusal.value.code == "register_missing"


def test_read_refuses_more_than_fifty_characters() -> None:
    with pytest.raises(ValidationError) as refusal:
        register.read("B" * 51)
    assert refusal.value.code == "register_too_long"


@pytest.mark.parametrize(
    ("number", "detained"), [("A.III 0477/2024", True), ("A.I 1/2026", True), ("A.V 7", True), ("B.I 1/2026", False)]
)
def test_register_letter_tells_detained(number: str, detained: bool) -> None:
    assert register.is_of_detained(number) is detained
