"""The words by which descriptions in FHIR name machines, treatments, places and guided injections."""

import re
from collections.abc import Iterable
from functools import lru_cache

from tracker.readers.words import exams
from tracker.readers.words.places import UNIONS, UNKNOWN, regions_in

_SCANS = ("CT", "NM", "DX", "RF")


def _words(*alternatives: str) -> re.Pattern[str]:
    return re.compile(r"\b(?:" + "|".join(alternatives) + r")\b")


_TREATMENTS: tuple[tuple[re.Pattern[str], str], ...] = (
    (_words(r"brachytherap\w*", r"brachyterap\w*", "curietherapie"), "tx_brachytherapy"),
    (_words(r"radiosurg\w*", r"radiochirurg\w*", r"gamma knife", r"cyber ?knife", "sbrt"), "tx_radiosurgery"),
    (_words(r"radio ?iodine (?:ablat|therap|treat)\w*", r"radiojodtherap\w*", r"i ?131 (?:therap|ablat)\w*"),
     "tx_radioiodine"),
    (_words(r"lutetium\w*", r"lu ?177", "prrt"), "tx_lutetium"),
    (_words(r"radium ?223", r"ra ?223", "xofigo"), "tx_radium"),
    (_words(r"radio ?emboli[sz]\w*", "sirt", r"yttrium ?90", "y90"), "tx_y90"),
    (_words(r"radio ?synov\w*", r"synoviorthesis"), "tx_synovectomy"),
    (_words(r"radio ?therap\w*", r"radioterap\w*", r"teleradiotherap\w*", r"teletherap\w*", r"strahlentherap\w*",
            r"bestrahlung\w*", r"radiation (?:therap|treat|oncolog)\w*", r"external beam",
            r"(?:whole brain|total body|chest wall|breast|pelvic|cranial) irradiation",
            r"proton (?:beam|therap)\w*", r"x ?ray therap\w*", r"radio ?chemotherap\w*",
            r"chemo ?radi\w*"), "tx_radiotherapy"),
)  # fmt: skip
_PLANNING = _words(r"planning", r"simulation", r"planungs ?ct")
_NOT_AN_EXAM = _words(r"referr?al", r"request\w*", "refer", r"consent\w*", r"education\w*", r"counsel\w*", r"review of",
                      r"not (?:done|performed)", r"declin\w*", "refused", "deferred", r"scheduled", r"appointment\w*",
                      r"history of", r"preparation for", r"consult\w*", r"(?:blood|cell) products?")  # fmt: skip
_WITHOUT = re.compile(r"\b(?:without|no|not|w o) (?:x ?rays?|fluoro\w*|imaging|radiation|radiogra\w*)\b")

# The first that fits names the machine; radiation before none, so that a procedure with both counts as the former.
_MACHINES: tuple[tuple[re.Pattern[str], str], ...] = (
    (_words(r"pet(?! therap)", "petct", r"positron\w*", "spect", r"scintigra\w*", r"szintigra\w*", r"gammagra\w*",
            r"radionuclide\w*", r"nuclear medicine", r"nuklearmed\w*", r"bone scan", r"isotope\w*", r"radioisotope\w*",
            "muga", r"tep (?:scan|tdm)", r"thyroid (?:scan|uptake)\w*", r"radioactive (?!seed)\w+", r"blood pool",
            "hida", r"hepatobiliary (?:\w+ ){0,2}imaging", r"myocardial (?:perfusion|imaging)\w*", r"lung perfusion",
            r"ventilation (?:and )?perfusion", r"v ?q scan", r"sentinel (?:lymph )?node (?:inject|mapp|imag)\w*",
            r"tc ?99m", r"technetium", r"thallium", r"sestamibi", "fdg", "mibg", r"octreotide scan"), "NM"),
    (re.compile(r"^nm (?!block|junct)"), "NM"),
    (re.compile(r"^(?!.*fluoro).*\b(?:us|ultraso\w*|sonogra\w*) guid"), "US"),
    (_words("ct", "cta", "ctpa", "cct", "hrct", "ccta", "cbct", "tdm", r"(?<!bladder )scanner",
            r"comput\w*(?: axial)? tomogra\w*",
            r"computertomogra\w*", r"cat scan\w*", r"tac (?:de|del|con|sin|cranea\w*|abdom\w*|torac\w*)",
            r"tomodensitometr\w*", r"tomografia (?:axial )?comput\w*"), "CT"),
    (_words(r"mra", "mri", "mrt", "mrcp", "irm", "rmn", r"magnetic resonance", r"kernspin\w*", r"magnetresonan\w*",
            r"resonancia magnetica", r"resonance magnetique"), "MR"),
    (re.compile(r"^mr\b"), "MR"),
    (_words(r"fluorosc\w*", r"fluoroscopic\w*", r"durchleuchtung\w*", r"x ?ray guid\w*", r"image intensif\w*",
            r"radioscop\w*", r"video ?fluoro\w*"), "RF"),
    # As LOINC and radiology departments begin their names; "RF ablation" is radio frequency.
    (re.compile(r"^(?:rfa?|xa|fl|ir) (?!ablat|denerv|lesion|neurotom|rhizot|of\b|energy|catheter ablat)"), "RF"),
    (_words(r"mammogra\w*", r"tomosynth\w*", r"mastogra\w*", r"mamografia", r"dbt breast"), "MG"),
    (re.compile(r"^mg (?:\w+ )*(?:breast|screening|diagnostic|stereo)"), "MG"),
    (re.compile(r"^(?!.*ultraso).*\b(?:dxa|dexa|bone densi|densitometr|absorptiometr|osteodensito)"), "BMD"),
    (_words(r"orthopantomogra\w*", "opg", "panorex", r"panoramic (?:x ?ray|radiogra\w*|dental)\w*"), "PX"),
    (_words(r"bitewing\w*", r"periapical\w*", r"intra ?oral (?:x ?ray|radiogra\w*)\w*"), "IO"),
    (_words(r"x ?rays?", "xr", r"radiogra(?!nul)\w*", r"rontgen\w*", r"roentgen\w*", r"plain film\w*", r"rayos? x",
            r"skeletal survey", r"cephalogra\w*", r"radiologic(?:al)? exam\w*"), "DX"),
    (_words(r"ultraso\w*", r"ultraschall\w*", r"sonogra\w*", r"echogra\w*", r"echocardio\w*", r"ecogra\w*",
            r"ecocardio\w*", r"doppler", r"duplex", "tte", "tee"), "US"),
    (re.compile(r"^us\b"), "US"),
    (_words("kub"), "DX"),
    (_words(r"angiogra\w*", r"angioplast\w*", r"arteriogra\w*", r"aortogra\w*", r"venogra\w*", r"phlebogra\w*",
            r"barium\w*", r"ercp", r"cholangio(?:pancreato)?gra\w*", r"cysto(?:urethro)?gra\w*", r"urethrogra\w*",
            r"pyelogra\w*", r"hysterosalping\w*", r"arthrogra\w*", r"myelogra\w*", r"dis[ck]ogra\w*",
            r"esophagra\w*", r"o?esophagogra\w*", r"vertebroplast\w*", r"k[iy]phoplast\w*", r"percutaneous coronary",
            "pci", "ptca", r"(?:cardiac|heart|coronary) cath\w*", r"coronary (?:\w+ )*stent\w*",
            r"stent\w* .*coronary \w+", r"electrophysiolog\w* study", "tavi", "tavr", r"t?evar",
            r"(?:chemo ?)?emboli[sz]ation", r"vena cava filter", r"upper gi(?: series)?", r"small bowel series",
            r"cathet\w* (?:of|ablat)\w*.*(?:heart|cardiac)",
            r"catheter ablat\w*", r"transluminal\w*", r"pacemaker (?:implant|insert)\w*",
            r"transcatheter\w*", r"endovascular\w*"), "RF"),
)  # fmt: skip
# Injections that are often, but not always, done under X-ray: worth asking about, never assumed; and what is no such.
_INJECTIONS = _words(r"epidural\w*", r"facet\w*", r"medial branch\w*", r"sacro ?iliac\w*", r"nerve root\w*", "stellate",
                     r"transforaminal\w*", r"radio ?frequency (?:ablat|denerv|neurotom|lesion)\w*", r"rhizotom\w*",
                     r"(?:inject|infiltr)\w*.*\b(?:joint|hip|shoulder|knee|spine|spinal|bursa)",
                     r"(?:joint|hip|shoulder|knee|spine|spinal|bursa)\b.*\b(?:inject|infiltr)\w*")  # fmt: skip
_OTHERWISE = _words(r"an(?:a)?esth\w*", r"analges\w*", r"lab(?:o|ou)r", r"obstetric\w*", r"birth", r"caesar\w*",
                      r"vaccin\w*", r"immuni[sz]\w*", r"hematoma", r"haematoma", "abscess", r"varic\w*",
                      r"veins?", r"saphen\w*")  # fmt: skip
_TEETH = _words(
    r"dental\w*", "teeth", "tooth", r"panoramic\w*", r"orthopantomogra\w*", r"bitewing\w*", r"zahn\w*", "dents?"
)
_ECHO = _words(r"echocardio\w*", r"ecocardio\w*", "tte", "tee", r"heart ultraso\w*", r"us heart", r"ultraso\w* heart")


@lru_cache(maxsize=4096)
def machine_in(words: str) -> str:
    """The machine that a description names ("CT", "RF", "US", ... "TX" for treatment), "" where it names none."""
    plain = _WITHOUT.sub(" ", exams.plain(words)).strip()
    if _NOT_AN_EXAM.search(plain):
        return ""
    machine = next((group for pattern, group in _MACHINES if pattern.search(plain)), "")
    if treatment_in(words) and not (machine in _SCANS and _PLANNING.search(plain)):
        return "TX"
    return machine


@lru_cache(maxsize=4096)
def treatment_in(words: str) -> str:
    """Key of the treatment with radiation that a description names, "" where it names none."""
    plain = exams.plain(words)
    return next((key for pattern, key in _TREATMENTS if pattern.search(plain)), "")


@lru_cache(maxsize=4096)
def may_be_guided(words: str) -> bool:
    """Whether a description is of an injection that may have been done under X-ray."""
    plain = exams.plain(words)
    return bool(_INJECTIONS.search(plain)) and not _OTHERWISE.search(plain) and not _NOT_AN_EXAM.search(plain)


@lru_cache(maxsize=4096)
def place_in(words: str) -> str:
    """The one region that a description names, "unknown" where it names none or several that make no known union."""
    plain = exams.plain(words)
    found = regions_in(plain) or (frozenset({"teeth"}) if _TEETH.search(plain) else frozenset())
    return next(iter(found)) if len(found) == 1 else UNIONS.get(found, UNKNOWN)


def is_echo(words: Iterable[str]) -> bool:
    """Whether a description names an ultrasound of the heart ("trans thoracic echocardiogram")."""
    return any(_ECHO.search(exams.plain(text)) for text in words)
