"""What is known: the published tables of data/reference, loaded, checked and looked up."""

from tracker.reference.aftercare import AftercareFact, aftercare
from tracker.reference.alternatives import alternatives
from tracker.reference.codes import kind_for_code, region_for_code
from tracker.reference.coefficients import (
    ActivityCoefficient,
    DlpCoefficient,
    KapAlternative,
    KapCoefficient,
    RangeConvention,
    TimeRate,
    activity_coefficients,
    dlp_coefficients,
    kap_coefficient_alternatives,
    kap_coefficients,
    range_conventions,
    time_rates,
)
from tracker.reference.drugs import EQUIVALENT_OF_MG, Drug, drugs, find_drug
from tracker.reference.kinds import EXAM_TYPES, ExamKind, exam_kinds
from tracker.reference.levels import LEVELS, levels_of
from tracker.reference.paths import data_dir, version
from tracker.reference.published import (
    Background,
    FetalDose,
    PaediatricDose,
    Position,
    ProcedureValue,
    ReferenceLevel,
    TissueWeight,
    backgrounds,
    fetal_doses,
    paediatric,
    positions,
    procedure_values,
    reference_levels,
    tissue_weights,
    usual_value,
)
from tracker.reference.regions import Region, overlapping, regions
from tracker.reference.sources import Source, sources

__all__ = [
    "EQUIVALENT_OF_MG",
    "EXAM_TYPES",
    "LEVELS",
    "ActivityCoefficient",
    "AftercareFact",
    "Background",
    "DlpCoefficient",
    "Drug",
    "ExamKind",
    "FetalDose",
    "KapAlternative",
    "KapCoefficient",
    "PaediatricDose",
    "Position",
    "ProcedureValue",
    "RangeConvention",
    "ReferenceLevel",
    "Region",
    "Source",
    "TimeRate",
    "TissueWeight",
    "activity_coefficients",
    "aftercare",
    "alternatives",
    "backgrounds",
    "data_dir",
    "dlp_coefficients",
    "drugs",
    "exam_kinds",
    "fetal_doses",
    "find_drug",
    "kap_coefficient_alternatives",
    "kap_coefficients",
    "kind_for_code",
    "levels_of",
    "overlapping",
    "paediatric",
    "positions",
    "procedure_values",
    "range_conventions",
    "reference_levels",
    "region_for_code",
    "regions",
    "sources",
    "time_rates",
    "tissue_weights",
    "usual_value",
    "version",
]
