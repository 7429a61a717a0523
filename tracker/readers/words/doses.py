"""Words and units that spreadsheets and written reports use for dose quantities, in four languages."""

import re
from collections.abc import Mapping
from functools import cache

from tracker.errors import TrackerError
from tracker.readers.words.folding import folded
from tracker.units import QUANTITIES, convert

# Matched against folded text; the first that fits counts, so "kerma area product" stands before "air kerma".
LABELS: Mapping[str, str] = {
    "dlp_mgy_cm": r"\bdlp\b|dose[ -]?length[ -]?product|dosis-?langen-?produkt\w*|produit[ -]dose[ -]longueur"
    r"|\bpdl\b|producto[ -]dosis[ -]longitud",
    "kap_gy_cm2": r"\bdap\b|\bkap\b|\bp[ _]?ka\b|dose[ -]?area[ -]?product|kerma[ -]?area[ -]?product"
    r"|(?:air )kerma[ -]area[ -]product|dosis-?flachen-?produkt\w*|flachen-?dosis-?produkt\w*|\bdfp\b|\bfdp\b"
    r"|produit[ -](?:dose|kerma)[ -]surface|\bpds\b|producto[ -](?:dosis|kerma)[ -]area|\bpda\b",
    "fluoro_time_s": r"fluoro(?:scop(?:y|ic))?[ -]?(?:exposure |beam[ -]on )?time|screening time|time of fluoroscopy"
    r"|durchleuchtungs?-?(?:zeit|dauer)|\bdl-?zeit|(?:temps|duree) de (?:radio|fluoro)?scopie"
    r"|tiempo de (?:fluoroscopia|escopia|radioscopia)",
    "air_kerma_mgy": r"(?:cumulative |total |reference |entrance )?air[ -]kerma|\bka,? ?r\b|\bcak\b|\brak\b"
    r"|(?:cumulative |reference )kerma|reference point dose|luft-?kerma|kerma (?:dans l.air|en aire)",
    "ctdivol_mgy": r"\bctdi[ _]?\(?vol(?:ume)?\b\)?|\bctdi\b|\bidsv\b|\bictd ?vol\b|\bvolume ctdi\b",
    "glandular_dose_mgy": r"\bagd\b|\bmgd\b|(?:(?:average|mean) )?glandular dose|parenchymdosis|\bdgm\b"
    r"|dose glandulaire(?: moyenne)?|dosis glandular(?: media)?",
    "effective_dose_msv": r"effective (?:radiation )?dose|effektive (?:strahlen)?dosis|effektivdosis|dose efficace"
    r"|dosis (?:efectiva|eficaz)|\beff\.? dose",
    "activity_mbq": r"(?:administered |injected )?activity|(?:injected|administered) dose|aktivitat\b"
    r"|activite\b(?: (?:administree|injectee))?|actividad\b(?: (?:administrada|inyectada))?",
}
# Doses in mGy and times that are none of ours: a number belongs to the nearest word, so these must be known too.
OTHER_LABELS = (
    r"(?:peak |entrance )?skin dose|hautdosis|einfalldosis|dose (?:a la )?peau|dosis en piel|\bpsd\b|\besd\b|\besak\b"
    r"|\bssde\b|size[ -]specific\w*(?: dose)?(?: estimate)?|\bctdiw\b|\bctdi100\b|(?:organ|fetal|foetal|uterine|lens"
    r"|eye|thyroid) dose|organdosis|entrance dose|(?:procedure|scan|rotation|room|total exam|acquisition|anaesthesia"
    r"|anesthesia|exposure|delay|uptake|examination) time|dose rate|half[ -]?life|tube output"
)
TOTAL = re.compile(
    r"\b(?:totals?|cumulative|overall|sum|gesamt\w*|summe|kumulativ\w*|totale?s?|cumulee?|global|suma|acumulad[oa])(?=\b|-?dlp)"
)
UNIT = (
    r"(?:(?:micro|milli|centi|deci|[mcduk\u00b5\u03bc])? ?(?:gy|gray)s?"
    r"(?:[ .*\u00b7\u22c5\u2022\u00d7x/-]{0,3}(?:cm|m)(?: ?(?:\^|\*\*)? ?2| ?[*x\u00d7.] ?cm)?(?![a-z0-9]))?"
    r"|(?:micro|milli|[mu\u00b5\u03bc])? ?(?:sv|sieverts?)|m?rem"
    r"|(?:mega|giga|kilo|[mgk])?(?:bq|becquerels?)|(?:milli|micro|[mu\u00b5\u03bc])?ci|millicuries?"
    r"|minutes?|minuten|minutos?|mins?\b\.?|seconds?|secondes?|segundos?|sekunden?|secs?\b\.?|sek\b\.?|s\b)"
    r"(?![a-z0-9])"
)
_WORDS: Mapping[str, str] = {
    "minuten": "min",
    "minutos": "min",
    "minuto": "min",
    "sekunden": "s",
    "sekunde": "s",
    "sek": "s",
    "secs": "s",
    "secondes": "s",
    "seconde": "s",
    "segundos": "s",
    "segundo": "s",
    "stunden": "h",
    "heures": "h",
    "horas": "h",
    "hours": "h",
    "millicurie": "mCi",
    "millicuries": "mCi",
}


@cache
def label_pattern() -> re.Pattern[str]:
    """Finds any word for a quantity; the name of the group is the quantity, "other" for one that is none of ours."""
    groups = [f"(?P<other>{OTHER_LABELS})", *(f"(?P<{name}>{words})" for name, words in LABELS.items())]
    return re.compile("|".join(groups))


def _squeezed(unit: str) -> str:
    text = re.sub(r"cm ?[*x\u00d7.] ?cm", "cm2", folded(unit).replace("\u03bc", "u").replace("\u00b5", "u"))
    for word, sign in (("micro", "u"), ("milli", "m"), ("centi", "c"), ("mega", "m"), ("giga", "g"), ("kilo", "k")):
        text = text.replace(word, sign)
    text = re.sub("(?:gray|gy)s?", "gy", text)
    text = re.sub("sieverts?", "sv", re.sub("becquerels?", "bq", text))
    return re.sub(r"[\s.*^/\u00b7\u22c5\u2022\u00d7-]", "", text).replace("gyxcm", "gycm")


def unit_of(text: str, quantity: str) -> str:
    """The unit as our tables spell it, "" where the text is no unit of this quantity.

    Capital letters do not matter, except that mBq (a thousandth of a becquerel) is never taken for MBq. "Gy/cm2",
    which many reports print, is read as Gy.cm2: no quantity of ours is divided by a length.
    """
    wanted = text.strip()
    if not wanted or len(wanted) > 20 or wanted.startswith(("mBq", "milliB", "millib", "MCi")):
        return ""
    squeezed = _squeezed(_WORDS.get(folded(wanted).rstrip("."), wanted))
    menu = next((unit for unit in QUANTITIES[quantity].units if _squeezed(unit) == squeezed), "")
    if menu:
        return menu
    try:
        convert(1.0, wanted, quantity)
    except TrackerError:
        return ""
    return wanted


def quantities_of(unit: str) -> tuple[str, ...]:
    """The quantities that are given in this unit, in the order of our tables."""
    return tuple(name for name in QUANTITIES if unit_of(unit, name))


def quantity_named(text: str) -> str:
    """The quantity a heading names, "" where it names none or several, or one that is none of ours."""
    names = {match.lastgroup or "" for match in label_pattern().finditer(folded(text))}
    return names.pop() if len(names) == 1 and "other" not in names else ""
