"""Training certificates: the centre's numbers, frozen facts, public record, print."""

import datetime

import pytest
from django.core.exceptions import ValidationError

from certification import training_numbers
from certification.choices import NumberingMode
from certification.invariants import checks
from certification.models import Certificate, NumberSeries, PublicRecord, TrainingIssuer
from certification.rendering import facts as frozen
from certification.services.handing_over import hand_over
from certification.services.training_certificates import (
    NumberedTraining,
    issue_training_certificates,
    mark_printed,
    order_training_print,
    record_training_numbers,
)
from certification.services.training_issuers import set_training_issuer
from foundation import clock
from foundation.jobs.models import Job
from tests.certification.training_world import FIRST, add_passed, issued_training, passed_class
from tests.factories.accounts import UserFactory
from tests.factories.training import EnrolmentFactory, TrainingCentreFactory
from training.models import Enrolment

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


@pytest.fixture
def actor():
    return UserFactory()


def issue(training_class, actor, on=None):
    return issue_training_certificates(training_class=training_class, issued_on=on or clock.today(), actor=actor)


def record(training_class, actor, *numbers, on=None):
    people = Enrolment.objects.filter(training_class=training_class).order_by("pk")
    rows = [NumberedTraining(person, number) for person, number in zip(people, numbers, strict=False)]
    return record_training_numbers(training_class=training_class, rows=rows, issued_on=on or clock.today(), actor=actor)


def refusal(act, *given, **named):
    with pytest.raises(ValidationError) as refused:
        act(*given, **named)
    error = refused.value
    return next(iter(error.error_dict.values()))[0].code if hasattr(error, "error_dict") else error.code


def test_issue_numbers_the_whole_class_in_one_block_and_freezes_what_is_printed(actor):
    training_class = passed_class(3)
    made = issue(training_class, actor)
    today = clock.today()
    month = training_numbers.ROMAN[today.month - 1]
    assert [row.number for row in made] == [f"{FIRST + n:05d}/BPVP/{month}/{today.year}" for n in range(3)]
    assert NumberSeries.objects.get().next_number == FIRST + 3
    facts = frozen.read(made[0].facts)
    module, issuer = training_class.module, TrainingIssuer.objects.get()
    assert isinstance(facts, frozen.TrainingFacts)
    assert (facts.name, facts.programme_id, facts.total_hours) == ("PESERTA NOMOR A", module.title, module.hours_jp)
    assert (facts.centre_id, facts.signatory, facts.city) == (issuer.name_id, issuer.signatory, issuer.city)
    assert len(facts.units) == module.scheme.units.count()
    assert Job.objects.get(kind="certification.render").params["certificates"] == [row.pk for row in made]


def test_issue_keeps_no_word_of_class_or_prison_and_no_day_of_the_class_in_the_public_record(actor):
    training_class = passed_class(1)
    (made,) = issue(training_class, actor)
    shown = PublicRecord.objects.get(code=made.code)
    assert (shown.shown["kind"], shown.shown["total_hours"], shown.valid_until) == (
        "training", training_class.module.hours_jp, None,
    )  # fmt: skip
    text = str(shown.shown)
    corner = training_class.corner
    for hidden in (corner.name, corner.prison.name, training_class.starts_on.isoformat(), "register"):
        assert hidden not in text


def test_issue_leaves_who_has_not_confirmed_the_name_waiting(actor):
    training_class = passed_class(1)
    add_passed(training_class, 1, confirmed=False)
    (made,) = issue(training_class, actor)
    assert made.facts["name"] == "PESERTA NOMOR A"


def test_issue_takes_only_who_passed(actor):
    training_class = passed_class(1)
    EnrolmentFactory(training_class=training_class, finished=True, outcome="not_passed")
    assert len(issue(training_class, actor)) == 1


def test_issue_refuses_when_nobody_waits_and_takes_no_number(actor):
    training_class = passed_class(2)
    issue(training_class, actor)
    assert refusal(issue, training_class, actor) == "nobody_waiting"
    assert NumberSeries.objects.get().next_number == FIRST + 2


def test_issue_refuses_a_centre_that_numbers_on_its_own(actor):
    assert refusal(issue, passed_class(1, mode=NumberingMode.IMPORTED), actor) == "imported_mode"


def test_issue_refuses_before_the_issuer_is_known(actor):
    training_class = passed_class(1)
    TrainingIssuer.objects.all().delete()
    assert refusal(issue, training_class, actor) == "no_issuer"


def test_issue_refuses_before_the_series_is_opened(actor):
    training_class = passed_class(1)
    NumberSeries.objects.all().delete()
    assert refusal(issue, training_class, actor) == "no_series"


@pytest.mark.parametrize(("days", "code"), [(1, "future"), (-30, "before_result")])
def test_issue_refuses_a_day_that_cannot_be(actor, days, code):
    assert refusal(issue, passed_class(1), actor, on=clock.today() + days * DAY) == code


def test_issue_refuses_without_an_address_to_check_at(actor, settings):
    settings.VERIFY_BASE_URL = ""
    assert refusal(issue, passed_class(1), actor) == "no_verify_address"
    assert NumberSeries.objects.get().next_number == FIRST


def test_issue_refuses_a_word_that_tells_of_custody(actor):
    training_class = passed_class(1)
    module = training_class.module
    module.title = "Las untuk warga binaan"
    module.save()
    assert refusal(issue, training_class, actor) == "stigma"
    assert not Certificate.objects.exists()


def test_recorded_numbers_come_from_the_centres_register(actor):
    training_class = passed_class(2, mode=NumberingMode.IMPORTED)
    made = record(training_class, actor, "A-1/2026", "A-2/2026")
    assert [(row.number, row.serial) for row in made] == [("A-1/2026", None), ("A-2/2026", None)]


@pytest.mark.parametrize(
    ("numbers", "code"), [(["A", "A"], "number_taken"), ([" "], "number_missing"), ([], "no_rows")]
)
def test_recorded_numbers_are_refused_whole(actor, numbers, code):
    assert refusal(record, passed_class(2, mode=NumberingMode.IMPORTED), actor, *numbers) == code
    assert not Certificate.objects.exists()


def test_recorded_numbers_are_refused_when_taken_before(actor):
    training_class = passed_class(1, mode=NumberingMode.IMPORTED)
    record(training_class, actor, "A-1")
    assert refusal(record, training_class, actor, "A-2") == "not_waiting"
    add_passed(training_class, 1)
    newest = Enrolment.objects.latest("pk")
    rows = [NumberedTraining(newest, "A-1")]
    given = {"training_class": training_class, "rows": rows, "issued_on": clock.today(), "actor": actor}
    assert refusal(record_training_numbers, **given) == "number_taken"


def test_recorded_numbers_wait_for_the_name(actor):
    training_class = passed_class(1, mode=NumberingMode.IMPORTED, confirmed=False)
    assert refusal(record, training_class, actor, "A-1") == "name_not_confirmed"


def test_recorded_numbers_are_refused_in_portal_mode(actor):
    assert refusal(record, passed_class(1), actor, "A-1") == "portal_mode"


def test_printed_certificate_is_handed_over_without_a_sheet(actor):
    (made,) = issued_training()
    given = {"received_by": "", "is_holder": True, "identity_check": "known", "actor": actor}
    assert refusal(hand_over, certificate=made, handed_on=clock.today(), **given) == "not_printed"
    mark_printed(certificates=[made], actor=actor)
    hand_over(certificate=made, handed_on=clock.today(), **given)
    assert refusal(mark_printed, certificates=[made], actor=actor) == "nothing_to_print"


def test_print_file_is_not_ordered_for_nobody(actor):
    given = {"training_class": passed_class(0), "certificates": [], "actor": actor}
    assert refusal(order_training_print, **given) == "nothing_to_print"


ISSUER = {
    "name_id": "Balai Pelatihan Serang",
    "name_en": "Serang Training Centre",
    "city": "Serang",
    "phone": "0254-555",
    "signatory": "Ratna Dewi",
    "number_format": "{nomor}/BPVP/{tahun}",
}


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"name_id": "Balai Lapas Serang"}, "stigma"),
        ({"signatory_title_id": "Kepala Rutan"}, "stigma"),
        ({"number_format": "{nomor}/WBP"}, "stigma"),
        ({"number_format": "BPVP/{tahun}"}, "no_number"),
        ({"number_format": "{nomor}/{kelas}"}, "unknown_place"),
        ({"number_format": "{nomor.__class__}{nomor}"}, "unknown_place"),
        ({"number_format": "{nomor}" + "x" * 60}, "too_long"),
    ],
)
def test_issuer_is_refused_when_it_cannot_be_printed(actor, change, code):
    given = {"centre": TrainingCentreFactory(), "fields": ISSUER | change, "actor": actor}
    assert refusal(set_training_issuer, **given) == code
    assert not TrainingIssuer.objects.exists()


def test_issuer_is_changed_and_what_was_issued_stays(actor):
    (made,) = issued_training()
    set_training_issuer(centre=made.centre, fields={"signatory": "Orang Baru"}, actor=actor)
    assert TrainingIssuer.objects.get().signatory == "Orang Baru"
    made.refresh_from_db()
    assert made.facts["signatory"] == "Ratna Dewi"


def test_number_of_a_training_certificate_is_never_a_format_string():
    on = datetime.date(2026, 8, 17)
    assert training_numbers.written("{nomor}/{bulan}/{tahun}", serial=7, on=on) == "00007/VIII/2026"


def test_invariants_hold_for_training_certificates():
    issued_training(2)
    for code in ("numbers_contiguous", "training_passed", "voided", "public_record_agrees", "certificate_per_decision"):
        check = next(each for each in checks() if each.code == f"certification.{code}")
        assert list(check.broken()) == []
