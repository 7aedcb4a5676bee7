"""Prisons, the people in them, their dates and events, and spreadsheets on their way in."""

from lapas.models.acts import RegistryAct, RegistryActRow
from lapas.models.imports import ColumnMemory, ImportBatch, ImportRow, SheetWord
from lapas.models.inmate import CustodyEvent, DateFact, Inmate, RegisterNumber
from lapas.models.merges import InmateMerge
from lapas.models.notices import ChangeNotice
from lapas.models.prison import Prison, PrisonChange, PrisonPosting, Province, RegionalOffice, RegionalPosting
from lapas.models.remission import RemissionDay
from lapas.models.requests import SubjectRequest

__all__ = [
    "ChangeNotice",
    "ColumnMemory",
    "CustodyEvent",
    "DateFact",
    "ImportBatch",
    "ImportRow",
    "Inmate",
    "InmateMerge",
    "Prison",
    "PrisonChange",
    "PrisonPosting",
    "Province",
    "RegionalOffice",
    "RegionalPosting",
    "RegisterNumber",
    "RegistryAct",
    "RegistryActRow",
    "RemissionDay",
    "SheetWord",
    "SubjectRequest",
]
