from __future__ import annotations

import uuid

import pytest
from django.core.exceptions import ImproperlyConfigured

from lapas import sealed

NIK = "9901015705900003"
OLD, NEW = "old:" + "aa" * 32, "new:" + "bb" * 32


def test_sealed_text_opens_in_its_place_only() -> None:
    place = sealed.place_of(uuid.uuid4())
    text = sealed.seal(NIK, place=place)
    assert NIK not in text
    assert sealed.unseal(text, place=place) == NIK
    with pytest.raises(sealed.SealBroken):
        sealed.unseal(text, place=sealed.place_of(uuid.uuid4()))


def test_sealing_twice_gives_two_texts() -> None:
    assert sealed.seal(NIK, place="x") != sealed.seal(NIK, place="x")


def test_changed_text_does_not_open() -> None:
    text = sealed.seal(NIK, place="x")
    flipped = text[:-5] + ("A" if text[-5] != "A" else "B") + text[-4:]
    with pytest.raises(sealed.SealBroken):
        sealed.unseal(flipped, place="x")


def test_new_key_seals_and_the_old_one_still_opens(settings) -> None:
    settings.NIK_KEY = OLD
    text = sealed.seal(NIK, place="x")
    settings.NIK_KEY = f"{NEW},{OLD}"
    assert sealed.unseal(text, place="x") == NIK
    assert sealed.seal(NIK, place="x").startswith("new:")
    settings.NIK_KEY = NEW
    with pytest.raises(sealed.SealBroken):
        sealed.unseal(text, place="x")


@pytest.mark.parametrize("wrong", ["nocolon", "id:zz", "id:aabb", ":" + "aa" * 32])
def test_unusable_key_is_named(settings, wrong: str) -> None:
    settings.NIK_KEY = wrong
    with pytest.raises(ImproperlyConfigured, match="NIK_KEY"):
        sealed.seal(NIK, place="x")


def test_index_needs_its_own_key(settings) -> None:
    first = sealed.index_of(NIK)
    assert first == sealed.index_of(NIK)
    settings.NIK_INDEX_KEY = "33" * 32
    assert sealed.index_of(NIK) != first
