"""The injection in the form of an exam: asked only where it is one, nothing of it required, and back as it went in."""

from contextlib import suppress

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from dashboards.exam.injection import DrugRow
from tests.dashboards.conftest import calm, shown
from tests.dashboards.test_add_exam_page import Adding
from tracker import reference
from tracker.errors import TrackerError
from tracker.history.summary import summarise
from tracker.record import ledger
from tracker.record.desk import Desk
from tracker.record.models import ExamCreate, Patient
from tracker.record.procedures import DrugCreate, InjectionCreate

LUMBAR = "esi_lumbar_transforaminal_rf"
FULL = InjectionCreate(
    levels=["T12", "L4-5", "L5-S1"],
    purpose="test",
    pain_before=7.5,
    pain_after=2,
    relief_percent=62.5,
    best_after=30,
    best_after_unit="minutes",
    relief_lasted=6,
    relief_lasted_unit="hours",
    still_working="no",
    function_gained="walk to the shop",
    complication="yes",
    complication_text="hives",
    sedation="unknown",
    operator="Dr Example",
)
DRUGS = [
    DrugCreate(drug_key="triamcinolone", dose_mg=40),
    DrugCreate(drug_key="lidocaine"),
    DrugCreate(name="something new", dose_mg=2.5),
    DrugCreate(drug_key="dexamethasone", name="Decadron from the blue box", dose_mg=4),
]


class Injecting(Adding):
    """The form with the fields of an injection."""

    def choose(self, key: str) -> None:
        """Take a kind by its name, past the questions that its words alone would ask."""
        self.type(reference.exam_kinds()[key].plain_name)
        if self._asks("match"):
            self.pick(key)
        else:
            self.page.session_state[self.key("match")] = key
            self.page.run()

    def has(self, name: str) -> bool:
        kinds = ("text_input", "selectbox", "number_input", "checkbox", "toggle", "multiselect", "button_group")
        return any(e.key == self.key(name) for kind in kinds for e in self.page.get(kind))

    def levels(self, *names: str) -> None:
        self.page.button_group(key=self.key("levels")).set_value(list(names)).run()

    def select(self, name: str, value: object) -> None:
        self.page.selectbox(key=self.key(name)).set_value(value).run()

    def number(self, name: str, value: float) -> None:
        self.page.number_input(key=self.key(name)).set_value(value).run()

    def write(self, name: str, value: str) -> None:
        self.page.text_input(key=self.key(name)).set_value(value).run()


@pytest.fixture
def form(app: AppTest, maria: Patient) -> Injecting:
    return Injecting(app, maria)


def saved(record: Desk, person: Patient) -> ExamCreate:
    return ledger.exam(record, str(summarise(record, person.id).exams["exam_id"].iloc[0]))


@pytest.mark.parametrize("key", ["xr_chest_pa", "ct_abd_pelvis", "mri_spine"])
def test_another_exam_is_not_asked_for_an_injection(form: Injecting, key: str) -> None:
    form.choose(key)
    assert not any(form.has(name) for name in ("levels", "drug0", "relief_percent", "needle"))
    assert "What was injected" not in shown(calm(form.page))


def test_only_what_and_when_are_required(form: Injecting, record: Desk, maria: Patient) -> None:
    form.choose(LUMBAR)
    form.year(2020)
    history = calm(form.press())
    exam = saved(record, maria)
    assert (exam.kind_key, exam.injection, exam.drugs, exam.side, exam.facility) == (LUMBAR, None, [], "", "")
    words = shown(history)
    assert "Not written down yet: level, side, clinic. Clinics ask for these." in words


def test_what_is_missing_can_be_added_from_the_notice(form: Injecting, record: Desk, maria: Patient) -> None:
    form.choose(LUMBAR)
    form.year(2020)
    form.levels("L4-5")
    form.page.radio(key=form.key("side")).set_value("left").run()
    page = form.press("another")
    assert "The clinic is not written down yet. Clinics ask for it." in shown(page)
    page.button(key="add_missing").click().run()
    edit = calm(page.switch_page("history/history.py").run())
    exam_id = str(summarise(record, maria.id).exams["exam_id"].iloc[0])
    edit.text_input(key=f"edit/{exam_id}/facility").set_value("St Anna").run()
    calm(edit.button(key=f"edit/{exam_id}/save").click().run())
    exam = ledger.exam(record, exam_id)
    assert (exam.facility, exam.injection and exam.injection.levels) == ("St Anna", ["L4-5"])


@pytest.mark.parametrize("key", ["hip_injection_rf", "si_joint_rf", "rf_feeding_tube", "esi_caudal_rf", "scs_trial_rf"])
def test_nobody_is_asked_for_a_level_that_there_is_not(form: Injecting, key: str) -> None:
    form.choose(key)
    form.year(2020)
    assert "level" not in shown(form.press()).partition("Saved:")[2].partition("Clinics ask")[0]


def test_everything_typed_is_saved(form: Injecting, record: Desk, maria: Patient) -> None:
    form.choose(LUMBAR)
    form.levels("L5-S1", "L4-5")
    form.page.toggle(key=form.key("look further")).set_value(True).run()
    form.page.multiselect(key=form.key("far levels")).set_value(["T12"]).run()
    form.year(2020)
    form.write("facility", "St Anna")
    for name in ("purpose", "still_working", "complication", "sedation", "pain_before", "best_after_unit"):
        form.select(name, {"pain_before": 7.0}.get(name, getattr(FULL, name)))
    for name in ("function_gained", "complication_text", "operator"):
        form.write(name, getattr(FULL, name))
    form.number("relief_percent", 62.5)
    form.number("best_after", 30)
    form.select("best_after_unit", "minutes")
    form.number("relief_lasted", 6)
    form.select("pain_after", 2.0)
    for row, drug in enumerate(DRUGS[:3]):
        if row:
            form.page.button(key=form.key("more_drugs")).click().run()
        form.select(f"drug{row}", drug.drug_key or "own words")
        if drug.name:
            form.write(f"drug_name{row}", drug.name)
        if drug.dose_mg:
            form.write(f"drug_mg{row}", f"{drug.dose_mg:g} mg")
    calm(form.page)
    calm(form.press())
    exam = saved(record, maria)
    assert exam.injection == FULL.model_copy(update={"pain_before": 7.0})
    assert exam.drugs == DRUGS[:3]


def test_a_test_block_is_counted_in_hours_and_a_treatment_in_weeks_until_the_person_says_otherwise(
    form: Injecting,
) -> None:
    form.choose(LUMBAR)
    assert form.page.selectbox(key=form.key("relief_lasted_unit")).value == "weeks"
    form.select("purpose", "test")
    assert form.page.selectbox(key=form.key("relief_lasted_unit")).value == "hours"
    form.select("relief_lasted_unit", "days")
    form.select("purpose", "treatment")
    assert form.page.selectbox(key=form.key("relief_lasted_unit")).value == "days"


def test_a_unit_without_a_number_says_nothing(form: Injecting, record: Desk, maria: Patient) -> None:
    form.choose("hip_injection_us")
    form.select("relief_lasted_unit", "months")
    form.year(2020)
    calm(form.press())
    assert saved(record, maria).injection is None


def test_the_levels_near_by_are_there_to_tap_and_all_others_can_be_found(form: Injecting) -> None:
    form.choose(LUMBAR)
    near = list(form.page.button_group(key=form.key("levels")).options)
    assert near == list(reference.levels_of("lumbar_spine"))
    form.page.toggle(key=form.key("look further")).set_value(True).run()
    far = form.page.multiselect(key=form.key("far levels")).options
    assert set(far) | set(reference.levels_of("lumbar_spine")) == set(reference.LEVELS)


def test_a_spine_kind_without_a_place_looks_all_levels_up(form: Injecting, record: Desk, maria: Patient) -> None:
    form.choose("ir_kyphoplasty")
    assert form.page.multiselect(key=form.key("far levels")).options == list(reference.LEVELS)
    form.page.multiselect(key=form.key("far levels")).set_value(["T12", "L1"]).run()
    form.year(2020)
    calm(form.press())
    exam = saved(record, maria)
    assert exam.injection
    assert exam.injection.levels == ["T12", "L1"]


def test_levels_of_another_part_of_the_spine_go_with_the_kind(form: Injecting) -> None:
    form.choose(LUMBAR)
    form.levels("L4-5")
    form.choose("facet_cervical_rf")
    assert form.page.button_group(key=form.key("levels")).value == []
    form.levels("C5-6")
    form.choose("mbb_cervical_rf")
    assert form.page.button_group(key=form.key("levels")).value == ["C5-6"]


def test_a_kind_that_does_not_say_where_asks_for_the_part_of_the_body(
    form: Injecting, record: Desk, maria: Patient
) -> None:
    form.choose("spine_injection_unspecified")
    assert not form.has("levels")
    form.select("region", "lumbar_spine")
    form.levels("L3-4")
    form.year(2020)
    calm(form.press())
    exam = saved(record, maria)
    assert (exam.region, exam.injection and exam.injection.levels) == ("lumbar_spine", ["L3-4"])
    assert summarise(record, maria.id).exams["region"].iloc[0] == "lumbar_spine"


def test_own_words_are_an_injection_where_the_person_says_so(form: Injecting, record: Desk, maria: Patient) -> None:
    form.type("walrus shot")
    form.pick("own words")
    assert not form.has("drug0")
    form.page.checkbox(key=form.key("needle")).check().run()
    assert form.has("drug0")
    form.select("region", "lumbar_spine")
    form.levels("L4")
    form.year(2020)
    calm(form.press())
    exam = saved(record, maria)
    assert (exam.own_words, exam.injection and exam.injection.levels) == ("walrus shot", ["L4"])


def test_that_own_words_were_an_injection_is_kept_though_nothing_more_is_known(
    form: Injecting, record: Desk, maria: Patient
) -> None:
    form.type("walrus shot")
    form.pick("own words")
    form.page.checkbox(key=form.key("needle")).check().run()
    form.year(2020)
    calm(form.press())
    assert saved(record, maria).injection == InjectionCreate(purpose="unknown")


def test_what_was_typed_about_an_injection_is_not_saved_with_an_x_ray(
    form: Injecting, record: Desk, maria: Patient
) -> None:
    form.choose(LUMBAR)
    form.levels("L4-5")
    form.select("drug0", "lidocaine")
    form.choose("xr_chest_pa")
    form.year(2020)
    calm(form.press())
    exam = saved(record, maria)
    assert (exam.injection, exam.drugs) == (None, [])


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("relief_percent", 120, "How much better, in percent"),
        ("best_after", -1, "When was it best"),
        ("relief_lasted", 5000, "How long did it help"),
    ],
)
def test_a_number_that_cannot_be_keeps_the_form(
    form: Injecting, record: Desk, maria: Patient, field: str, value: float, sentence: str
) -> None:
    form.choose(LUMBAR)
    form.levels("L4-5")
    form.year(2020)
    form.write("operator", "Dr Example")
    form.number(field, value)
    refused = form.press()
    assert any(sentence in e.value for e in refused.error)
    assert refused.number_input(key=form.key(field)).value == value
    assert refused.button_group(key=form.key("levels")).value == ["L4-5"]
    assert refused.text_input(key=form.key("operator")).value == "Dr Example"
    assert summarise(record, maria.id).entries == 0


@pytest.mark.parametrize(
    ("milligrams", "sentence"), [("a lot", "not a number"), ("0", "Milligrams"), ("40", "which drug")]
)
def test_milligrams_that_cannot_be_keep_the_form(form: Injecting, milligrams: str, sentence: str) -> None:
    form.choose(LUMBAR)
    form.year(2020)
    if milligrams != "40":
        form.select("drug0", "lidocaine")
    form.write("drug_mg0", milligrams)
    refused = form.press()
    assert any(sentence in e.value for e in refused.error), [e.value for e in refused.error]
    assert refused.text_input(key=form.key("drug_mg0")).value == milligrams


@given(milligrams=st.text(max_size=12), key=st.sampled_from(["", *reference.drugs()]), name=st.text(max_size=12))
@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_whatever_is_typed_for_a_drug_becomes_a_drug_or_a_sentence(key: str, name: str, milligrams: str) -> None:
    with suppress(TrackerError):
        drug = DrugRow(key, name, milligrams).drug()
        assert drug.drug_key or drug.name
        assert drug.dose_mg is None or drug.dose_mg > 0


def test_what_was_typed_is_there_after_a_look_at_another_page(form: Injecting) -> None:
    form.choose(LUMBAR)
    form.levels("L4-5", "L5-S1")
    form.select("drug0", "betamethasone")
    form.select("pain_before", 8.0)
    form.page.switch_page("history/history.py").run()
    back = form.page.switch_page("exam/add.py").run()
    assert back.button_group(key=form.key("levels")).value == ["L4-5", "L5-S1"]
    assert back.selectbox(key=form.key("drug0")).value == "betamethasone"
    assert back.selectbox(key=form.key("pain_before")).value == 8.0
