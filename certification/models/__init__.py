"""LSPs and assessors, exams and results, decisions, certificates, printing, hand-over, public records."""

from certification.models.ceremonies import Ceremony
from certification.models.certificates import (
    Certificate,
    HandOver,
    PublicRecord,
)
from certification.models.decisions import Decider, Decision, DecisionMeeting, MeetingMember
from certification.models.dispatches import Dispatch, DispatchItem
from certification.models.exams import Assessment, Exam, ExamAssessor, UnitResult
from certification.models.lsp import Assessor, Lsp, LspPosting
from certification.models.numbers import NumberLetter, NumberSeries, TrainingIssuer, VoidedNumber
from certification.models.parts import SubjectPart
from certification.models.pickups import CounterAttempt, PickupPlan
from certification.models.print_runs import PrinterProfile, PrintRun, PrintRunItem
from certification.models.sheets import Sheet, SheetCount, SheetLot, SpoiledLetter
from certification.models.states import StateRequest

__all__ = [
    "Assessment",
    "Assessor",
    "Ceremony",
    "Certificate",
    "CounterAttempt",
    "Decider",
    "Decision",
    "DecisionMeeting",
    "Dispatch",
    "DispatchItem",
    "Exam",
    "ExamAssessor",
    "HandOver",
    "Lsp",
    "LspPosting",
    "MeetingMember",
    "NumberLetter",
    "NumberSeries",
    "PickupPlan",
    "PrintRun",
    "PrintRunItem",
    "PrinterProfile",
    "PublicRecord",
    "Sheet",
    "SheetCount",
    "SheetLot",
    "SpoiledLetter",
    "StateRequest",
    "SubjectPart",
    "TrainingIssuer",
    "UnitResult",
    "VoidedNumber",
]
