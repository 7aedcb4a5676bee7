"""Planning, changing, starting, finishing and cancelling a class; exam days from above; what a person holds."""

import datetime

import pytest
from django.core.exceptions import ValidationError

from foundation import clock
from tests.factories.accounts import PersonFactory, UserFactory
from tests.factories.lapas import InmateFactory
from tests.factories.training import (
    CompetencyUnitFactory,
    EnrolmentFactory,
    ModuleFactory,
    SchemeFactory,
    TrainingCentreFactory,
    TrainingClassFactory,
    TrainingCornerFactory,
    VocationalFieldFactory,
)
from tests.training.world import instructor_of, new_class
from training.choices import AttainmentSource, ClassStatus
from training.fit import certificate_after_exam
from training.models import Attainment, TrainingClass
from training.services.attainments import record_attainment
from training.services.classes import cancel_class, change_class, finish_class, plan_class, start_class
from training.services.planning import set_exam_plan
from training.services.staffing import assign_instructor, end_instructor

pytestmark = pytest.mark.django_db


def in_days(number):
    return clock.today() + datetime.timedelta(days=number)


def plan(**changes):
    facts = {
        "module": changes.pop("module", None) or ModuleFactory(),
        "corner": changes.pop("corner", None) or TrainingCornerFactory(),
        "centre": changes.pop("centre", None) or TrainingCentreFactory(),
        "starts_on": in_days(30),
        "ends_on": in_days(60),
        "seats": 16,
        "actor": None,
        **changes,
    }
    return plan_class(**facts)


def change(training_class, **changes):
    facts = {
        name: getattr(training_class, name)
        for name in ("centre", "starts_on", "ends_on", "seats", "batch", "registration_closes_on")
    }
    return change_class(training_class=training_class, actor=None, **{**facts, **changes})


def field_of(refusal, name):
    return refusal.value.error_dict[name][0].code


def test_plan_numbers_the_next_batch_of_the_module_in_the_corner():
    first = plan(starts_on=in_days(1), ends_on=in_days(20))

    second = plan(module=first.module, corner=first.corner, starts_on=in_days(21))

    assert (first.batch, second.batch) == (1, 2)
    assert second.status == ClassStatus.PLANNED


def test_plan_refuses_a_batch_that_exists():
    first = plan(starts_on=in_days(1), ends_on=in_days(20))

    with pytest.raises(ValidationError, match="Angkatan ini sudah ada"):
        plan(module=first.module, corner=first.corner, batch=1, starts_on=in_days(21))


def test_plan_refuses_a_field_that_the_corner_does_not_teach():
    sewing = VocationalFieldFactory(title_id="Garmen", title_en="Garment")

    with pytest.raises(ValidationError, match="Pojok ini tidak untuk kejuruan Garmen") as refusal:
        plan(module=ModuleFactory(scheme=SchemeFactory(field=sewing)))

    assert field_of(refusal, "corner") == "field_not_in_corner"


def test_plan_refuses_more_seats_than_the_corner_has_left_in_those_days():
    first = plan(seats=10)

    with pytest.raises(ValidationError, match="hanya punya 6 kursi kosong") as refusal:
        plan(corner=first.corner, seats=7, starts_on=in_days(60), ends_on=in_days(90))

    assert field_of(refusal, "seats") == "corner_full"
    assert plan(corner=first.corner, seats=16, starts_on=in_days(61), ends_on=in_days(90)).pk


def test_plan_refuses_an_end_before_the_start():
    with pytest.raises(ValidationError) as refusal:
        plan(ends_on=in_days(29))

    assert field_of(refusal, "ends_on") == "ends_before_start"


def test_plan_refuses_a_registration_that_closes_after_the_start():
    with pytest.raises(ValidationError) as refusal:
        plan(registration_closes_on=in_days(31))

    assert field_of(refusal, "registration_closes_on") == "registration_after_start"


@pytest.mark.parametrize(
    ("name", "factory"),
    [("module", ModuleFactory), ("corner", TrainingCornerFactory), ("centre", TrainingCentreFactory)],
)
def test_plan_refuses_what_is_not_active(name, factory):
    with pytest.raises(ValidationError) as refusal:
        plan(**{name: factory(is_active=False)})

    assert field_of(refusal, name) == "inactive"


def test_change_moves_the_days_of_the_instructor_along():
    training_class = new_class()
    stays = assign_instructor(training_class=training_class, person=PersonFactory(), actor=None)
    gone = assign_instructor(training_class=training_class, person=PersonFactory(), actor=None)
    end_instructor(posting=gone, on=clock.today(), actor=None)

    changed = change(training_class, starts_on=in_days(40), ends_on=in_days(70))

    stays.refresh_from_db()
    gone.refresh_from_db()
    assert (stays.from_date, stays.until_date) == (in_days(26), in_days(100))
    assert gone.until_date == clock.today()
    assert changed.starts_on == in_days(40)


def test_change_refuses_fewer_seats_than_are_taken():
    training_class = new_class(seats=3)
    EnrolmentFactory.create_batch(2, training_class=training_class, enrolled=True)

    with pytest.raises(ValidationError) as refusal:
        change(training_class, seats=1)

    assert field_of(refusal, "seats") == "seats_taken"


def test_change_refuses_another_module_once_somebody_is_in():
    training_class = EnrolmentFactory().training_class

    with pytest.raises(ValidationError) as refusal:
        change(training_class, module=ModuleFactory())

    assert refusal.value.code == "class_in_use"


def test_change_refuses_a_closed_class():
    with pytest.raises(ValidationError) as refusal:
        change(new_class(finished=True))

    assert refusal.value.code == "class_closed"


def test_start_lets_the_seated_run():
    training_class = new_class(starts_on=clock.today())
    instructor_of(training_class)
    seated = EnrolmentFactory(training_class=training_class, enrolled=True)
    waiting = EnrolmentFactory(training_class=training_class, reserve=True)

    start_class(training_class=training_class, actor=UserFactory())

    seated.refresh_from_db()
    waiting.refresh_from_db()
    training_class.refresh_from_db()
    assert (training_class.status, seated.status, waiting.status) == ("running", "running", "reserve")


@pytest.mark.parametrize(
    ("code", "facts"),
    [("too_early", {}), ("empty_class", {"starts_on": in_days(0)}), ("not_planned", {"running": True})],
)
def test_start_refuses(code, facts):
    with pytest.raises(ValidationError) as refusal:
        start_class(training_class=new_class(**facts), actor=None)

    assert refusal.value.code == code


def test_finish_closes_seats_and_the_reserve_list():
    training_class = new_class(starts_on=in_days(-40), ends_on=in_days(0), status="running")
    seated = EnrolmentFactory(training_class=training_class, running=True)
    waiting = EnrolmentFactory(training_class=training_class, reserve=True)

    finish_class(training_class=training_class, actor=UserFactory(), why="Penilaian menyusul")

    seated.refresh_from_db()
    waiting.refresh_from_db()
    assert (seated.status, waiting.status, waiting.end_reason) == ("finished", "ended", "other")
    assert TrainingClass.objects.get().status == "finished"


@pytest.mark.parametrize(("code", "facts"), [("too_early", {"running": True}), ("not_running", {})])
def test_finish_refuses(code, facts):
    with pytest.raises(ValidationError) as refusal:
        finish_class(training_class=new_class(**facts), actor=None)

    assert refusal.value.code == code


def test_cancel_ends_every_open_place_with_the_reason():
    training_class = new_class()
    places = [
        EnrolmentFactory(training_class=training_class),
        EnrolmentFactory(training_class=training_class, enrolled=True),
        EnrolmentFactory(training_class=training_class, reserve=True),
    ]
    rejected = EnrolmentFactory(training_class=training_class, status="rejected")

    cancel_class(training_class=training_class, note=" Instruktur pindah ", actor=UserFactory())

    for place in places:
        place.refresh_from_db()
        assert (place.status, place.end_reason, place.end_note) == ("ended", "class_cancelled", "Instruktur pindah")
    rejected.refresh_from_db()
    assert rejected.status == "rejected"
    assert TrainingClass.objects.get().status == ClassStatus.CANCELLED


def test_cancel_refuses_without_a_note():
    with pytest.raises(ValidationError) as refusal:
        cancel_class(training_class=new_class(), note=" ", actor=None)

    assert field_of(refusal, "note") == "note_missing"


def test_cancel_refuses_a_closed_class():
    with pytest.raises(ValidationError) as refusal:
        cancel_class(training_class=new_class(finished=True), note="x", actor=None)

    assert refusal.value.code == "class_closed"


def test_exam_plan_counts_the_certificate_from_the_exam():
    training_class = TrainingClassFactory()
    exam = training_class.ends_on + datetime.timedelta(days=5)

    set_exam_plan(training_class=training_class, exam_on=exam, actor=UserFactory())

    training_class.refresh_from_db()
    assert training_class.exam_on == exam
    assert training_class.certificate_expected_on == certificate_after_exam(exam)


def test_exam_plan_is_taken_back_whole():
    training_class = TrainingClassFactory(exam_on=in_days(60), certificate_expected_on=in_days(90))

    set_exam_plan(training_class=training_class, exam_on=None, certificate_expected_on=in_days(95), actor=None)

    training_class.refresh_from_db()
    assert (training_class.exam_on, training_class.certificate_expected_on) == (None, None)


@pytest.mark.parametrize(
    ("code", "facts", "exam", "certificate"),
    [
        ("class_cancelled", {"status": "cancelled"}, 60, None),
        ("exam_before_class", {}, 1, None),
        ("certificate_before_exam", {}, 60, 59),
    ],
)
def test_exam_plan_refuses(code, facts, exam, certificate):
    with pytest.raises(ValidationError) as refusal:
        set_exam_plan(
            training_class=TrainingClassFactory(**facts),
            exam_on=in_days(exam),
            certificate_expected_on=None if certificate is None else in_days(certificate),
            actor=None,
        )

    assert refusal.value.code == code


def test_attain_writes_the_same_fact_once():
    inmate, scheme = InmateFactory(), SchemeFactory()
    fact = {"inmate": inmate, "scheme": scheme, "on": in_days(-1), "source": AttainmentSource.PAPER, "actor": None}

    first = record_attainment(**fact, reference="61929 2166")
    again = record_attainment(**fact)

    assert first == again
    assert Attainment.objects.get().reference == "61929 2166"


def test_attain_refuses_a_unit_of_another_scheme():
    with pytest.raises(ValidationError) as refusal:
        record_attainment(
            inmate=InmateFactory(),
            scheme=SchemeFactory(),
            unit=CompetencyUnitFactory(),
            on=in_days(0),
            source=AttainmentSource.DECISION,
            actor=None,
        )

    assert refusal.value.code == "unit_not_in_scheme"


def test_attain_refuses_a_day_to_come():
    with pytest.raises(ValidationError) as refusal:
        record_attainment(
            inmate=InmateFactory(), scheme=SchemeFactory(), on=in_days(1), source=AttainmentSource.PAPER, actor=None
        )

    assert refusal.value.code == "future"
