"""Says in a few sentences how the dose to the uterus of an exam was made, with the numbers in it and the sources."""

import pandas as pd

from tracker import reference
from tracker.dose import uterus_basis
from tracker.dose.derivation import Derivation, digits
from tracker.dose.plausibility import usual_sources
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
    words = [_value(method, basis, row), *_dropped(str(row["uterus_unused"])), *_interval(method, basis, row)]
    known = reference.sources()
    return Derivation(" ".join(words), tuple(known[name] for name in _source_ids(method, basis) if name in known))


def _source_ids(method: str, basis: Basis) -> list[str]:
    """Of the dose, of what it was assumed to go with, and of the uncertainty of a reference person."""
    ids = list(basis.source_ids)
    if method == "kind_scaled" and basis.assumed:
        kind = basis.key.partition(":")[2]
        ids += [basis.per_source_id] if basis.per_source_id else usual_sources(kind, basis.per_quantity)
    if {"low", "high"} & set(basis.ours):
        ids.append(reference.range_conventions()[uterus_basis.LEAST].source_id)
    return list(dict.fromkeys(ids))


def _dropped(unused: str) -> list[str]:
    """A sentence for each measured number that the dose does not rest on."""
    said = {
        "dlp_mgy_cm": _("The measured DLP was not used."),
        "kap_gy_cm2": _("The measured KAP was not used."),
        "activity_mbq": _("The measured activity was not used."),
        uterus_basis.PHANTOM: _("The measured DLP was not used: its phantom does not fit or is not stated."),
    }
    return [said[name] for name in unused.split()]


def _without(method: str) -> str:
    return {
        "no_radiation": _("This exam uses no X-rays and nothing radioactive."),
        "treatment": _("This is a treatment; the dose to the uterus was not worked out. Ask the medical physicist."),
        "scatter": _("Only scattered radiation reaches the uterus; it was not worked out, which is not zero."),
    }.get(method, _("No published dose to the uterus was found for this exam, so none is given."))


def _value(method: str, basis: Basis, row: pd.Series) -> str:
    if method == "agent":
        return _per_mbq(basis, row)
    if method == "region":
        return _per_kap(basis, row)
    if pd.notna(basis.under):
        return _("Published dose to the uterus in this exam: under {under:g} mGy.").format(under=basis.under)
    what = (
        _("Middle of the published doses to the uterus in this exam: {typical} mGy.")
        if basis.middle
        else _("Published dose to the uterus in this exam: {typical} mGy.")
    )
    words = [what.format(typical=digits(basis.typical))]
    return " ".join([*words, _scaled(basis, row)] if method == "kind_scaled" else words)


def _per_mbq(basis: Basis, row: pd.Series) -> str:
    words = _("{amount:.4g} MBq x {k} mGy per MBq ({agent}, weeks {first:g} to {last:g} of pregnancy).").format(
        amount=row["uterus_measured"],
        k=digits(basis.typical),
        agent=_agent(basis.key.split(":")[1]),
        first=(basis.weeks or (0, 0))[0],
        last=(basis.weeks or (0, 0))[1],
    )
    middle = [_("The factor is the middle of the published ones.")] if basis.middle else []
    beyond = [_("No value is published for these weeks.")] if basis.beyond else []
    return " ".join([words, *middle, *beyond])


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
    words = (
        _("It is assumed to go with {usual:.4g} {unit} (published without it); {measured:.4g} measured: x {times}.")
        if basis.assumed
        else _("It was published with {usual:.4g} {unit}; {measured:.4g} measured: x {times}.")
    )
    return words.format(
        usual=row["uterus_usual"],
        unit=QUANTITIES[basis.per_quantity].unit,
        measured=row["uterus_measured"],
        times=digits(row["uterus_measured"] / row["uterus_usual"]),
    )


def _agent(key: str) -> str:
    names = {row.radiopharmaceutical: row.name for row in reference.activity_coefficients()}
    return names.get(key, key)


def _interval(method: str, basis: Basis, row: pd.Series) -> list[str]:
    """Where the ends are from, and by which convention where they are ours."""
    words = []
    if basis.convention:
        sentence = _("No range was published: {low:.2g} to {high:.2g} times the value, by our convention.")
        words.append(_by(basis.convention, sentence))
    if "mirrored_low" in basis.ours:
        words.append(_("The low end is ours: as many times below the value as the high end is above it."))
    if "mirrored_high" in basis.ours:
        words.append(_("The high end is ours: as many times above the value as the low end is below it."))
    at_least = _("By our convention the range is at least {low:.2g} to {high:.2g} times the value.")
    words += [_by(name, at_least) for name in _least(method, basis)]
    if basis.per_quantity == "activity_mbq" and pd.isna(row["uterus_measured"]):
        wider = _("Without a measured activity the ends are moved by {low:.2g} and {high:.2g}, by our convention.")
        words.append(_by("activity_without_range", wider))
    if basis.older:
        words.append(_("The high end ({high} mGy, unscaled) is from older texts.").format(high=digits(basis.high)))
    return words


def _least(method: str, basis: Basis) -> list[str]:
    """The conventions that this range may not be narrower than, and that moved an end of it."""
    found = [uterus_basis.LEAST] if {"low", "high"} & set(basis.ours) else []
    if basis.per_quantity == "activity_mbq":
        found.append("activity_times_coefficient")
    if method == "kind_scaled" and basis.assumed:
        found.append(uterus_basis.ASSUMED)
    rules = reference.range_conventions()
    return [
        name
        for name in found
        if name != basis.convention
        and (
            name == uterus_basis.LEAST
            or basis.typical * rules[name].low_factor < basis.low
            or basis.typical * rules[name].high_factor > basis.high
        )
    ]


def _by(convention: str, sentence: str) -> str:
    rule = reference.range_conventions()[convention]
    return sentence.format(low=rule.low_factor, high=rule.high_factor)
