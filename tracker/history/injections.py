"""The image-guided injections and procedures of one person, each with what was given and how it went."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar

import pandas as pd

from tracker import reference
from tracker.history import exams
from tracker.history.response import Logged, Response, response
from tracker.i18n import _
from tracker.reference import words

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Given:
    """One drug that was given.

    Attributes:
        drug_key: key of `reference.drugs()`, "" where the name fits none of them.
        name: its name there, else the person's own words.
        dose_mg: milligrams, None where nobody recorded them, or where they may be those of a mixture.
        may_be_steroid: own words that name no product that is known, so that nobody can say.
    """

    drug_key: str
    name: str
    is_steroid: bool
    dose_mg: float | None
    may_be_steroid: bool = False


@dataclass(frozen=True, slots=True)
class Injection:
    """One entry of the record that is an image-guided injection or procedure.

    Attributes:
        first, last: the days between which it was done; the same where the day is known.
        when: the date as a person would say it.
        name, plain_name: the clinical and the plain name of the exam kind, else the person's own words.
        family: what sessions are counted under ("Lumbar spine epidural").
        region_name: the plain name of the region under which sessions are counted.
        levels: levels of the spine, from head to foot.
        guidance: fluoroscopy, ct, ultrasound, none, or "" where not known.
        purpose: test, treatment, ablation, unknown or "".
        sedation, complication: yes, no, unknown or "".
        pain_before, pain_after: 0 to 10, None where not said.
        drugs: in the order in which they were entered; empty means that nobody recorded any.
        entered_at: when the line was entered (UTC).
        kind_key: key of the exam kind, "" where the name is the person's own words.
        exam_count: how many injections the entry stands for.
        log: the lines of the pain log, in the order of time.
    """

    exam_id: str
    first: date
    last: date
    when: str
    name: str
    plain_name: str
    family: str
    region: str
    region_name: str
    levels: tuple[str, ...]
    side: str
    guidance: str
    facility: str
    operator: str
    purpose: str
    sedation: str
    complication: str
    complication_text: str
    pain_before: float | None
    pain_after: float | None
    drugs: tuple[Given, ...]
    response: Response | None
    known_from: str
    entered_at: datetime
    kind_key: str = ""
    exam_count: int = 1
    count_is_approximate: bool = False
    log: tuple[Logged, ...] = ()

    @property
    def steroids(self) -> tuple[Given, ...]:
        """The steroids among the drugs."""
        return tuple(given for given in self.drugs if given.is_steroid)

    @property
    def injected(self) -> bool:
        """Whether something was injected, as far as anybody said."""
        if self.drugs:
            return any(given.drug_key != reference.NOTHING_GIVEN for given in self.drugs)
        return exams.is_injection(self.kind_key)

    @property
    def may_hide_steroid(self) -> bool:
        """Whether a steroid may have been in it of which nothing is recorded."""
        unknown = not self.drugs or any(given.may_be_steroid for given in self.drugs)
        return self.injected and not self.steroids and unknown

    @property
    def test_block(self) -> bool:
        """Whether it was done to find out, not to treat: as the person told it, else by its kind or their words.

        A block with a steroid treats, unless the person says that it was a test.
        """
        if self.purpose in ("test", "treatment", "ablation"):
            return self.purpose == "test"
        if self.steroids:
            return False
        kind = reference.exam_kinds().get(self.kind_key)
        return kind.is_test if kind else bool(words.pattern("exam_words", "test_block").search(words.folded(self.name)))

    @property
    def exact(self) -> bool:
        """Whether the day is known."""
        return self.first == self.last


def injections(
    record: pd.DataFrame, today: date, told: pd.DataFrame, drugs: pd.DataFrame, pain: pd.DataFrame
) -> tuple[Injection, ...]:
    """Every exam that is an image-guided injection or has a row of its own in one of the tables, newest first.

    Args:
        record: the exams of a summary.
        today: the day to which a pain log is due.
        told, drugs, pain: the columns of `record.details` for the same person.
    """
    told_of: Mapping[Any, Mapping[Any, Any]] = {row["exam_id"]: row for row in told.to_dict("records")}
    given = _grouped(drugs, _given)
    logs = _grouped(pain, lambda row: Logged(int(row.minutes_after), row.side, float(row.pain), row.note))
    rows = exams.injections(record, also={*told_of, *given, *logs})
    families = exams.families(rows)
    entries: list[Any] = list(rows.itertuples(index=False))
    return tuple(
        _injection(row, family, told_of.get(row.exam_id, {}), given.get(row.exam_id, ()), _log(logs, row), today)
        for row, family in zip(entries, families, strict=True)
    )


def _log(logs: Mapping[str, Sequence[Logged]], row: Any) -> tuple[Logged, ...]:
    return tuple(sorted(logs.get(row.exam_id, ()), key=lambda line: (line.minutes_after, line.side)))


def _grouped(frame: pd.DataFrame, of: Callable[[Any], T]) -> dict[str, list[T]]:
    found: dict[str, list[T]] = {}
    rows: Iterable[Any] = frame.itertuples(index=False)
    for row in rows:
        found.setdefault(row.exam_id, []).append(of(row))
    return found


def _given(row: Any) -> Given:
    dose = None if pd.isna(row.dose_mg) else float(row.dose_mg)
    if drug := reference.drugs().get(row.drug_key):
        return Given(drug.key, _(drug.name), drug.is_steroid, dose)
    # Own words that name a product, as "Kenalog + lidocaine", are that product: a steroid must not be overlooked.
    named = reference.named_drug(row.name or row.drug_key)
    if named.drug is None:
        return Given("", row.name or row.drug_key, False, dose, named.may_be_steroid)
    drug = named.drug
    return Given(drug.key, _(drug.name), drug.is_steroid, dose if named.alone else None, named.may_be_steroid)


def _injection(
    row: Any,
    family: tuple[str, str],
    told: Mapping[Any, Any],
    given: Sequence[Given],
    log: tuple[Logged, ...],
    today: date,
) -> Injection:
    first, last = row.date_first.date(), row.date_last.date()
    texts = ("facility", "region", "side", "guidance")
    said = ("operator", "purpose", "sedation", "complication", "complication_text")
    levels = [level for level in reference.LEVELS if level in (told.get("levels") or [])]
    return Injection(
        exam_id=str(row.exam_id),
        first=first,
        last=last,
        when=str(row.when),
        name=str(row.clinical_name),
        plain_name=str(row.name),
        family=family[0],
        region_name=family[1],
        levels=tuple(levels),
        **{name: str(getattr(row, name) or "") for name in texts},
        **{name: str(told.get(name) or "") for name in said},
        pain_before=_number(told.get("pain_before")),
        pain_after=_number(told.get("pain_after")),
        drugs=tuple(given),
        response=response(
            told, log, (today - last).days, side=str(row.side or ""), answered=row.changed_at.to_pydatetime()
        ),
        known_from=str(row.known_from),
        entered_at=row.created_at.to_pydatetime(),
        kind_key=str(row.kind_key),
        exam_count=int(row.exam_count),
        count_is_approximate=bool(row.count_is_approximate),
        log=log,
    )


def _number(value: Any) -> float | None:
    return None if value is None or pd.isna(value) else float(value)
