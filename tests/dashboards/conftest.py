"""Pages under Streamlit's AppTest: a record of its own for every test, empty, with one exam, or large."""

import json
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path
from typing import Any, NoReturn, Protocol

import pytest
from sqlalchemy import insert
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import UnknownElement

import dashboards
from dashboards.frame import shared
from tracker import clock, i18n
from tracker.record import ledger, people, sample
from tracker.record.changes import writing
from tracker.record.database import open_desk
from tracker.record.desk import Desk
from tracker.record.forms import new_id
from tracker.record.models import Exam, ExamCreate, Patient, PatientCreate

FOLDER = Path(dashboards.__file__).parent
# What the tests call a page -> its file.
PAGE_FILES = {
    "home": "home/home.py",
    "history": "history/history.py",
    "add_exam": "exam/add.py",
    "injections": "injections/injections.py",
    "pain_log": "injections/pain_log.py",
    "import_files": "importing/files.py",
    "planned": "visit/planned.py",
    "appointment": "visit/appointment.py",
    "about_me": "about/me.py",
    "export": "about/export.py",
    "about_numbers": "about/numbers.py",
    "clinician_minute": "clinician/minute.py",
    "clinician_exams": "clinician/exams.py",
    "clinician_skin": "clinician/skin.py",
    "clinician_timeline": "clinician/timeline.py",
    "clinician_evidence": "clinician/evidence.py",
}
TIMEOUT_S = 60
LARGE = 2000
Page = Callable[[str], AppTest]


@pytest.fixture(scope="session", autouse=True)
def _quick_pages(packages_looked_through_once: None) -> None:
    pass


@pytest.fixture
def record(empty_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """An empty record, the one the pages will open."""
    shutil.copy(empty_file, tmp_path / "record.db")
    monkeypatch.setenv("EXPOSURE_TRACKER_DB", str(tmp_path / "record.db"))
    return shared.desk()


@pytest.fixture
def page(record: Desk) -> Page:
    """Runs one page by itself, as the entrypoint would."""

    def run(name: str) -> AppTest:
        return AppTest.from_file(FOLDER / PAGE_FILES[name], default_timeout=TIMEOUT_S).run()

    return run


@pytest.fixture
def app(record: Desk) -> AppTest:
    """The whole program at its first page."""
    return AppTest.from_file(FOLDER / "app.py", default_timeout=TIMEOUT_S).run()


@pytest.fixture
def maria(record: Desk, request: pytest.FixtureRequest) -> Patient:
    """A person without exams; with those of `two_thousand` where a test asks for them too."""
    if "two_thousand" in request.fixturenames:
        request.getfixturevalue("two_thousand")
        return people.patients(record)[0]
    return _add_maria(record)


def _add_maria(record: Desk) -> Patient:
    person = PatientCreate(name="Maria Example", birth_date=date(1971, 5, 12), sex="female", country="us")
    return people.patient(record, people.add(record, person).entity_id)


def add_exam(record: Desk, person: Patient, kind_key: str, day: date, **fields: object) -> str:
    """Log one exam; returns its id."""
    values = {"kind_key": kind_key, "date_first": day, "date_last": day, **fields}
    return ledger.add_exam(record, person.id, ExamCreate.model_validate(values)).entity_id


def shown(page: AppTest) -> str:
    """Every word a person reads on the page, widget labels included."""
    found = [page.main, page.sidebar]
    words = [f"{_text(e, 'value')} {_text(e, 'label')}" for block in found for e in block]
    words += [str(option) for s in page.selectbox for option in s.options]
    words += [table.value.to_string() for table in page.table]
    words += [text for data in drawn_lists(page) for text in words_of_list(data)]
    return "\n".join(words)


def drawn_lists(page: AppTest) -> Iterator[dict[str, Any]]:
    """What the browser is sent to draw the list of exams from, part by part."""
    for block in (page.main, page.sidebar):
        for element in block:
            if isinstance(element, UnknownElement) and element.type == "bidi_component":
                yield json.loads(element.proto.json)


def rows(page: AppTest) -> list[dict[str, Any]]:
    """The lines of the list of exams, in their order."""
    return [row for data in drawn_lists(page) for group in data["groups"] for row in group["rows"]]


def words_of_list(data: dict[str, Any]) -> Iterator[str]:
    """What a person reads in a part of the list."""
    yield from (words for _mark, words in data["legend"] or ())
    for group in data["groups"]:
        yield group["title"]
        for row in group["rows"]:
            yield data["types"][row["type"]][0]
            yield from (str(row[name]) for name in row if name not in ("id", "type", "place"))


def press_row(page: AppTest, exam_id: str) -> AppTest:
    """Open the line of an exam, or close it; AppTest has no browser in which it could be pressed."""
    key = f"open exam/{page.selectbox(key='switcher').value}"
    assert exam_id in [row["id"] for row in rows(page)]
    is_open = key in page.session_state and page.session_state[key] == exam_id
    page.session_state[key] = "" if is_open else exam_id
    return page.run()


def _text(element: object, name: str) -> str:
    value = getattr(element, name, None)
    return value if isinstance(value, str) else ""


def calm(page: AppTest) -> AppTest:
    """The page, with nothing gone wrong on it."""
    assert not page.exception, page.exception[0].value
    assert not page.error, page.error[0].value
    return page


def days_back(n: int) -> date:
    """A day in the past."""
    return clock.today() - timedelta(days=n)


@pytest.fixture
def sample_person(record: Desk, sample_file: Path) -> Patient:
    """The sample patient."""
    if not people.patients(record):
        _lay_in(record, sample_file)
    return people.patient(record, sample.load(record))


def _lay_in(record: Desk, prepared: Path) -> None:
    record.close()
    with closing(sqlite3.connect(prepared)) as source, closing(sqlite3.connect(str(record.file))) as target:
        source.backup(target)


class Seen(Protocol):
    """Gives a page of the sample patient as it opens, or its print view; run once for all who only look at it."""

    def __call__(self, name: str, *, printed: bool = False) -> AppTest:
        """The page, which cannot be used any further."""


@pytest.fixture(scope="session")
def _pages_seen() -> dict[tuple[str, bool, tuple[str, ...]], AppTest]:
    return {}


@pytest.fixture
def seen(
    sample_file: Path,
    monkeypatch: pytest.MonkeyPatch,
    _pages_seen: dict[tuple[str, bool, tuple[str, ...]], AppTest],
) -> Seen:
    """For tests that ask a page of the sample patient for nothing but what stands on it."""

    def look(name: str, *, printed: bool = False) -> AppTest:
        key = (name, printed, i18n.languages())
        if key not in _pages_seen:
            with monkeypatch.context() as patch:
                patch.setenv("EXPOSURE_TRACKER_DB", str(sample_file))
                opened = AppTest.from_file(FOLDER / PAGE_FILES[name], default_timeout=TIMEOUT_S).run()
                if printed:
                    opened.toggle(key="clinician print view").set_value(True).run()
            patched: dict[str, object] = {"run": _only_to_look_at, "_run": _only_to_look_at}
            vars(opened).update(patched)
            _pages_seen[key] = opened
        return _pages_seen[key]

    return look


def _only_to_look_at(*_args: object, **_more: object) -> NoReturn:
    raise AssertionError("this page is shared by several tests: whoever uses it needs one of their own")


@pytest.fixture(scope="session")
def _large_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("large") / "record.db"
    made = open_desk(file)
    maria = _add_maria(made)
    kinds = ("xr_chest_pa", "ct_abd_pelvis", "mri_spine", "dx_panoramic", "ct_head")
    now, day = clock.now(), days_back(0)
    alike = Exam(kind_key="", date_first=day, date_last=day, patient_id=maria.id, created_at=now, changed_at=now)
    same = alike.model_dump()
    rows = []
    for n in range(LARGE):
        day = days_back(1 + n * 3)
        own = {"kind_key": kinds[n % len(kinds)], "date_first": day, "date_last": day, "facility": f"Clinic {n % 7}"}
        rows.append({**same, **own, "id": new_id()})
    with writing(made) as session:
        session.connection().execute(insert(Exam), rows)
    made.close()
    return file


@pytest.fixture
def two_thousand(record: Desk, _large_file: Path) -> int:
    """A large record: Maria's 2,000 exams of five kinds over twenty years; made once, and laid in for each test."""
    _lay_in(record, _large_file)
    return LARGE
