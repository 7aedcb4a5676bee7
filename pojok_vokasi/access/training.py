"""Addresses of training."""

from foundation.accounts.choices import Role
from pojok_vokasi.access.table import Reach, Route

WORK_DESK = {Role.WORK_OFFICER: Reach.PRISON, Role.PRISON_HEAD: Reach.PRISON}
CLASS_PLANNERS = {**WORK_DESK, Role.KEMNAKER_ADMIN: Reach.NATION}
CLASS_READERS = {
    **CLASS_PLANNERS,
    Role.INSTRUCTOR: Reach.CLASSES,
    Role.CENTRE_OFFICER: Reach.CENTRE,
    Role.KANWIL_VIEWER: Reach.REGION,
    Role.NATIONAL_VIEWER: Reach.NATION,
    Role.AUDITOR: Reach.NATION,
}
STAFFING = {Role.CENTRE_OFFICER: Reach.CENTRE, Role.KEMNAKER_ADMIN: Reach.NATION}
TAKING_ATTENDANCE = {**WORK_DESK, Role.INSTRUCTOR: Reach.CLASSES}
TYPING_RESULTS = {**WORK_DESK, Role.CENTRE_OFFICER: Reach.CENTRE}
JUDGING_RESULTS = {Role.INSTRUCTOR: Reach.CLASSES}
STAYS = {Role.REGISTRY_OFFICER: Reach.PRISON, **WORK_DESK}
CORNER_READERS = {
    **CLASS_PLANNERS,
    Role.KANWIL_VIEWER: Reach.REGION,
    Role.NATIONAL_VIEWER: Reach.NATION,
    Role.AUDITOR: Reach.NATION,
}
CENTRE_READERS = {Role.KEMNAKER_ADMIN: Reach.NATION, Role.AUDITOR: Reach.NATION}
KEMNAKER = {Role.KEMNAKER_ADMIN: Reach.NATION}
CATALOGUE_READERS = dict.fromkeys(
    (
        Role.REGISTRY_OFFICER,
        Role.WORK_OFFICER,
        Role.PRISON_HEAD,
        Role.INSTRUCTOR,
        Role.CENTRE_OFFICER,
        Role.LSP_OFFICER,
        Role.KEMNAKER_ADMIN,
        Role.KANWIL_VIEWER,
        Role.NATIONAL_VIEWER,
        Role.FIGURES_VIEWER,
        Role.AUDITOR,
    ),
    Reach.SHARED,
)
CLASS, ENROLMENT = "training.TrainingClass", "training.Enrolment"
DAY = {"date": "day:training.ClassSession"}

ROUTES = (
    Route("training:scheme-list", CATALOGUE_READERS),
    Route("training:scheme-detail", CATALOGUE_READERS, row="training.Scheme"),
    Route("training:module-list", CATALOGUE_READERS),
    Route("training:module-create", KEMNAKER),
    Route("training:module-change", KEMNAKER, row="training.Module"),
    Route("training:corner-list", CORNER_READERS),
    Route("training:corner-create", CLASS_PLANNERS),
    Route("training:corner-change", CLASS_PLANNERS, row="training.TrainingCorner"),
    Route("training:centre-list", CENTRE_READERS),
    Route("training:centre-create", KEMNAKER),
    Route("training:centre-change", KEMNAKER, row="training.TrainingCentre"),
    Route("training:class-list", CLASS_READERS),
    Route("training:class-create", CLASS_PLANNERS, offers=("training.TrainingCentre",)),
    Route("training:class-detail", CLASS_READERS, row=CLASS),
    Route("training:class-change", CLASS_PLANNERS, row=CLASS, offers=("training.TrainingCentre",)),
    Route("training:class-cancel", CLASS_PLANNERS, row=CLASS),
    Route("training:class-start", CLASS_PLANNERS, row=CLASS),
    Route("training:class-finish", CLASS_PLANNERS, row=CLASS),
    Route("training:session-plan", CLASS_PLANNERS, row=CLASS),
    Route("training:session-add", CLASS_PLANNERS, row=CLASS),
    Route("training:session-cancel", CLASS_PLANNERS, row=CLASS, others=DAY),
    Route("training:class-propose", WORK_DESK, row=CLASS),
    Route("training:proposal-print", WORK_DESK, row=CLASS),
    Route("training:hearing-list", WORK_DESK),
    Route("training:hearing-record", WORK_DESK, row=CLASS),
    Route("training:class-staff", STAFFING, row=CLASS),
    Route("training:instructor-end", STAFFING, row=CLASS, others={"posting": "row:training.ClassInstructor"}),
    Route("training:proposal-withdraw", WORK_DESK, row=ENROLMENT),
    Route("training:reserve-promote", WORK_DESK, row=ENROLMENT),
    Route("training:enrolment-end", WORK_DESK, row=ENROLMENT),
    Route("training:attendance-overview", TAKING_ATTENDANCE, row=CLASS),
    Route("training:attendance-day", TAKING_ATTENDANCE, row=CLASS, others=DAY),
    Route("training:attendance-sheet", TAKING_ATTENDANCE, row=CLASS, others={"week": "1"}),
    Route("training:result-record", TYPING_RESULTS, row=CLASS),
    Route("training:result-judge", JUDGING_RESULTS, row=CLASS),
    Route("training:result-sheet", TAKING_ATTENDANCE, row=CLASS),
    Route("training:call-list", WORK_DESK),
    Route("training:do-not-transfer", STAYS),
    Route(
        "training:remission-days",
        dict.fromkeys((*STAYS, Role.KEMNAKER_ADMIN, Role.KANWIL_VIEWER, Role.NATIONAL_VIEWER), Reach.SHARED),
    ),
    Route("training:remission-day-add", KEMNAKER),
    Route("training:remission-day-change", KEMNAKER, row="lapas.RemissionDay"),
    Route("training:remission-day-confirm", KEMNAKER, row="lapas.RemissionDay"),
    Route("training:remission-day-remove", KEMNAKER, row="lapas.RemissionDay"),
    Route("training:continuing-list", WORK_DESK),
)
