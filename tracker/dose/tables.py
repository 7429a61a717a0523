"""The published tables as small DataFrames, ready to be joined to the columns of a record."""

from functools import cache

import pandas as pd

from tracker import reference

ADULT = "adult"
CHILD_GROUPS = ("0", "1", "5", "10", "15")
ADULT_FROM_YEARS = 16.0
# ICRP's reference ages 0, 1, 5, 10 and 15 years; a child belongs to the nearest one.
CHILD_GROUP_ENDS = (0.5, 3.0, 7.5, 12.5)
DEFAULT_FACTOR_SET = "ICRP 60"
RANGE_COLUMNS = ["typical", "low", "high"]


_KIND_COLUMNS = {
    "key": "key",
    "modality": "modality",
    "exam_type": "exam_type",
    "region": "kind_region",
    "evidence": "kind_evidence",
    "typical_msv": "typical",
    "low_msv": "low",
    "high_msv": "high",
    "image_guided_procedure": "image_guided",
    "bilateral": "bilateral",
}
# Their value covers the radiopharmaceutical and the CT; one of the two alone is not the exam.
PET_CT_KINDS = ("nm_petct_fdg",)


@cache
def kinds() -> pd.DataFrame:
    """One row per exam kind, indexed by key: modality, exam_type, region, evidence, typical, low, high (mSv)."""
    rows = [[getattr(kind, name) for name in _KIND_COLUMNS] for kind in reference.exam_kinds().values()]
    frame = pd.DataFrame(rows, columns=list(_KIND_COLUMNS.values())).set_index("key")
    frame["hybrid"] = frame.index.isin(PET_CT_KINDS)
    return frame.astype({"typical": float, "low": float, "high": float})


@cache
def regions() -> pd.DataFrame:
    """One row per region, indexed by key: the regions whose KAP and DLP coefficients serve it."""
    rows = [(r.key, r.kap_region, r.dlp_region) for r in reference.regions().values()]
    return pd.DataFrame(rows, columns=["key", "kap_region", "dlp_region"]).set_index("key")


@cache
def dlp_coefficients(factor_set: str = DEFAULT_FACTOR_SET) -> pd.DataFrame:
    """mSv per mGy.cm by dlp_region, age_group and phantom.

    An adult's DLP without a phantom is taken to be on the phantom of the coefficient, as scanners report it; a
    child's is not, because the wrong phantom is an error of about two there.
    """
    rows = [c for c in reference.dlp_coefficients() if c.factor_set == factor_set and c.tube_voltage_kv in (0, 120)]
    frame = pd.DataFrame(
        [(c.region, c.age_group, c.phantom, c.typical, c.low, c.high, c.factor_set, c.source_id) for c in rows],
        columns=["dlp_region", "age_group", "phantom", *RANGE_COLUMNS, "factor_set", "source_id"],
    )
    adult = frame[frame["age_group"] == ADULT].drop_duplicates(["dlp_region"]).assign(phantom="")
    return pd.concat([frame, adult], ignore_index=True).drop_duplicates(["dlp_region", "age_group", "phantom"])


@cache
def kap_coefficients() -> pd.DataFrame:
    """mSv per Gy.cm2 by kind_key or kap_region (the other one is empty) and age_group."""
    return pd.DataFrame(
        [
            (c.kind_key, c.region, c.age_group, c.typical, c.low, c.high, c.tissue_weights, c.source_id)
            for c in reference.kap_coefficients()
        ],
        columns=["kind_key", "kap_region", "age_group", *RANGE_COLUMNS, "factor_set", "source_id"],
    )


@cache
def activity_coefficients() -> pd.DataFrame:
    """mSv per MBq by radiopharmaceutical and age_group."""
    return pd.DataFrame(
        [
            (c.radiopharmaceutical, c.age_group, c.typical, c.low, c.high, c.tissue_weights, c.source_id)
            for c in reference.activity_coefficients()
        ],
        columns=["radiopharmaceutical", "age_group", *RANGE_COLUMNS, "factor_set", "source_id"],
    )


@cache
def time_rates() -> pd.DataFrame:
    """mSv per minute of fluoroscopy by region."""
    return pd.DataFrame(
        [(r.region, r.typical, r.low, r.high, r.source_id) for r in reference.time_rates()],
        columns=["kap_region", *RANGE_COLUMNS, "source_id"],
    )


@cache
def paediatric() -> pd.DataFrame:
    """Typical effective dose of children (mSv) by kind_key and ICRP age group."""
    rows = []
    for dose in reference.paediatric():
        for group in CHILD_GROUPS:
            if dose.age_low_years <= float(group) <= dose.age_high_years:
                rows.append((dose.kind_key, group, dose.typical, dose.low, dose.high, dose.source_id))
    frame = pd.DataFrame(rows, columns=["kind_key", "age_group", *RANGE_COLUMNS, "source_id"])
    return frame.drop_duplicates(["kind_key", "age_group"])
