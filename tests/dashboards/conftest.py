"""Pages under Streamlit's AppTest: a record of its own for every test, empty, with one exam, or large."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path
from typing import NoReturn, Protocol

import pytest
from sqlalchemy import insert
from streamlit.testing.v1 import AppTest

import dashboards
from dashboards.frame import shared
from tracker import clock, i18n
from tracker.record import ledger, people, sample
from tracker.record.changes import writing
from tracker.record.desk import Desk
from tracker.record.forms import new_id
from tracker.record.models import Exam, ExamCreate, Patient, PatientCreate
from tracker.view.charts.years import Chart

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
Page = Callable[[str], AppTest]


@pytest.fixture(scope="session", autouse=True)
def _quick_pages(packages_looked_through_once: None) -> None:
    pass


@pytest.fixture(scope="session", autouse=True)
def _charts_drawn_once() -> Iterator[None]:
    """A chart with the words, numbers, colours and size of one before it is that one, and is not drawn again."""
    draw = Chart.png
    drawn: dict[tuple[object, ...], bytes] = {}

    def png(chart: Chart) -> bytes:
        figure = chart.figure
        key = (chart.alt, chart.table.to_csv(), figure.get_facecolor(), *figure.get_size_inches())
        if key not in drawn:
            drawn[key] = draw(chart)
        return drawn[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Chart, "png", png)
        yield


@pytest.fixture
def record(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """An empty record, the one the pages will open."""
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
def maria(record: Desk) -> Patient:
    """A person without exams."""
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
    return "\n".join(words)


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
        record.close()
        with closing(sqlite3.connect(sample_file)) as source, closing(sqlite3.connect(str(record.file))) as target:
            source.backup(target)
    return people.patient(record, sample.load(record))


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


@pytest.fixture
def two_thousand(record: Desk, maria: Patient) -> int:
    """A large record: 2,000 exams of five kinds over twenty years."""
    kinds = ("xr_chest_pa", "ct_abd_pelvis", "mri_spine", "dx_panoramic", "ct_head")
    count = 2000
    now, day = clock.now(), days_back(0)
    alike = Exam(kind_key="", date_first=day, date_last=day, patient_id=maria.id, created_at=now, changed_at=now)
    same = alike.model_dump()
    rows = []
    for n in range(count):
        day = days_back(1 + n * 3)
        own = {"kind_key": kinds[n % len(kinds)], "date_first": day, "date_last": day, "facility": f"Clinic {n % 7}"}
        rows.append({**same, **own, "id": new_id()})
    with writing(record) as session:
        session.connection().execute(insert(Exam), rows)
    return count
