"""The steroid of the last 12 months by product, with what it equals of one of them as a marked estimate."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from tracker import reference
from tracker.history.injections import Injection
from tracker.i18n import _

COMPARED_WITH = "methylprednisolone"


@dataclass(frozen=True, slots=True)
class SteroidProduct:
    """One steroid in the 12 months.

    Attributes:
        dose_mg: sum of the milligrams that are known; None where none are.
        injections: how many had it.
        without_dose: of these, how many without milligrams that can be added.
        unclear: milligrams that may be those of one or of all of so many injections; not in `dose_mg`.
        equivalent_low_mg, equivalent_high_mg: milligrams of methylprednisolone that equal `dose_mg`; None where no
            relation is published.
        related: whether a published relation to methylprednisolone was, or would be, used.
    """

    drug_key: str
    name: str
    dose_mg: float | None
    injections: int
    without_dose: int
    equivalent_low_mg: float | None
    equivalent_high_mg: float | None
    related: bool
    unclear: tuple[tuple[float, int], ...] = ()

    @property
    def converted(self) -> bool:
        """Whether its milligrams are in the equivalent by a relation, which must then be named."""
        return self.related and self.dose_mg is not None


@dataclass(frozen=True, slots=True)
class SteroidYear:
    """The steroid of the last 12 months.

    Attributes:
        products: of the injections that lie in the 12 months for certain, the most injections first.
        equivalent_low_mg, equivalent_high_mg: their known milligrams as methylprednisolone; None where nothing can be
            worked out. What is not recorded is not in it.
        not_recorded: injections that lie in the 12 months for certain, of which nobody recorded the drugs.
        may_lie_in: injections with a steroid, or with no drugs recorded, whose date is too rough to say.
        may_be_steroid: injections that lie in the 12 months with a drug that nobody can tell from a steroid.
        left_out: injections with a steroid whose milligrams are not, or not all, in the equivalent.
    """

    products: tuple[SteroidProduct, ...]
    equivalent_low_mg: float | None
    equivalent_high_mg: float | None
    not_recorded: int
    may_lie_in: int = 0
    may_be_steroid: int = 0
    left_out: int = 0

    @property
    def sources(self) -> tuple[reference.Source, ...]:
        """Where the factors stand."""
        keys = [p.drug_key for p in self.products if p.converted]
        ids = dict.fromkeys(id_ for key in keys for id_ in reference.drugs()[key].source_ids)
        return tuple(reference.sources()[id_] for id_ in ids)


def steroid_year(injections: Sequence[Injection], since: date) -> SteroidYear:
    """The steroid of the injections after the day `since`.

    An entry that stands for several injections counts as many, but its milligrams are not added: nobody can say
    whether they were meant for one or for all.
    """
    certain = [one for one in injections if one.first > since]
    keys = dict.fromkeys(given.drug_key for one in certain for given in one.steroids)
    products = [_product(key, certain) for key in keys]
    known = [(p.equivalent_low_mg, p.equivalent_high_mg) for p in products if p.equivalent_low_mg is not None]
    return SteroidYear(
        products=tuple(sorted(products, key=lambda p: (-p.injections, p.name))),
        equivalent_low_mg=_sum(low for low, _high in known),
        equivalent_high_mg=_sum(high for _low, high in known),
        not_recorded=sum(one.exam_count for one in certain if one.injected and not one.drugs),
        may_lie_in=sum(
            one.exam_count
            for one in injections
            if one.first <= since < one.last and (one.steroids or one.may_hide_steroid)
        ),
        may_be_steroid=sum(one.exam_count for one in certain if one.drugs and one.may_hide_steroid),
        left_out=sum(one.exam_count for one in certain if _left_out(one)),
    )


def _product(key: str, certain: Sequence[Injection]) -> SteroidProduct:
    drug = reference.drugs()[key]
    mine = [one for one in certain if any(given.drug_key == key for given in one.steroids)]
    known = [
        given.dose_mg
        for one in mine
        for given in one.steroids
        if given.drug_key == key and given.dose_mg is not None and one.exam_count == 1
    ]
    unclear = [
        (given.dose_mg, one.exam_count)
        for one in mine
        for given in one.steroids
        if given.drug_key == key and given.dose_mg is not None and one.exam_count > 1
    ]
    without = sum(one.exam_count for one in mine if one.exam_count > 1 or _lacks_dose(one, key))
    dose, low, high = _sum(known), drug.equivalent_mg_low, drug.equivalent_mg_high
    related = dose is not None and low is not None and high is not None
    return SteroidProduct(
        drug_key=key,
        name=_(drug.name),
        dose_mg=dose,
        injections=sum(one.exam_count for one in mine),
        without_dose=without,
        equivalent_low_mg=dose * reference.EQUIVALENT_OF_MG / high if related and dose and high else None,
        equivalent_high_mg=dose * reference.EQUIVALENT_OF_MG / low if related and dose and low else None,
        related=low is not None and key != COMPARED_WITH,
        unclear=tuple(unclear),
    )


def _left_out(one: Injection) -> bool:
    """Whether milligrams of its steroids cannot be in the equivalent."""
    known = reference.drugs()
    return any(
        one.exam_count > 1 or given.dose_mg is None or known[given.drug_key].equivalent_mg_low is None
        for given in one.steroids
    )


def _lacks_dose(one: Injection, key: str) -> bool:
    return any(given.drug_key == key and given.dose_mg is None for given in one.steroids)


def _sum(values: Iterable[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return sum(known) if known else None
