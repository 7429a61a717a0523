"""What a person can choose about the handout."""

from dataclasses import dataclass

from tracker.history.plan import PlanOutlook

PAPERS = ("a4", "us-letter")
MOST_QUESTIONS = 3


@dataclass(frozen=True, slots=True)
class HandoutOptions:
    """The choices of the appointment page.

    Attributes:
        region: key of the region of the visit; empty leaves the block out.
        period_years: exams of this many past calendar years and the current one; None for the whole record.
        include_safety: the safety box.
        include_steroids: the last steroid and those of 12 months; left out likewise.
        include_injections: the injections; without any in the record the block is left out in any case.
        include_other: counts of CT, nuclear medicine and long fluoroscopy.
        include_dose: the line with the total, and on the back the estimates and the dose chart.
        include_today: the boxes to tick on the day.
        back: the full list, charts, positions, marks and sources on further pages.
        pain_log: the test-block log to write on, as a page of its own after the front.
        pain_log_exam: id of the injection it is for; empty for one to come.
        questions: up to three questions of the patient.
        plan: the exam the visit is about; it stands above the earlier exams of the region.
        paper: "a4" or "us-letter".
        language: code of the language of the page, which the clinic must be able to read; empty for the one in force.
    """

    region: str = ""
    period_years: int | None = None
    include_safety: bool = True
    include_steroids: bool = True
    include_injections: bool = True
    include_other: bool = True
    include_dose: bool = True
    include_today: bool = True
    back: bool = False
    pain_log: bool = False
    pain_log_exam: str = ""
    questions: tuple[str, ...] = ()
    plan: PlanOutlook | None = None
    paper: str = "a4"
    language: str = ""
