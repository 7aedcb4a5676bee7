"""Facts to JSON and back; whatever the JSON does not know is refused by name."""

import pytest

from certification.rendering import facts as kinds
from certification.rendering.facts import FactsRefused
from tests.certification.paper import facts_with, training_facts_with


@pytest.mark.parametrize("made", [facts_with(), training_facts_with()], ids=["competency", "training"])
def test_facts_of_both_kinds_are_read_back_whole(made):
    assert kinds.read(made.to_json()) == made


def test_facts_without_kind_are_of_a_certificate_of_competence():
    made = facts_with()
    json = made.to_json()
    del json["kind"]
    assert kinds.read(json) == made


@pytest.mark.parametrize(
    ("spoil", "named"),
    [
        ({"prison": "x"}, "prison"), ({"version": 2}, "version"), ({"kind": "other"}, "kind"), ({"kind": []}, "kind"),
        ({"issued_on": "31-12-2026"}, "issued_on"), ({"issued_on": 3}, "issued_on"), ({"name": None}, "name"),
        ({"total_hours": "240"}, "total_hours"), ({"total_hours": True}, "total_hours"),
        ({"total_hours": -1}, "total_hours"), ({"units": {}}, "units"), ({"units": ["x"]}, "units[1]"),
        ({"units": [{"code": "A", "title_id": "B"}]}, "units[1].title_en"),
        ({"units": [{"code": "A", "title_id": "B", "title_en": "C", "room": "1"}]}, "units[1].room"),
    ],
)  # fmt: skip
def test_facts_are_refused_with_the_field_that_is_wrong(spoil, named):
    with pytest.raises(FactsRefused, match=rf"“{named}”".replace("[", r"\[").replace("]", r"\]")):
        kinds.read({**training_facts_with().to_json(), **spoil})


def test_facts_refuse_a_missing_field():
    json = facts_with().to_json()
    del json["city"]
    with pytest.raises(FactsRefused, match="“city” tidak ada"):
        kinds.read(json)
