"""Every rule the reference tables keep, beyond what loading one table checks; run by the tests and on request."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping

from tracker.errors import ReferenceTableError
from tracker.reference import catalogue, coefficients, exam_words, mixtures, published, skin
from tracker.reference.catalogue import ExamKind, alternative_rows, region_overlaps, regions
from tracker.reference.injections import GROUPS, ROLES, aftercare, drugs
from tracker.reference.tables import sources

AGE_GROUPS = frozenset({"adult", "0", "1", "5", "10", "15"})
NO_DOSE_MODALITIES = frozenset({"MR", "US", "OT"})

SKIN_TABLES: tuple[Callable[[], object], ...] = (
    skin.skin_parameters,
    skin.backscatter,
    skin.reference_points,
    skin.skin_levels,
    skin.skin_reactions,
    skin.body_parts,
    skin.body_places,
)
_TABLES: tuple[Callable[[], object], ...] = (
    sources,
    regions,
    region_overlaps,
    catalogue.exam_kinds,
    coefficients.kap_coefficients,
    coefficients.kap_coefficient_alternatives,
    coefficients.dlp_coefficients,
    coefficients.usual_parts,
    coefficients.activity_coefficients,
    coefficients.time_rates,
    coefficients.range_conventions,
    published.procedure_values,
    published.reference_levels,
    published.paediatric,
    published.fetal_doses,
    published.tissue_weights,
    published.backgrounds,
    published.positions,
    exam_words.aliases,
    exam_words.question_rows,
    catalogue.kind_codes,
    catalogue.region_codes,
    drugs,
    alternative_rows,
    aftercare,
    mixtures.kind_parts,
    *SKIN_TABLES,
)


def problems() -> list[str]:
    """What is wrong with the tables, one sentence each; empty when all is well."""
    unreadable = [str(error) for table in _TABLES if (error := _unreadable(table))]
    if unreadable:
        return unreadable
    return [
        *_kind_problems(),
        *_coefficient_problems(),
        *_source_problems(),
        *_region_problems(),
        *_word_problems(),
        *_drug_problems(),
        *_aftercare_problems(),
        *_fetal_problems(),
        *_level_problems(),
        *_alternative_problems(),
        *mixtures.problems(),
        *_reference_problems(),
        *skin_problems(),
    ]


def _unreadable(table: Callable[[], object]) -> ReferenceTableError | None:
    try:
        table()
    except ReferenceTableError as error:
        return error
    return None


def _rows(table: Callable[[], object]) -> Iterable[object]:
    found = table()
    if isinstance(found, Mapping):
        return found.values()
    return found if isinstance(found, tuple) else ()


def kind_problems(kind: ExamKind) -> Iterator[str]:
    """What is wrong with one exam kind."""
    if kind.modality not in catalogue.MODALITIES or kind.exam_type not in catalogue.EXAM_TYPES:
        yield f"{kind.key}: unknown modality or exam type"
    if kind.guidance not in catalogue.GUIDANCES or kind.uterus_in_beam not in {"yes", "partly", "no"}:
        yield f"{kind.key}: unknown guidance or uterus_in_beam"
    if kind.injects not in catalogue.INJECTS:
        yield f"{kind.key}: unknown injects"
    if kind.evidence not in catalogue.EVIDENCES or kind.basis not in catalogue.BASES:
        yield f"{kind.key}: unknown evidence or basis"
    if (kind.modality in NO_DOSE_MODALITIES) != (kind.evidence == "no_radiation"):
        yield f"{kind.key}: {kind.modality} does not go with {kind.evidence}"
    if (kind.modality == "TX") != (kind.evidence == "treatment"):
        yield f"{kind.key}: only a treatment has the evidence treatment"
    numbers = (kind.low_msv, kind.typical_msv, kind.high_msv)
    if kind.evidence in {"treatment", "unknown"} and numbers != (None, None, None):
        yield f"{kind.key}: {kind.evidence} carries no numbers"
    if kind.evidence == "no_radiation" and numbers != (0, 0, 0):
        yield f"{kind.key}: no radiation is 0"
    if kind.evidence in {"typical", "rough"} and not kind.typical_msv:
        yield f"{kind.key}: {kind.evidence} needs a number above 0"
    if kind.basis == "untraced" and kind.evidence == "typical":
        yield f"{kind.key}: an untraced value is at most rough"
    if not kind.name or not kind.plain_name or not kind.derivation:
        yield f"{kind.key}: a name, plain name and derivation are needed"


def _kind_problems() -> Iterator[str]:
    every = catalogue.exam_kinds()
    for kind in every.values():
        yield from kind_problems(kind)
        if kind.region not in regions():
            yield f"{kind.key}: unknown region {kind.region}"
    for label in ("name", "plain_name"):
        counts = Counter(getattr(kind, label) for kind in every.values())
        yield from (f"{label} used twice: {text}" for text, count in counts.items() if count > 1)


def _coefficient_problems() -> Iterator[str]:
    kap, dlp, activity = (
        coefficients.kap_coefficients(),
        coefficients.dlp_coefficients(),
        coefficients.activity_coefficients(),
    )
    other = coefficients.kap_coefficient_alternatives()
    every = [(r.status, r.age_group, r.source_id) for rows in (kap, other) for r in rows]
    every += [(r.status, r.age_group, r.source_id) for r in dlp]
    every += [(r.status, r.age_group, r.source_id) for r in activity]
    yield from (f"unverified coefficient from {source}" for status, _age, source in every if status == "unverified")
    yield from (f"unknown age group {age}" for _status, age, _source in every if age not in AGE_GROUPS)
    for kap_row in kap:
        if bool(kap_row.region) == bool(kap_row.kind_key):
            yield f"a KAP coefficient needs a region or a kind: {kap_row.region}{kap_row.kind_key}"
    for name, ids in (
        ("KAP", [(row.region, row.kind_key, row.age_group) for row in kap]),
        ("DLP", [(r.region, r.kind_key, r.age_group, r.tube_voltage_kv, r.phantom, r.factor_set) for r in dlp]),
        ("activity", [(row.radiopharmaceutical, row.age_group) for row in activity]),
    ):
        yield from (f"two {name} coefficients for {which}" for which, count in Counter(ids).items() if count > 1)
    for convention in coefficients.range_conventions().values():
        if not 0 < convention.low_factor < 1 < convention.high_factor:
            yield f"range convention {convention.method} does not enclose the number"


def _source_problems() -> Iterator[str]:
    used = {
        getattr(row, column)
        for table in _TABLES[1:]
        for row in _rows(table)
        for column in ("source_id", "second_source_id", "range_source_id", "per_source_id")
        if hasattr(row, column)
    }
    yield from (f"unknown source {name}" for name in sorted(used - set(sources()) - {""}))
    yield from (f"source {name} is not used" for name in sorted(set(sources()) - used))
    yield from (f"{kind.key} names no source" for kind in catalogue.exam_kinds().values() if not kind.source_id)
    yield from (f"source {source.id} lacks a citation" for source in sources().values() if not source.citation)


def _region_problems() -> Iterator[str]:
    kap = {row.region for row in coefficients.kap_coefficients()}
    dlp = {row.region for row in coefficients.dlp_coefficients()}
    for region in regions().values():
        if region.parent and region.parent not in regions():
            yield f"{region.key}: unknown parent {region.parent}"
        if region.kap_region and region.kap_region not in kap:
            yield f"{region.key}: no KAP coefficient for {region.kap_region}"
        if region.dlp_region and region.dlp_region not in dlp:
            yield f"{region.key}: no DLP coefficient for {region.dlp_region}"
    named = {pair.region for pair in region_overlaps()} | {pair.overlaps for pair in region_overlaps()}
    named |= {row.region for row in coefficients.time_rates()} | {row.region for row in catalogue.region_codes()}
    yield from (f"unknown region {key}" for key in sorted(named - set(regions())))


def _word_problems() -> Iterator[str]:
    ids = set(exam_words.question_ids())
    for alias in exam_words.aliases():
        if bool(alias.kind_key) == bool(alias.question):
            yield f"{alias.alias}: needs a kind or a question"
        if alias.in_a_record and alias.in_a_record not in catalogue.exam_kinds():
            yield f"{alias.alias}: unknown kind {alias.in_a_record}"
        if alias.question and alias.question not in ids:
            yield f"{alias.alias}: unknown question {alias.question}"
    for row in exam_words.question_rows():
        if row.next_question and (row.kind_key or row.next_question not in ids):
            yield f"{row.question}: choice {row.label} leads nowhere"
    reached = {alias.question for alias in exam_words.aliases()}
    reached |= {row.next_question for row in exam_words.question_rows()}
    yield from (f"question {name} is never asked" for name in sorted(ids - reached))


def _drug_problems() -> Iterator[str]:
    for drug in drugs().values():
        related = (drug.equivalent_mg_low, drug.equivalent_mg_high)
        if drug.role not in ROLES:
            yield f"{drug.key}: unknown role {drug.role}"
        if (related == (None, None)) != (not drug.source_id) or (None in related and related != (None, None)):
            yield f"{drug.key}: an equivalent needs both ends and a source"
        if related != (None, None) and (not drug.is_steroid or not 0 < (related[0] or 0) <= (related[1] or 0)):
            yield f"{drug.key}: only a steroid has an equivalent, its low end above 0"


def _aftercare_problems() -> Iterator[str]:
    for fact in aftercare():
        if fact.group not in GROUPS or not fact.text or not fact.source_id:
            yield f"aftercare: {fact.text or 'a fact'} needs a known group, words and a source"


def _fetal_problems() -> Iterator[str]:
    for row in published.fetal_doses():
        name = f"fetal dose of {row.kind_key or row.region or row.radiopharmaceutical}"
        if not row.kind_key and bool(row.region) == bool(row.radiopharmaceutical):
            yield f"{name}: needs a kind, a region or a radiopharmaceutical"
        if row.role not in published.FETAL_ROLES or (row.role != "value" and (row.high is None or row.typical)):
            yield f"{name}: an upper value or a bound has a high end and nothing typical"
        if (row.week_first is None) != (row.week_last is None):
            yield f"{name}: weeks come in pairs"
        if row.per_value is not None and (not row.per_quantity or not row.per_value):
            yield f"{name}: per_value needs its quantity, and is above 0"
        if row.per_source_id and row.per_value is None:
            yield f"{name}: per_source_id needs its per_value"
        if row.region and row.region not in regions():
            yield f"{name}: unknown region"


def _level_problems() -> Iterator[str]:
    for position in published.positions():
        if position.stance not in published.STANCES:
            yield f"position of {position.body}: unknown stance {position.stance}"
    for row in published.reference_levels():
        if row.sort not in published.LEVEL_SORTS:
            yield f"reference level of {row.kind_key}: unknown sort {row.sort}"


def _alternative_problems() -> Iterator[str]:
    for row in alternative_rows():
        other = catalogue.exam_kinds().get(row.alternative_key)
        if other is None or other.ionising:
            yield f"alternative {row.alternative_key} of {row.kind_key} is unknown or uses radiation"
        if (known := catalogue.exam_kinds().get(row.kind_key)) and (not known.ionising or known.treatment):
            yield f"{row.kind_key} needs no alternative"
    pairs = Counter((row.kind_key, row.alternative_key) for row in alternative_rows())
    yield from (f"{kind} has the alternative {other} twice" for (kind, other), n in pairs.items() if n > 1)


def _reference_problems() -> Iterator[str]:
    """Every kind another table names exists."""
    for row in coefficients.activity_coefficients():
        unknown = set(row.only_kinds) - set(catalogue.exam_kinds())
        yield from (f"{row.radiopharmaceutical}: unknown exam kind {key}" for key in sorted(unknown))
    for table in _TABLES:
        for entry in _rows(table):
            key = getattr(entry, "kind_key", "")
            if key and key not in catalogue.exam_kinds():
                yield f"unknown exam kind {key}"


def skin_problems() -> Iterator[str]:
    """What is wrong with the tables of skin dose."""
    yield from _backscatter_problems()
    yield from _point_problems()
    yield from _skin_level_problems()
    yield from _body_problems()


def _backscatter_problems() -> Iterator[str]:
    rows = skin.backscatter()
    grid = {(row.tube_voltage_kv, row.field_mm) for row in rows}
    voltages, fields = {at for at, _field in grid}, {field for _at, field in grid}
    if len(rows) != len(voltages) * len(fields):
        yield "backscatter: every tube voltage needs every field once"
    yield from (f"backscatter: {row.factor} takes dose away" for row in rows if row.factor < 1)


def _point_problems() -> Iterator[str]:
    for point in skin.reference_points().values():
        if point.measured_from not in skin.MEASURED_FROM:
            yield f"reference point {point.code}: measured from {point.measured_from}"
        if (point.measured_from == "table") != (point.offset_mm is None):
            yield f"reference point {point.code}: only from the table no distance follows"
        if point.parameter not in skin.skin_parameters():
            yield f"reference point {point.code}: unknown factor {point.parameter}"


def _skin_level_problems() -> Iterator[str]:
    for level in skin.skin_levels().values():
        if level.quantity not in skin.LEVEL_QUANTITIES or level.value <= 0:
            yield f"skin level {level.key}: unknown quantity, or nothing to reach"
    rows = skin.skin_reactions()
    ends = [*(row.to_mgy for row in rows)]
    if not rows or rows[0].from_mgy != 0 or ends != [*(row.from_mgy for row in rows[1:]), None]:
        yield "skin reactions: a gap between two doses"


def _body_problems() -> Iterator[str]:
    parts = skin.body_parts().values()
    for part in parts:
        if part.bottom_mm >= part.top_mm or part.side not in ("", "left", "right"):
            yield f"body part {part.key}: upside down, or of an unknown side"
    counts = Counter(part.part for part in parts)
    for place in skin.body_places().values():
        if place.region not in regions():
            yield f"body place: unknown region {place.region}"
        if not counts[place.part]:
            yield f"body place {place.region}: unknown part {place.part}"
        elif counts[place.part] > 1 and not place.paired:
            yield f"body place {place.region}: left or right is needed"
        elif not any(p.part == place.part and p.bottom_mm <= place.height_mm <= p.top_mm for p in parts):
            yield f"body place {place.region}: outside its part"
