"""Drafts and problems as plain JSON, in the form that `exposure-tracker read --json` and `import --json` print."""

from dataclasses import asdict

from tracker.readers.draft import EventDraft, ExamDraft, MeasurementDraft, Problem, ReadResult
from tracker.readers.written import LetterExam
from tracker.view.reasons import advised, said


def as_json(result: ReadResult) -> dict[str, object]:
    """File, exams and problems of one read file, with nothing JSON cannot carry.

    `measurements` of an exam are values of the whole exam, one per quantity (glandular dose: per breast; activity:
    per radiopharmaceutical); shares of the exam stand in `parts` and are never added to them.
    """
    return {
        "file": result.file,
        "exams": [_exam(exam) for exam in result.exams],
        "problems": [problem_json(problem) for problem in result.problems],
    }


def problem_json(problem: Problem) -> dict[str, str]:
    """A problem in the words of the language in force."""
    return {"where": said(problem.where), "what": said(problem.what), "advice": advised(problem.what)}


def _exam(exam: ExamDraft) -> dict[str, object]:
    report = exam.report
    return {
        "date": exam.exam_date.isoformat() if exam.exam_date else None,
        "modality": exam.modality,
        "kind": exam.kind_key,
        "kind_reason": said(exam.kind_reason),
        "region": exam.region,
        "side": exam.side,
        "description": exam.description,
        "not_patient_reason": said(exam.not_patient_reason),
        "irradiation_events": exam.irradiation_events,
        "measurements": [measurement_json(row) for row in exam.measurements if not row.part],
        "parts": [measurement_json(row) for row in exam.measurements if row.part],
        "events": [_event(event) for event in exam.events],
        "device": " ".join(filter(None, (report.manufacturer, report.model))) if report else "",
        "institution": report.institution if report else "",
        "source_of_dose": report.source_of_dose if report else "",
        "study_instance_uid": report.study_instance_uid if report else "",
        "sop_instance_uid": report.sop_instance_uid if report else "",
    } | _in_words(exam)


def _in_words(exam: ExamDraft) -> dict[str, object]:
    """What only a written report tells, as far as it does."""
    if not isinstance(exam, LetterExam):
        return {}
    told: dict[str, object] = {
        "levels": list(exam.levels),
        "drugs": [{"drug": drug.key, "name": drug.name, "dose_mg": drug.dose_mg} for drug in exam.drugs],
        "contrast": exam.contrast,
        "contrast_agent": exam.contrast_agent,
        "facility": exam.facility,
        "patient_name": exam.report.patient_name if exam.report else "",
    }
    return {name: value for name, value in told.items() if value}


def measurement_json(row: MeasurementDraft) -> dict[str, object]:
    """One measurement: what it is, its value in canonical units, and whatever more the file says of it."""
    always: dict[str, object] = {
        "quantity": row.quantity,
        "value": row.value,
        "laterality": row.laterality,
        "origin": row.origin,
        "reported": row.reported,
    }
    more = {
        "phantom": row.phantom,
        "region": row.region,
        "plane": row.plane,
        "radiopharmaceutical": row.radiopharmaceutical,
        "authority": row.authority,
        "tube_voltage_kv": row.tube_voltage_kv,
    }
    return always | {name: value for name, value in more.items() if value not in ("", None)}


def _event(event: EventDraft) -> dict[str, object]:
    told: dict[str, object] = {name: value for name, value in asdict(event).items() if value not in ("", None, ())}
    if event.started_at:
        told["started_at"] = event.started_at.isoformat()
    return told
