"""Catalogue, centres and corners, classes and the places in them, attendance, results, attainments, involvement."""

from training.models.attendance import Attendance, AttendanceChange, AttendanceReason, ClassSession
from training.models.catalogue import CompetencyUnit, Module, Scheme, SchemeUnit, VocationalField
from training.models.classes import ClassInstructor, Enrolment, Hearing, TrainingClass
from training.models.places import CentrePosting, TrainingCentre, TrainingCorner
from training.models.results import Attainment, Involvement, UnitTrainingResult

__all__ = [
    "Attainment",
    "Attendance",
    "AttendanceChange",
    "AttendanceReason",
    "CentrePosting",
    "ClassInstructor",
    "ClassSession",
    "CompetencyUnit",
    "Enrolment",
    "Hearing",
    "Involvement",
    "Module",
    "Scheme",
    "SchemeUnit",
    "TrainingCentre",
    "TrainingClass",
    "TrainingCorner",
    "UnitTrainingResult",
    "VocationalField",
]
