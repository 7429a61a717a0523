"""What a person can choose about the handout."""

from dataclasses import dataclass

PAPERS = ("a4", "us-letter")
MOST_QUESTIONS = 3


@dataclass(frozen=True, slots=True)
class HandoutOptions:
    """The choices of the appointment page.

    Attributes:
        region: key of the region of the visit; empty leaves the block out.
        period_years: exams of this many past calendar years and the current one; None for the whole record.
        include_safety: the safety box.
        include_injections: the injections; without any in the record the block is left out in any case.
        include_other: counts of CT, nuclear medicine and long fluoroscopy.
        include_dose: the line with the total, and on the back the estimates and the dose chart.
        include_today: the boxes to tick on the day.
        back: the full list, charts, positions, marks and sources on further pages.
        questions: up to three questions of the patient.
        paper: "a4" or "us-letter".
        language: code of the language the texts are in, for screen readers.
    """

    region: str = ""
    period_years: int | None = None
    include_safety: bool = True
    include_injections: bool = True
    include_other: bool = True
    include_dose: bool = True
    include_today: bool = True
    back: bool = False
    questions: tuple[str, ...] = ()
    paper: str = "a4"
    language: str = "en"
