"""What can be said about one planned exam, on the page: its usual dose, earlier images, other ways, what to ask."""

import streamlit as st

from dashboards.frame.words import plain, sources
from tracker import wording
from tracker.history.plan import EarlierExam, PlanOutlook
from tracker.i18n import _
from tracker.view import plan


def show_outlook(found: PlanOutlook) -> None:
    """Draw it: the images first, because they may save an exam; the dose after them, without a verdict."""
    _show_images(found)
    _show_dose(found)
    if found.alternatives:
        _heading(_("Other ways"), ":material/alt_route:")
        st.markdown(plan.others_intro())
        st.markdown(_points([_(kind.plain_name) for kind in found.alternatives]))
    _heading(_("Questions to ask"), ":material/help:")
    st.markdown(_points(list(plan.questions(found))))
    _heading(_("Tell the staff"), ":material/record_voice_over:")
    st.markdown(_points(plan.staff(found)))
    st.caption(_("You can change this under “About me”."))


def _heading(words: str, icon: str) -> None:
    st.markdown(f"**{icon} {words}**")


def _points(lines: list[str]) -> str:
    return "\n".join(f"- {plain(line)}" for line in lines)


def _show_images(found: PlanOutlook) -> None:
    _heading(_("Earlier images of this part, last 24 months"), ":material/photo_library:")
    listed = "\n".join(_image(exam) for exam in found.earlier if not exam.injection)
    st.markdown(listed or plan.no_earlier(found))
    for line in plan.beside_images(found):
        st.caption(plain(line))


def _image(exam: EarlierExam) -> str:
    return f"- {plain(plan.exam_words(exam))}  \n  :small[{plain(plan.exam_places(exam))}]"


def _show_dose(found: PlanOutlook) -> None:
    preview = found.preview
    _heading(_("Radiation"), ":material/radio_button_checked:")
    st.markdown(f"**{plan.usual(found)}** &nbsp; {wording.evidence(preview.evidence)}")
    # Not a caption: its links are too pale to read.
    made = plain(preview.derivation.sentence) + sources(preview.derivation.sources)
    st.markdown(_("How it was worked out: ") + made)
    lines = [plan.background(found), *plan.own_exams(found)]
    st.markdown(_points([line for line in lines if line]))
    if preview.typical:
        st.caption(wording.effective_dose_note())
    st.info(f"{plan.benefit()} {wording.do_not_skip()}", icon=":material/favorite:")
