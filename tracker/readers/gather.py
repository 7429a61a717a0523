"""Everything that folders, discs and files hold: the exams, each once, and the files that gave none."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from tracker.errors import Reason
from tracker.readers.any_file import read_any
from tracker.readers.dicom.images import gathered as one_study
from tracker.readers.draft import ExamDraft, PersonDraft, Problem, ReadResult, Unused
from tracker.readers.fhir.export import FhirExport
from tracker.readers.files import walk
from tracker.readers.found import STANDARD, Found, Limits, Upload
from tracker.readers.merge import merge

if TYPE_CHECKING:
    from tracker.readers.sheet.sheet import SheetMapping

_MANY = 256  # images of a study that are put together before more are read, so that memory stays small
_EXPORT_ENDINGS = (".json", ".ndjson")
_MOST_ALIKE = 20  # problems of the same kind that are told one by one
# Why a file gave nothing, where that is no trouble: it is listed, without a problem.
_NO_TROUBLE = frozenset(
    {"not_dicom", "index_file", "no_exam", "duplicate", "not_ionising", "treatment", "no_dose_information"}
)


@dataclass(frozen=True, slots=True)
class Gathered:
    """What was found.

    Attributes:
        exams: every exam once, oldest first.
        people: whom exports are about.
        problems: what went wrong, of many of a kind only the first.
        unused: every file that gave no exam, with the reason; and entries inside used files that gave none.
        files_total: how many files were looked at.
        files_used: how many of them gave an exam or told about the person.
        stopped: the person stopped it; then everything else is empty.
    """

    exams: tuple[ExamDraft, ...] = ()
    people: tuple[PersonDraft, ...] = ()
    problems: tuple[Problem, ...] = ()
    unused: tuple[Unused, ...] = ()
    files_total: int = 0
    files_used: int = 0
    stopped: bool = False


def gather(
    paths: Sequence[Path | Upload],
    today: date,
    progress: Callable[[int, int], None] | None = None,
    stop: Callable[[], bool] | None = None,
    limits: Limits = STANDARD,
    tables: "Mapping[str, SheetMapping] | None" = None,
) -> Gathered:
    """Read everything below some paths; nothing is written.

    Args:
        paths: files, folders, drives, archives, uploads.
        today: the day they are read; exams are never later.
        progress: told how many files of how many were read.
        stop: asked before each file; True ends it, and nothing is kept.
        limits: how far the search goes.
        tables: by the name of a table, what the person said about its columns; under "" what holds for every other.
    """
    found: list[Found] = []
    for one in walk(paths, limits):
        if stop and stop():
            return Gathered(stopped=True)
        found.append(one)
    pile = _Pile(today)
    told = tables or {}
    for done, one in enumerate(found):
        if stop and stop():
            return Gathered(stopped=True)
        if progress and done % 20 == 0:
            progress(done, len(found))
        pile.add(one, read_any(one, today, limits, alone=False, table=told.get(one.name, told.get(""))), limits)
    if progress:
        progress(len(found), len(found))
    return pile.gathered(len(found), limits)


@dataclass
class _Pile:
    """What was read so far."""

    today: date
    images: dict[tuple[str, str, bool], list[ExamDraft]] = field(default_factory=dict)
    others: list[ExamDraft] = field(default_factory=list)
    exports: dict[str, list[tuple[Found, ReadResult]]] = field(default_factory=dict)
    people: dict[PersonDraft, None] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    unused: list[Unused] = field(default_factory=list)
    used: int = 0
    _seen: set[str] = field(default_factory=set)
    _alike: dict[Reason, int] = field(default_factory=dict)

    def add(self, found: Found, result: ReadResult, limits: Limits) -> None:
        """Take in what one file gave."""
        self.unused += result.unused
        of_export = found.name.lower().endswith(_EXPORT_ENDINGS)
        if of_export:
            self.exports.setdefault(found.name.rpartition("/")[0], []).append((found, result))
        if not (result.exams or result.people):
            if not {one.reason for one in result.unused if one.file == result.file} <= _NO_TROUBLE:
                self._tell(result.problems)
            return
        if self._known(found, result, limits):
            self.unused.append(Unused(found.name, "duplicate"))
            return
        self.used += 1
        self._tell(result.problems)
        self.people |= dict.fromkeys(result.people)
        for exam in result.exams:
            if not (of_export and exam.source_kind == "fhir"):
                self._exam(exam)

    def _exam(self, exam: ExamDraft) -> None:
        if exam.source_kind != "image" or not exam.study_uid or exam.identity:
            self.others.append(exam)
            return
        pile = self.images.setdefault((exam.study_uid, "" if exam.ionising else exam.modality, exam.treatment), [])
        pile.append(exam)
        if len(pile) >= _MANY:
            pile[:] = [one_study(pile)]

    def _known(self, found: Found, result: ReadResult, limits: Limits) -> bool:
        """Whether the same file was read before: an image or report by its own identity, others by their content."""
        exam = result.exams[0] if result.exams else None
        if exam and exam.source_kind == "image" and exam.report and exam.report.sop_instance_uid:
            mark = exam.report.sop_instance_uid
        elif exam and exam.source_kind == "dose_report":
            # A damaged copy has the same identity as the whole one, and tells less.
            mark = hashlib.sha256(repr(result.exams).encode()).hexdigest()
        else:
            mark = hashlib.sha256(found.read(limits.read_bytes)).hexdigest()
        if mark in self._seen:
            return True
        self._seen.add(mark)
        return False

    def _tell(self, problems: Sequence[Problem]) -> None:
        for problem in problems:
            self._alike[problem.what] = self._alike.get(problem.what, 0) + 1
            if self._alike[problem.what] <= _MOST_ALIKE:
                self.problems.append(problem)

    def _exported(self, limits: Limits) -> list[ExamDraft]:
        """The exams of portal exports; a bulk export tells of one exam in several files of a folder."""
        exams: list[ExamDraft] = []
        for folder, files in self.exports.items():
            result = files[0][1]
            if len(files) > 1:
                export = FhirExport(folder, self.today)
                for found, _alone in files:
                    export.add(found.name, found.read(limits.read_bytes))
                result = export.result()
            exams += [exam for exam in result.exams if exam.source_kind == "fhir"]
        return exams

    def gathered(self, files: int, limits: Limits) -> Gathered:
        """Everything put together."""
        images = [one_study(pile) for pile in self.images.values()]
        return Gathered(
            exams=merge([*self.others, *self._exported(limits), *images]),
            people=tuple(self.people),
            problems=tuple(self.problems),
            unused=tuple(self.unused),
            files_total=files,
            files_used=self.used,
        )
