"""Small worlds for tests of classes: a class in a prison, people who fit, users who reach it."""

import datetime

from foundation import clock
from foundation.accounts.choices import Role
from foundation.accounts.models import User
from lapas.choices import DateKind
from lapas.models import Inmate, Prison
from tests.factories.accounts import NationPostingFactory, UserFactory
from tests.factories.lapas import InmateFactory, PrisonFactory, officer_at
from tests.factories.training import CentrePostingFactory, ClassInstructorFactory, TrainingClassFactory
from training.models import TrainingClass

# Far behind the certificate of a class that starts in two weeks, and within the horizon.
DAYS_TO_RELEASE = 400


def new_class(prison: Prison | None = None, **facts) -> TrainingClass:
    return TrainingClassFactory(corner__prison=prison or PrisonFactory(), **facts)


def fitting(training_class: TrainingClass, days: int = DAYS_TO_RELEASE, **facts) -> Inmate:
    """Somebody in the prison of the class whom nothing blocks and nothing warns about, leaving in `days` by 2/3."""
    today = clock.today()
    facts.setdefault(
        "dates",
        {
            DateKind.ONE_THIRD: today - datetime.timedelta(days=200),
            DateKind.TWO_THIRDS: today + datetime.timedelta(days=days),
            DateKind.EXPIRY: today + datetime.timedelta(days=days + 200),
        },
    )
    facts = {
        "prison": training_class.corner.prison,
        "education": "sma",
        "security_level": "medium",
        "fit_for_work": True,
        "fit_for_work_on": today,
        "as_of": today,
        **facts,
    }
    return InmateFactory(**facts)


def work_officer(prison: Prison) -> User:
    return officer_at(prison, Role.WORK_OFFICER)


def kemnaker_admin() -> User:
    user = UserFactory()
    NationPostingFactory(person=user.person, role=Role.KEMNAKER_ADMIN)
    return user


def centre_officer(training_class: TrainingClass) -> User:
    user = UserFactory()
    CentrePostingFactory(person=user.person, centre=training_class.centre)
    return user


def instructor_of(training_class: TrainingClass) -> User:
    user = UserFactory()
    CentrePostingFactory(person=user.person, centre=training_class.centre, role=Role.INSTRUCTOR)
    ClassInstructorFactory(
        person=user.person,
        training_class=training_class,
        until_date=training_class.ends_on + datetime.timedelta(days=30),
    )
    return user
