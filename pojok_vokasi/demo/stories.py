"""What happened in the demo world: one story per class, from last spring until today."""

from __future__ import annotations

from pojok_vokasi.demo import certificates, classes, exams, journeys, numbering, sheets, states
from pojok_vokasi.demo.classes import Plan
from pojok_vokasi.demo.exams import Visit
from pojok_vokasi.demo.registry import leave_class_by_transfer
from pojok_vokasi.demo.replay import Story
from pojok_vokasi.demo.world import World

WELDERS_1 = Plan("bengkel", "las", "semarang", -150, -118, 10, ("instruktur",), 13, reserve=2, rejected=1)
WELDERS_2 = Plan("bengkel", "las", "semarang", -12, 21, 14, ("instruktur", "ganda"), 18, reserve=3, rejected=1)
ELECTRICIANS_1 = Plan("bengkel", "listrik", "semarang", -70, -43, 12, ("instruktur",), 13, reserve=1)
# The centre has to find an instructor for this one.
ELECTRICIANS_2 = Plan("bengkel", "listrik", "semarang", 24, 50, 16, (), 6)
# Their certificates are on the way to the prison.
ELECTRICIANS_0 = Plan("bengkel", "listrik", "semarang", -168, -141, 10, ("ganda",), 11, reserve=1)
TAILORS_1 = Plan("jahit", "garmen", "samarinda", -128, -101, 10, ("pelatih_jahit",), 11, rejected=1)
TAILORS_2 = Plan("jahit", "garmen", "samarinda", 16, 43, 16, ("pelatih_jahit",), 14)
CLERKS_1 = Plan("jahit", "komputer", "samarinda", -62, -35, 10, ("pelatih_komputer",), 11, reserve=1)
SMALL_1 = Plan("komputer", "komputer", "samarinda", -105, -78, 8, ("pelatih_kecil",), 9, rejected=1)
SMALL_2 = Plan("komputer", "komputer", "samarinda", -40, -9, 10, ("pelatih_kecil",), 10)
SMALL_3 = Plan("komputer", "komputer", "samarinda", 20, 47, 12, ("pelatih_kecil",), 4)


def stories(world: World) -> list[Story]:
    return [
        certified_welders(world),
        electricians_on_the_way(world),
        tailors_waiting_for_numbers(world),
        clerks_examined_today(world),
        electricians_waiting_for_pleno(world),
        small_exam_to_be_dated(world),
        small_class_to_be_proposed(world),
        running_welders(world),
        open_for_proposals(world, ELECTRICIANS_2),
        open_for_proposals(world, TAILORS_2),
        open_for_proposals(world, SMALL_3),
    ]


def certified_welders(world: World) -> Story:
    """From the plan to certificates in hand; two holders leave soon, one with the paper ready, one without."""
    yield from sheets.received(world, -200)
    course = yield from classes.seated(world, WELDERS_1)
    yield from classes.taught(world, WELDERS_1, course, skipped=(9,))
    yield from classes.judged(world, WELDERS_1, course, failing=0)
    yield from classes.finished(world, WELDERS_1, course)
    trained = yield from numbering.training_certificates(world, course, -115, printed=-114)
    for certificate in trained[:3]:
        yield from certificates.handed_over(world, certificate, -113)
    visit = Visit("portal", -112, -102, ("asesor", "asesor_2"), "Bengkel Las")
    exam = yield from exams.dated_exam(world, visit, course)
    yield from exams.assessed(world, visit, exam, not_yet=(4,), absent=(7,))
    meeting = yield from exams.decided(world, visit, exam, -96)
    made = certificates.issued(meeting)
    yield from sheets.printed(world, made[:4], -78)
    yield from sheets.dispatched(world, made[:3], -75)
    yield from certificates.handed_over(world, made[0], -64)
    yield from certificates.handed_over(world, made[1], -64)
    yield from certificates.left(world, made[1], "lapas", -20)
    yield from states.revoked(world, made[1], -12)
    yield from states.suspended(world, made[6], -6)
    yield from certificates.about_to_leave(world, made[2], "lapas", 6, -3)
    yield from certificates.about_to_leave(world, made[4], "lapas", 11, -3)
    yield from states.waiting(world, made[0], -2)
    yield from sheets.laid(world, made[5:6], -1)


def electricians_on_the_way(world: World) -> Story:
    """Packages: one short, one late, one on its way; one certificate replaced; one holder has left."""
    course = yield from classes.seated(world, ELECTRICIANS_0)
    yield from classes.taught(world, ELECTRICIANS_0, course)
    yield from classes.judged(world, ELECTRICIANS_0, course)
    yield from classes.finished(world, ELECTRICIANS_0, course)
    visit = Visit("portal", -135, -124, ("asesor", "asesor_2"), "Bengkel Listrik")
    exam = yield from exams.dated_exam(world, visit, course)
    yield from exams.assessed(world, visit, exam)
    meeting = yield from exams.decided(world, visit, exam, -118)
    made = certificates.issued(meeting)
    yield from sheets.printed(world, made[:9], -40)
    yield from journeys.sent(world, made[:4], -26, "Pos Indonesia")
    yield from journeys.received_short(world, made[:4], -22)
    yield from journeys.made_ready(world, made[:3], -21)
    yield from certificates.handed_over(world, made[2], -20)
    yield from states.replaced(world, made[2], -18)
    yield from journeys.sent(world, made[4:6], -12, "JNE")
    yield from certificates.about_to_leave(world, made[0], "lapas", 0, -8)
    yield from certificates.left(world, made[1], "lapas", -6)
    yield from journeys.planned_at_the_issuer(world, made[1], -6)
    yield from journeys.sent(world, made[6:8], -2, "Pos Indonesia")


def tailors_waiting_for_numbers(world: World) -> Story:
    """Decided; two numbers came by letter, the others are still with BNSP."""
    course = yield from classes.seated(world, TAILORS_1)
    yield from classes.taught(world, TAILORS_1, course)
    yield from classes.judged(world, TAILORS_1, course)
    yield from classes.finished(world, TAILORS_1, course)
    visit = Visit("letter", -94, -80, ("asesor_3",), "Ruang Jahit")
    exam = yield from exams.dated_exam(world, visit, course)
    yield from exams.assessed(world, visit, exam, not_yet=(2,))
    meeting = yield from exams.decided(world, visit, exam, -74)
    made = yield from certificates.numbered_by_letter(world, meeting, -33, 2)
    yield from numbering.list_at_the_lsp(world, meeting, -8)
    yield from certificates.about_to_leave(world, made[0], "rutan", 9, -6)


def clerks_examined_today(world: World) -> Story:
    """The exam is today: two assessors have work."""
    course = yield from classes.seated(world, CLERKS_1)
    yield from classes.taught(world, CLERKS_1, course)
    yield from classes.judged(world, CLERKS_1, course)
    yield from classes.finished(world, CLERKS_1, course, unconfirmed=2)
    yield from exams.dated_exam(world, Visit("portal", -21, 0, ("asesor", "ganda"), "Ruang Komputer"), course)


def electricians_waiting_for_pleno(world: World) -> Story:
    """Results are handed in; the pleno has not met."""
    course = yield from classes.seated(world, ELECTRICIANS_1)
    yield from classes.taught(world, ELECTRICIANS_1, course, skipped=(5,))
    yield from classes.judged(world, ELECTRICIANS_1, course)
    yield from classes.finished(world, ELECTRICIANS_1, course)
    trained = yield from numbering.training_certificates(world, course, -33)
    yield from numbering.voided(world, trained[2], -32)
    visit = Visit("portal", -30, -6, ("asesor", "asesor_2"), "Bengkel Listrik")
    exam = yield from exams.dated_exam(world, visit, course)
    yield from exams.assessed(world, visit, exam, not_yet=(3, 8))


def small_exam_to_be_dated(world: World) -> Story:
    """Proposed by Kemnaker; the LSP has to give it a day."""
    course = yield from classes.seated(world, SMALL_1)
    yield from classes.taught(world, SMALL_1, course)
    yield from classes.judged(world, SMALL_1, course)
    yield from classes.finished(world, SMALL_1, course)
    yield from exams.proposed_exam(world, Visit("portal", -11, 12, (), ""), course)


def small_class_to_be_proposed(world: World) -> Story:
    """Finished with results; Kemnaker has to propose the exam."""
    course = yield from classes.seated(world, SMALL_2)
    yield from classes.taught(world, SMALL_2, course)
    yield from classes.judged(world, SMALL_2, course, failing=2)
    yield from classes.finished(world, SMALL_2, course, unconfirmed=3)


def running_welders(world: World) -> Story:
    """A class that runs, with days not filled in and somebody who was transferred in the middle of it."""
    course = yield from classes.seated(world, WELDERS_2)
    lessons = classes.taught(world, WELDERS_2, course, skipped=(1, 4))
    yield from lessons
    yield world.day(0)
    leave_class_by_transfer(world, list(course.enrolments.seated().select_related("inmate")), "rutan")


def open_for_proposals(world: World, plan: Plan) -> Story:
    """Planned, with a few proposals that wait for the hearing and seats that are free."""
    course = yield from classes.planned(world, plan)
    yield from classes.proposed(world, plan, course, min(plan.starts - 24, -2))
