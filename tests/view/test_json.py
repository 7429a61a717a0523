"""The course as plain values, and as lines."""

import json

from tests.view.samples import INJECTION, course, exam, given, summary, treated
from tracker.view import json as values
from tracker.view.injections import course_lines


def test_everything_is_json_and_what_is_not_known_is_null() -> None:
    data = values.course(treated()[1])
    assert json.loads(json.dumps(data, allow_nan=False)) == data
    assert (data["days_since_steroid"], data["last_steroid"], data["best"]) == (78, "a", "a")
    year = data["steroids_12_months"]
    assert [(p["drug"], p["dose_mg"]) for p in year["products"]] == [("dexamethasone", 10), ("methylprednisolone", 40)]
    assert year["products"][0]["factor"] == "4 mg methylprednisolone = 0.75 mg dexamethasone"
    assert year["methylprednisolone_equivalent_mg"]["low"] == 10 * 4 / 0.75 + 40
    assert year["equivalent_is"] == "estimate"
    assert data["sessions_12_months"][0]["name"] == "Hip joint injection"
    assert (data["since_last"], data["since_steroid"], data["test_blocks"]) == ("78 days ago", "78 days ago", ["b"])
    by_id = {one["exam_id"]: one for one in data["injections"]}
    assert by_id["a"]["levels"] == ["L4-5"]
    assert [side["side"] for side in by_id["b"]["response"]] == ["left", "right"]
    assert by_id["b"]["response"][0]["from_log"] is True
    assert len(by_id["b"]["log"]) == 8
    assert by_id["b"]["drugs"] == [{"drug": "", "name": "something new", "steroid": False, "dose_mg": None}]
    assert (by_id["c"]["response"], by_id["c"]["pain_before"]) == ([], None)


def test_an_empty_course() -> None:
    record = summary([])
    data = values.course(course(record))
    assert (data["injections"], data["days_since_last"], data["best"]) == ([], None, None)
    assert data["steroids_12_months"]["methylprednisolone_equivalent_mg"] is None
    assert course_lines(course(record)) == ["There are no injections in this record yet."]


def test_the_lines_say_what_the_page_says() -> None:
    lines = course_lines(treated()[1])
    assert lines[0] == "Last injection: 3 Sep 2026 (78 days ago)"
    assert lines[1] == "Last steroid: 3 Sep 2026 (78 days ago), Lumbar spine L4-5 left, methylprednisolone 40 mg"
    text = "\n".join(lines)
    assert "estimate: equal to about 93 mg methylprednisolone" in text
    assert "There is no agreed total for a year." in text
    assert "Best and last treatment: 3 Sep 2026" in text
    assert "Test block: 10 Jun 2026" in text
    assert lines[-1].startswith("2 Mar 2024")
    assert "drugs not recorded · no relief" in lines[-1]


def test_several_injections_of_one_entry_are_counted_in_words() -> None:
    entry = exam("a", INJECTION, "2026-01-01", "2026-06-30", "range", exam_count=3, count_is_approximate=True)
    record = summary([entry])
    text = "\n".join(course_lines(course(record, drugs=[given("a", "triamcinolone", 40)])))
    assert "Lumbar spine epidural about 3" in text
    assert "(about 3 exams)" in text
    assert "triamcinolone (3 injections), 40 mg recorded, not clear for one or for all 3; not added" in text
