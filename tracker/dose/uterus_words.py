"""Says in a few sentences how the dose to the uterus of an exam was made, with the numbers in it and the sources."""

import pandas as pd

from tracker import reference
from tracker.dose import uterus_basis
from tracker.dose.derivation import Derivation, digits
from tracker.dose.uterus_basis import Basis
from tracker.i18n import _
from tracker.units import QUANTITIES


def explain(row: pd.Series) -> Derivation:
    """How one number was made.

    Args:
        row: one row of `uterus.estimate`.
    """
    method, basis = str(row["uterus_method"]), uterus_basis.by_key(str(row["uterus_basis"]))
    if not basis.key:
        return Derivation(_without(method), ())
    words = [_value(method, basis, row)]
    if method == "kind" and pd.notna(row["uterus_measured"]):
        words.append(_("The measured number was not used: no usual value to compare it with is known."))
    known = reference.sources()
    sources = tuple(known[name] for name in basis.source_ids if name in known)
    return Derivation(" ".join([*words, *_interval(basis)]), sources)


def _without(method: str) -> str:
    return {
        "no_radiation": _("This exam uses no X-rays and nothing radioactive."),
        "treatment": _("This is a treatment; the dose to the uterus was not worked out. Ask the medical physicist."),
        "scatter": _("Only scattered radiation reaches the uterus; it was not worked out, which is not zero."),
    }.get(method, _("No published dose to the uterus was found for this exam, so none is given."))


def _value(method: str, basis: Basis, row: pd.Series) -> str:
    if method == "agent":
        return _("{amount:.4g} MBq x {k} mGy per MBq ({agent}, weeks {first:g} to {last:g} of pregnancy).").format(
            amount=row["uterus_measured"],
            k=digits(basis.typical),
            agent=_agent(basis.key.split(":")[1]),
            first=(basis.weeks or (0, 0))[0],
            last=(basis.weeks or (0, 0))[1],
        )
    if method == "region":
        return _per_kap(basis, row)
    if pd.notna(basis.under):
        return _("Published dose to the uterus in this exam: under {under:g} mGy.").format(under=basis.under)
    if method == "kind_scaled":
        return _scaled(basis, row)
    if basis.middle:
        return _("Middle of the published doses to the uterus in this exam: {typical} mGy.").format(
            typical=digits(basis.typical)
        )
    return _("Published dose to the uterus in this exam: {typical} mGy.").format(typical=digits(basis.typical))


def _per_kap(basis: Basis, row: pd.Series) -> str:
    measured = pd.notna(row["uterus_measured"])
    words = (
        _("{amount:.4g} Gy.cm2, as measured, x {k} mGy per Gy.cm2.")
        if measured
        else _("{amount:.4g} Gy.cm2, as is usual for this exam, x {k} mGy per Gy.cm2.")
    )
    amount = row["uterus_measured"] if measured else row["uterus_usual"]
    borrowed = _("The factor is borrowed from other X-rays of the same place: good to an order of magnitude.")
    return f"{words.format(amount=amount, k=digits(basis.typical))} {borrowed}"


def _scaled(basis: Basis, row: pd.Series) -> str:
    words = _("{typical} mGy published with {usual:.4g} {unit}; {measured:.4g} {unit} were measured: x {times}.")
    return words.format(
        typical=digits(basis.typical),
        usual=row["uterus_usual"],
        unit=QUANTITIES[basis.per_quantity].unit,
        measured=row["uterus_measured"],
        times=digits(row["uterus_measured"] / row["uterus_usual"]),
    )


def _agent(key: str) -> str:
    names = {row.radiopharmaceutical: row.name for row in reference.activity_coefficients()}
    return names.get(key, key)


def _interval(basis: Basis) -> list[str]:
    words = []
    if basis.convention and basis.convention != "by_analogy":
        rule = reference.range_conventions()[basis.convention]
        sentence = _("No range was published: {low:.2g} to {high:.2g} times the value, by our convention.")
        words.append(sentence.format(low=rule.low_factor, high=rule.high_factor))
    if basis.older:
        words.append(_("The high end ({high} mGy, unscaled) is from older texts.").format(high=digits(basis.high)))
    return words
