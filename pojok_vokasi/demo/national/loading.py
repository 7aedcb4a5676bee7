"""Making the whole national world."""

from __future__ import annotations

from django.db import transaction

from foundation.accounts.models import User
from foundation.audit import services as audit
from pojok_vokasi.demo.national import people, places, staff
from pojok_vokasi.demo.national.at_work import work_today
from pojok_vokasi.demo.national.background import Background
from pojok_vokasi.demo.national.certificates import Certificates
from pojok_vokasi.demo.national.classes import Classes, Course
from pojok_vokasi.demo.national.desks import Desks
from pojok_vokasi.demo.national.exams import Exams, Meeting
from pojok_vokasi.demo.national.nation import Nation, Scope
from pojok_vokasi.demo.national.reading import Reading
from pojok_vokasi.demo.national.registry import Registry
from pojok_vokasi.demo.national.trail import Trail
from pojok_vokasi.demo.national.writing import finish


def load(scope: Scope | None = None) -> Nation:
    """Write the rows, all or nothing, then bring today's work to the desks; the reference data must be there."""
    nation = Nation(scope or Scope())
    with transaction.atomic():
        _write(nation)
    work_today(nation)
    with transaction.atomic():
        system = User.objects.get(staff_number="sistem")
        audit.record(system, "demo.load_national", [], {"people": nation.scope.people})
    audit.seal()
    return nation


def _write(nation: Nation) -> None:
    places.make_places(nation)
    staff.make_staff(nation)
    trail = Trail(nation)
    reading = Reading(nation, trail)
    registry = Registry(nation, trail)
    classes, exams = Classes(nation), Exams(nation)
    meetings: list[Meeting] = []
    everywhere: list[Course] = []
    first_key = registry.inmates.key()
    for prison in nation.prisons:
        everybody = people.people_of(nation, prison, first_key)
        courses = classes.make(prison, everybody)
        for course in courses:
            if (meeting := exams.write(course)) is not None:
                meetings.append(meeting)
            classes.write(course)
        everywhere += courses
        registry.write(prison, everybody, {place.one.key for course in courses for place in course.places})
        reading.at_prison(prison, everybody)
        first_key += len(everybody)
    certificates = Certificates(nation, trail)
    certificates.write(meetings, everywhere)
    reading.above(nation.scope.people, certificates.certificates.made)
    Desks(nation, trail).write()
    Background(nation, trail).write()
    trail.write()
    finish(nation.tables)
