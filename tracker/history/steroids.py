"""The steroid of the last 12 months by product, with what it equals of one of them as a marked estimate."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from tracker import reference
from tracker.history.injections import Injection
from tracker.i18n import _, grouped, ngettext

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
        factor: the relation used ("4 mg methylprednisolone = 0.6 to 0.75 mg betamethasone"); "" for methylprednisolone.
    """

    drug_key: str
    name: str
    dose_mg: float | None
    injections: int
    without_dose: int
    equivalent_low_mg: float | None
    equivalent_high_mg: float | None
    factor: str
    unclear: tuple[tuple[float, int], ...] = ()

    def text(self) -> str:
        """In words: "methylprednisolone 120 mg (3 injections)"."""
        times = ngettext("{n} injection", "{n} injections", self.injections).format(n=self.injections)
        without = self.without_dose - sum(n for _mg, n in self.unclear)
        if self.dose_mg is None and not self.unclear:
            return _("{drug}, mg not recorded ({times})").format(drug=self.name, times=times)
        if without:
            times = _("{times}, {n} of them without mg").format(times=times, n=without)
        dose = "" if self.dose_mg is None else _("{dose} mg").format(dose=amount(self.dose_mg))
        words = [" ".join(filter(None, [self.name, dose, f"({times})"]))]
        unclear = _("{dose} mg recorded, not clear for one or for all {n}; not added")
        words += [unclear.format(dose=amount(mg), n=n) for mg, n in self.unclear]
        return ", ".join(words)


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

    def products_text(self) -> str:
        """Every product with its milligrams; "none recorded" where there is none."""
        return " · ".join(product.text() for product in self.products) or _("none recorded")

    def equivalent_text(self) -> str:
        """The estimate with its factors; "" where there is only methylprednisolone, or nothing to work out."""
        low, high = self.equivalent_low_mg, self.equivalent_high_mg
        related = [reference.drugs()[p.drug_key] for p in self.products if p.factor and p.dose_mg is not None]
        if low is None or high is None or not related:
            return ""
        ends = dict.fromkeys((_rounded(low), _rounded(high)))
        return _("estimate: equal to about {amount} mg methylprednisolone ({factors})").format(
            amount=_(" to ").join(ends), factors=_factor(*related)
        )

    def unknown(self) -> list[str]:
        """What the sums cannot hold, each in a few words."""
        found = []
        if (n := self.left_out) and self.equivalent_text():
            words = ngettext("{n} injection is not in the estimate", "{n} injections are not in the estimate", n)
            found.append(words.format(n=n))
        if n := self.not_recorded:
            words = ngettext("{n} injection without drugs on record", "{n} injections without drugs on record", n)
            found.append(words.format(n=n))
        if n := self.may_be_steroid:
            words = ngettext(
                "{n} injection with a drug that may be a steroid", "{n} injections with a drug that may be a steroid", n
            )
            found.append(words.format(n=n))
        if n := self.may_lie_in:
            words = ngettext("{n} more may lie in these months", "{n} more may lie in these months", n)
            found.append(words.format(n=n))
        return found

    @property
    def sources(self) -> tuple[reference.Source, ...]:
        """Where the factors stand."""
        keys = [p.drug_key for p in self.products if p.factor and p.dose_mg is not None]
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


def no_agreed_total() -> str:
    """Stands wherever the sum of a year stands."""
    return _("There is no agreed total for a year.")


def factor_caution() -> str:
    """Stands wherever an equivalent stands."""
    return _("The factors are for tablets and the vein; in a joint they may be far off.")


def amount(dose_mg: float) -> str:
    """Milligrams as written: "40", "2.5"."""
    return grouped(round(dose_mg, 3), ",.10g")


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
        factor=_factor(drug) if low is not None and key != COMPARED_WITH else "",
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


def _factor(*drugs: reference.Drug) -> str:
    """What 4 mg of methylprednisolone equals: "4 mg methylprednisolone = 0.75 mg dexamethasone"."""
    start = _("{amount} mg {drug}").format(amount=amount(reference.EQUIVALENT_OF_MG), drug=_(COMPARED_WITH))
    return " = ".join([start, *(_equal_amount(drug) for drug in drugs)])


def _equal_amount(drug: reference.Drug) -> str:
    ends = dict.fromkeys(amount(end) for end in (drug.equivalent_mg_low, drug.equivalent_mg_high) if end is not None)
    words = _("{amount} mg {drug}").format(amount=_(" to ").join(ends), drug=_(drug.name))
    return _("{factor}, sources conflict").format(factor=words) if len(ends) > 1 else words


def _sum(values: Iterable[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return sum(known) if known else None


def _rounded(dose_mg: float) -> str:
    """An estimate with 2 significant figures."""
    return amount(float(f"{dose_mg:.2g}"))
