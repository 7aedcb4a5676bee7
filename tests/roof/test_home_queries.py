"""The home page of every role stays within twelve queries; the numbers on it are asked in one statement."""

import datetime

from django.core.cache import cache
from django.db import connection
from django.db.models import Count, Q
from django.test.utils import CaptureQueriesContext

from foundation import clock
from foundation.accounts.choices import Role
from foundation.collect import Task, counting, told
from foundation.jobs.choices import JobState
from foundation.jobs.models import Job
from foundation.together import asked_together, lowest
from lapas.choices import CustodyState
from lapas.models import Inmate, Prison, RemissionDay
from tests.access_world import build
from tests.factories.accounts import UserFactory
from tests.factories.lapas import InmateFactory, PrisonFactory
from tests.factories.training import EnrolmentFactory, TrainingClassFactory

MOST_QUERIES = 12
RENDER_JOB = "certification.render"
TRANSACTION = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT")


def queries_of(client, user):
    client.force_login(user)
    client.get("/")
    with CaptureQueriesContext(connection) as caught:
        page = client.get("/")
    return page, [query["sql"] for query in caught if not query["sql"].startswith(TRANSACTION)]


def test_home_of_every_role_takes_twelve_queries_at_most(db, client, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    world = build()
    today = clock.today()
    RemissionDay.objects.create(kind="idul_fitri", on=today + datetime.timedelta(days=20), source="SKB")
    corner = world.rows["training.TrainingCorner"]
    planned = TrainingClassFactory(corner=corner, starts_on=today - datetime.timedelta(days=2), status="planned")
    EnrolmentFactory(training_class=planned, enrolled=True)
    EnrolmentFactory(training_class=planned)
    for user in world.users.values():
        times = dict.fromkeys(("due_at", "created_at", "finished_at"), clock.now())
        Job.objects.create(kind=RENDER_JOB, actor=user, state=JobState.FAILED, error="x", **times)

    taken = {}
    for role, user in world.users.items():
        page, taken[role] = queries_of(client, user)
        assert page.status_code == 200
        assert page.context["tasks"] or role in {Role.NATIONAL_VIEWER, Role.FIGURES_VIEWER, Role.KANWIL_VIEWER}, role

    assert {role: len(sql) for role, sql in taken.items() if len(sql) > MOST_QUERIES} == {}


def test_numbers_of_several_tables_are_one_statement(db, django_assert_num_queries):
    cache.clear()
    here, there = PrisonFactory(), PrisonFactory()
    first = InmateFactory(prison=here)
    InmateFactory(prison=here, state={"custody_state": CustodyState.IN_TRANSIT, "destination": there})
    InmateFactory(prison=there)
    of_here = Inmate.objects.filter(prison=here)
    with django_assert_num_queries(1) as caught:
        found = asked_together(
            [
                (of_here, {"all": Q(), "coming": Q(destination=there)}),
                (Prison.objects.filter(pk__in=[here.pk, there.pk]), {"all": Q()}),
                (Inmate.objects.filter(prison=here), {"kept": Q(custody_state=CustodyState.IN_CUSTODY)}),
                (Inmate.objects.none(), {"all": Q(), "first": lowest()}),
                (of_here, {"first": lowest(), "nobody": Q(pk__in=[]), "everybody": ~Q(pk__in=[])}),
                (Prison.objects.annotate(people=Count("inmates")).filter(people__gte=1), {"all": Q()}),
                (Inmate.objects.order_by("pk")[:2], {"all": Q()}),
            ]
        )
    assert found == [
        {"all": 2, "coming": 1},
        {"all": 2},
        {"kept": 1},
        {"all": 0, "first": 0},
        {"first": first.pk, "nobody": 0, "everybody": 2},
        {"all": 2},
        {"all": 2},
    ]
    # The people of one prison are asked about three times and read once.
    assert caught.captured_queries[0]["sql"].count('FROM "lapas_inmate"') == 3


def test_tasks_keep_the_order_in_which_they_were_offered(db):
    UserFactory()
    people = Inmate.objects.all()
    task = Task(1, "b", "", "", "")
    lines = [counting(people, "a", "", "", ""), task, counting(people, "b", "", "", "")]
    assert told(lines) == [task]
    InmateFactory()
    assert [each.title for each in told(lines)] == ["a", "b", "b"]
    assert told([]) == []
