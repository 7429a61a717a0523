"""One exam opened for a clinician: what was reported of it and by which device, its exposures, its injection."""

import pandas as pd

from tracker import reference, wording
from tracker.history import injections
from tracker.history.compare import Comparison
from tracker.history.injections import Injection
from tracker.history.summary import Summary
from tracker.i18n import _
from tracker.record import details
from tracker.record.desk import Desk
from tracker.units import QUANTITIES
from tracker.view.columns import Column
from tracker.view.injections import facts
from tracker.wording import REPORTED_FIGURES


def measurement_columns() -> tuple[Column, ...]:
    """The columns of `measurements`."""
    return (
        Column("label", _("Quantity"), always=True),
        Column("value", _("Value"), figures=REPORTED_FIGURES, always=True),
        Column("unit", _("Unit"), always=True),
        Column("reported", _("As reported"), always=True),
        Column("scope", _("Of"), always=True),
        Column("side", _("Side")),
        Column("plane", _("Plane")),
        Column("phantom", _("Phantom")),
        Column("region_name", _("Region")),
        Column("agent", _("Radiopharmaceutical")),
        Column("authority", _("Tissue weights")),
        Column("origin", _("Origin")),
        Column("source", _("Read from"), always=True),
    )


def measurements(summary: Summary, exam_id: str) -> pd.DataFrame:
    """Every measurement of an exam as it was reported, with `measurement_columns`."""
    rows = summary.measured(exam_id).reset_index(drop=True)
    agents = {c.radiopharmaceutical: _(c.name) for c in reference.activity_coefficients()}
    return rows.assign(
        label=[wording.quantity_label(name) for name in rows["quantity"]],
        unit=[QUANTITIES[name].unit for name in rows["quantity"]],
        scope=[_("a part") if part else _("the exam") for part in rows["part"]],
        side=[wording.side(key) for key in rows["laterality"]],
        region_name=[_region(key) for key in rows["region"]],
        agent=[agents.get(key, key) for key in rows["radiopharmaceutical"]],
        source=[_read_from(key) for key in rows["source"]],
    ).fillna({"plane": "", "phantom": "", "authority": "", "origin": "", "reported": ""})


def event_columns() -> tuple[Column, ...]:
    """The columns of `events`."""
    n = REPORTED_FIGURES
    return (
        Column("number", _("No."), always=True),
        Column("time", _("Time")),
        Column("type", _("Type")),
        Column("plane", _("Plane")),
        Column("region_name", _("Region")),
        Column("side", _("Side")),
        Column("protocol", _("Protocol")),
        Column("tube_voltage_kv", _("Voltage"), "kV", n),
        Column("kap_gy_cm2", _("KAP"), "Gy.cm2", n),
        Column("air_kerma_mgy", _("Ka,r"), "mGy", n),
        Column("fluoro_time_s", _("Fluoroscopy"), "s", n),
        Column("dlp_mgy_cm", _("DLP"), "mGy.cm", n),
        Column("ctdivol_mgy", _("CTDIvol"), "mGy", n),
        Column("phantom", _("Phantom")),
        Column("glandular_dose_mgy", _("MGD"), "mGy", n),
        Column("primary_deg", _("Angle, LAO +"), "°", n),
        Column("secondary_deg", _("Angle, cranial +"), "°", n),
        Column("field_cm2", _("Field at the detector"), "cm2", n),
    )


def events(desk: Desk, summary: Summary, exam_id: str) -> pd.DataFrame:
    """The irradiation events of an exam in the order of the report, with `event_columns`.

    Raises:
        RecordError: the record cannot be read.
    """
    rows = details.events(desk, summary.patient.id, exam_id)
    geometry = [held or {} for held in rows["geometry"]]
    frame = rows.assign(
        number=[str(n) for n in range(1, len(rows) + 1)],
        time=rows["started_at"].dt.strftime("%H:%M:%S"),
        type=[_event_type(key) for key in rows["event_type"]],
        region_name=[_region(key) for key in rows["region"]],
        side=[wording.side(key) for key in rows["laterality"]],
        plane=["" if key == "single" else key for key in rows["plane"]],
    )
    placed = {"primary_deg": "primary_angle_deg", "secondary_deg": "secondary_angle_deg", "field_cm2": "field_area_cm2"}
    for name, told in placed.items():
        frame[name] = pd.Series([held.get(told) for held in geometry], dtype=float)
    numbers = [column.name for column in event_columns() if column.figures]
    frame[numbers] = frame[numbers].astype(float)
    return frame.fillna({"time": "", "protocol": "", "phantom": ""})


def injection(desk: Desk, summary: Summary, exam_id: str) -> Injection | None:
    """What is known of the injection: drugs, pain, relief; None where the exam is none.

    Raises:
        RecordError: the record cannot be read.
    """
    alone = summary.exams[summary.exams["exam_id"] == exam_id]
    read = (details.injections, details.drugs, details.pain)
    frames = (frame(desk, summary.patient.id) for frame in read)
    told, drugs, pain = (frame[frame["exam_id"] == exam_id] for frame in frames)
    return next(iter(injections.injections(alone, summary.today, told, drugs, pain)), None)


def injection_facts(injection: Injection) -> dict[str, str]:
    """Its facts by their names; "" where nobody recorded anything, which is not "none"."""
    known = facts(injection)
    if injection.guidance == "fluoroscopy":
        known["guidance"] = _("fluoroscopy")
    names = {
        "purpose": _("Purpose"),
        "guidance": _("Guidance"),
        "drugs": _("Drugs given"),
        "pain_before": _("Pain before, 0 to 10"),
        "pain_after": _("Pain after, 0 to 10"),
        "relief": _("Response"),
        "function_gained": _("Function gained"),
        "sedation": _("Sedation"),
        "complication": _("Complication"),
        "operator": _("Operator"),
    }
    return {name: known[key] for key, name in names.items()}


def report_columns() -> tuple[Column, ...]:
    """The columns of `reports`."""
    return (
        Column("sop_instance_uid", _("SOP instance UID"), always=True),
        Column("study_instance_uid", _("Study instance UID")),
        Column("manufacturer", _("Manufacturer")),
        Column("model", _("Model")),
        Column("station", _("Station")),
        Column("institution", _("Institution")),
        Column("source_of_dose", _("Dose data")),
    )


def reports(desk: Desk, summary: Summary, exam_id: str) -> pd.DataFrame:
    """The source reports of an exam, with `report_columns`.

    Raises:
        RecordError: the record cannot be read.
    """
    rows = details.reports(desk, summary.patient.id)
    return rows[rows["exam_id"] == exam_id].reset_index(drop=True)


def compared(comparison: Comparison) -> str:
    """How a measured value compares: "2.1 times the reference level", "within mean +/- SD"."""
    if comparison.sort == "reference_level":
        what, times = what_is_published(comparison), comparison.factor
        if comparison.position == "about":
            return _("about the {level}").format(level=what)
        return _("{times:.2g} times the {level}").format(times=times, level=what)
    words = _beside_ends(comparison) if comparison.low is not None else _beside_one(comparison)
    return _("{compared} (published per level)").format(compared=words) if comparison.per_level else words


def what_is_published(comparison: Comparison) -> str:
    """ "reference level", "local level", "median of one centre"; of a series "mean +/- SD, n = 31"."""
    if comparison.sort == "reference_level":
        return {
            "national": _("reference level"),
            "local": _("local level"),
            "guide": _("national guide value"),
            "median": _("median of one centre"),
        }[comparison.level]
    words = _("series") if comparison.low is None else _ends(comparison)
    number = _("n = {number}").format(number=comparison.number) if comparison.number.isdigit() else comparison.number
    return ", ".join(filter(None, [words, number, _("per level") if comparison.per_level else ""]))


def _ends(comparison: Comparison) -> str:
    return {
        "sd": _("mean +/- SD"),
        "printed": _("mean +/- the printed spread"),
        "iqr": _("interquartile range"),
        "ci": _("95 % confidence interval of the mean"),
        "range": _("range"),
        "values": _("published values"),
    }[comparison.spread]


def _beside_one(comparison: Comparison) -> str:
    if comparison.position == "about":
        return _("as published")
    return _("{times:.2g} times the published value").format(times=comparison.factor)


def _beside_ends(comparison: Comparison) -> str:
    """A range is called one; anything else by its statistic."""
    is_range, times = comparison.spread == "range", comparison.factor
    name = _ends(comparison)
    if comparison.position == "about":
        return _("in the published range") if is_range else _("within: {ends}").format(ends=name)
    if comparison.position == "above":
        words = (
            _("above the published range: {times:.2g} times its high end")
            if is_range
            else _("above: {ends}; {times:.2g} times the high end")
        )
    else:
        words = (
            _("below the published range: {times:.2g} times its low end")
            if is_range
            else _("below: {ends}; {times:.2g} times the low end")
        )
    return words.format(ends=name, times=times)


def reference_level_note() -> str:
    """Stands wherever reference levels are shown."""
    return _("Reference levels are for comparing how departments work. They are not limits and do not judge one exam.")


def _region(key: str) -> str:
    known = reference.regions().get(key)
    return _(known.name) if known and key != "unknown" else ""


def _read_from(key: str) -> str:
    return {
        "dose_report": _("dose report"),
        "image": _("image header"),
        "export": _("export of a portal"),
        "typed": _("typed by the patient"),
    }.get(key, key)


def _event_type(key: str) -> str:
    return {
        "fluoroscopy": _("fluoroscopy"),
        "stationary": _("stationary acquisition"),
        "stepping": _("stepping acquisition"),
        "rotational": _("rotational acquisition"),
        "spiral": _("spiral"),
        "sequenced": _("sequenced"),
        "localiser": _("localiser"),
        "free": _("free"),
        "cone beam": _("cone beam"),
        "administration": _("administration"),
    }.get(key, key)
