"""Radiopharmaceuticals as written reports name them."""

import re

# Against folded text. Where rest and stress have different coefficients, the words must say which of them it was.
_AGENTS: tuple[tuple[str, str], ...] = (
    ("f18_fdg", r"\bfdg\b|fluoro?-?deoxy-?glucose|fluordesoxyglu[ck]ose"),
    ("f18_naf", r"\bnaf\b|sodium fluoride"),
    ("f18_fdopa", r"\bf-?dopa\b|fluorodopa"),
    ("f18_choline", r"f-?18[ -]\w*choline|18 ?f[ -]\w*choline"),
    ("ga68_dotatate", r"dotatate"),
    ("ga68_dotatoc", r"dotatoc"),
    ("ga68_psma11", r"psma-?11"),
    ("ga67_citrate", r"(?:ga(?:llium)?-? ?67|67-? ?ga)"),
    ("tl201_chloride", r"(?:tl-? ?201|201-? ?tl|thallium)"),
    ("i123_ioflupane", r"ioflupane|dat-?scan"),
    ("i123_mibg", r"(?:i-? ?123|123-? ?i)\W{0,3}m?ibg"),
    ("in111_pentetreotide", r"pentetreotide|octreoscan"),
    ("tc99m_mdp", r"\bmdp\b|\bhdp\b|\bdpd\b|medronate|oxidronate|diphosphonat\w*"),
    ("tc99m_dmsa", r"\bdmsa\b"),
    ("tc99m_ecd", r"\becd\b|bicisate"),
    ("tc99m_hmpao", r"\bhmpao\b|exametazime"),
    ("tc99m_ida", r"\bhida\b|mebrofenin|disofenin"),
    ("tc99m_maa", r"\bmaa\b|macroaggregated albumin"),
    ("tc99m_mag3", r"\bmag-?3\b|mertiatide"),
    ("tc99m_nanocolloid", r"nano-?colloid"),
    ("tc99m_sulfur_colloid", r"sul(?:f|ph)ur colloid"),
    ("tc99m_technegas", r"technegas|dtpa aerosol"),
    ("tc99m_pertechnetate", r"pertechnetate?"),
)
_TWO_WAYS: tuple[tuple[str, str], ...] = (
    ("tc99m_sestamibi", r"sestamibi|\bmibi\b|cardiolite"),
    ("tc99m_tetrofosmin", r"tetrofosmin|myoview"),
)
_REST, _STRESS = (
    re.compile(r"\b(?:rest|resting|ruhe|repos|reposo)\b"),
    re.compile(r"\b(?:stress|exercise|belastung\w*)\b"),
)


def keys() -> tuple[str, ...]:
    """Every key this module can give."""
    return (*(key for key, _words in _AGENTS), *(f"{key}{way}" for key, _w in _TWO_WAYS for way in ("", "_stress")))


def agent_in(words: str) -> str:
    """Key of the one radiopharmaceutical that folded words name, "" where they name none or several."""
    found = {key for key, pattern in _AGENTS if re.search(pattern, words)}
    for key, pattern in _TWO_WAYS:
        if re.search(pattern, words):
            rest, stress = bool(_REST.search(words)), bool(_STRESS.search(words))
            found.add(key if rest and not stress else f"{key}_stress" if stress and not rest else "")
    return found.pop() if len(found) == 1 else ""
