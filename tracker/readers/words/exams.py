"""Words that descriptions of exams use, in English, German, French and Spanish: places, injections, named procedures.

All patterns are matched against text in lower case without accents, with single spaces between words.
"""

import re
import unicodedata
from collections.abc import Mapping

_NOT_A_WORD = re.compile(r"[^a-z0-9]+")


def plain(text: str) -> str:
    """Text as the patterns expect it: "Thorax^TAP (Erwachsene)" becomes "thorax tap erwachsene"."""
    letters = unicodedata.normalize("NFKD", text.casefold())
    return _NOT_A_WORD.sub(" ", "".join(c for c in letters if not unicodedata.combining(c))).strip()


def _words(*alternatives: str) -> re.Pattern[str]:
    return re.compile(r"\b(?:" + "|".join(alternatives) + r")\b")


# One word for chest, abdomen and pelvis in CT.
TRUNK = _words("tap", "cap", "nap", r"thorax abdomen becken", r"chest abd\w* pel\w*")

LEVELS: tuple[tuple[re.Pattern[str], str], ...] = (
    (_words(r"cervical\w*", "hws", r"zervikal\w*"), "cervical"),
    (_words(r"thoraci\w*", "bws", r"thorakal\w*", "dorsal"), "thoracic"),
    (_words(r"lumb\w*", "lws", r"lombaire\w*"), "lumbar"),
)
# Where no word says the level, the first vertebra does: C7/T1 is a cervical injection, T12/L1 a thoracic one.
VERTEBRAE: tuple[tuple[re.Pattern[str], str], ...] = (
    (_words(r"c[2-7]"), "cervical"),
    (_words(r"th?(?:[1-9]|1[0-2])"), "thoracic"),
    (_words(r"l[1-5]"), "lumbar"),
)
APPROACHES: tuple[tuple[re.Pattern[str], str], ...] = (
    (
        _words(r"trans ?foramin\w*", "tfesi", "snrb", r"nerve root", r"foraminal\w*", r"nervenwurzel\w*", "snri"),
        "transforaminal",
    ),
    (_words(r"inter ?lamin\w*", "ilesi", r"translamin\w*"), "interlaminar"),
)
INJECTION = _words(
    r"inject\w*",
    r"injekt\w*",
    r"infiltr\w*",
    r"inyecc\w*",
    r"steroids?",
    r"blocks?",
    r"blockade\w*",
    r"bloqueo\w*",
    r"blocs?",
    "inj",
    r"cortisone?",
)
EPIDURAL = _words(r"epidural\w*", "esi", "tfesi", "ilesi", r"peridural\w*", "snrb", "snri", r"periradikular\w*", "prt")
CAUDAL = _words("caudal", "kaudal", "caudale")

# Blocks and denervations at a level of the spine: {level} and {guidance} are filled in.
SPINAL: tuple[tuple[re.Pattern[str], str], ...] = (
    (
        re.compile(
            r"(?=.*\b(?:radio ?frequen\w*|rfa?|rhizotom\w*|denerv\w*|ablati\w*|neurotom\w*)\b)"
            r"(?=.*\b(?:facet\w*|fazett\w*|medial branch\w*|zygapophys\w*)\b)"
        ),
        "rfa",
    ),
    (_words(r"medial branch\w*", "mbb"), "mbb"),
    (_words(r"facet\w*", r"fazett\w*", r"zygapophys\w*"), "facet"),
)

# Procedures whose name says all; the first that fits counts, so the narrower stand first.
FLUOROSCOPY: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"(?=.*\bgenicular\w*\b)(?=.*\b(?:radio ?frequen\w*|rfa|ablati\w*|denerv\w*)\b)"), "genicular_rfa_rf"),
    (_words(r"genicular\w*"), "genicular_block_rf"),
    (_words(r"stellate", r"stellat\w*", "stellaire", "estrellado"), "stellate_rf"),
    (
        re.compile(r"(?=.*\blumb\w*|.*\blombaire\b)(?=.*\bs[iy]mpath?[ei]t\w*|.*\bsympathi\w*|.*\bsimpatic\w*)"),
        "lumbar_sympathetic_rf",
    ),
    (_words(r"c(?:o?eliac|oeliaque|eliaco) (?:plexus|ganglion)?", r"plexus coeliacus", r"plexo celiaco"), "coeliac_rf"),
    (_words(r"hypogastric\w*"), "hypogastric_rf"),
    (_words(r"ganglion impar"), "ganglion_impar_rf"),
    (_words(r"vertebroplast\w*", r"vertebroplasti\w*"), "ir_vertebroplasty"),
    (_words(r"k[iy]phoplast\w*", r"cifoplast\w*"), "ir_kyphoplasty"),
    (_words(r"spinal cord stim\w*", "scs"), "scs_trial_rf"),
    (_words(r"blood patch", r"blutpatch"), "blood_patch_rf"),
    (
        _words(r"lumbar puncture", r"lumbalpunktion\w*", r"ponction lombaire", r"puncion lumbar", "lp"),
        "rf_lumbar_puncture",
    ),
    (_words(r"modified barium\w*", "mbss?", r"video ?fluoros\w*", r"videokinemato\w*", r"videofluorosc\w*"), "rf_mbss"),
    (
        _words(
            r"barium swallow",
            r"(?:o?e)sophagogra\w*",
            "esophagram",
            r"breischluck\w*",
            r"osophagusbreischluck",
            r"transit oesoph\w*",
            r"esofagograma",
        ),
        "rf_barium_swallow",
    ),
    (_words(r"barium enema", r"kolonkontrasteinlauf", r"lavement baryte", r"enema opaco"), "rf_barium_enema"),
    (_words(r"small bowel follow\w*", "sbft", r"transit du grele", r"transito intestinal"), "rf_sbft"),
    (_words(r"upper gi\w*", r"barium meal", "ugi", r"magen darm passage", "mdp"), "rf_ugi"),
    (_words(r"defa?ecogra\w*", r"defakogra\w*", r"defecogra\w*", r"proctogra\w*"), "rf_defecography"),
    (_words("ercp", "cpre"), "rf_ercp"),
    (_words(r"gastrostom\w*", "peg", "rig"), "rf_gastrostomy"),
    (_words(r"hysterosalping\w*", "hsg", r"histerosalping\w*"), "rf_hsg"),
    (_words(r"retrograde pyelogra\w*", r"retrograde pyelo\w*"), "rf_retrograde_pyelogram"),
    (_words(r"retrograde urethro\w*", "rug"), "rf_rug"),
    (_words(r"nephrostogra\w*"), "rf_nephrostogram"),
    (_words(r"nephrostom\w*", r"nefrostom\w*"), "ir_nephrostomy"),
    (_words("picc"), "rf_picc"),
    (_words(r"pacemaker\w*", r"herzschrittmacher\w*", r"schrittmacher\w*", "marcapasos"), "ir_pacemaker"),
    (
        _words(r"coronary angio\w*", r"koronarangio\w*", r"coronarograph\w*", r"coronariograf\w*"),
        "ir_coronary_angiography",
    ),
)
MYELOGRAM = _words(r"myelogra\w*", r"mielogra\w*")
DISCOGRAM = _words(r"dis[ck]ogra\w*")
ARTHROGRAM = _words(r"arthrogra\w*", r"artrogra\w*")
SACROILIAC_JOINT = _words(r"sacro ?iliac\w*", r"si joints?", "sij", "isg", r"iliosa[ck]ral\w*", r"sacro ?iliaque\w*")

CT: tuple[tuple[re.Pattern[str], str], ...] = (
    (
        _words(r"colonograph\w*", r"kolonograph\w*", r"coloscanner", r"colonograf\w*", r"virtual colonoscopy"),
        "ct_colonography",
    ),
    (
        _words(
            "ctpa",
            r"pulmonary angio\w*",
            r"pulmonalisangio\w*",
            r"lungenembolie",
            r"angio ?scanner pulmonaire",
            r"embolia pulmonar",
        ),
        "ctpa",
    ),
    (_words(r"calcium scor\w*", r"ca scor\w*", r"kalkscor\w*", r"score calcique", r"calcio coronario"), "ct_calcium"),
    (
        _words(r"coronary cta?", r"cta coronar\w*", "ccta", r"coroscanner", r"coronary angio\w*", r"koronar ct"),
        "cta_coronary",
    ),
    (_words(r"urogra\w*", r"uroscanner", r"urogra[fp]\w*", r"urotac"), "ct_urogram"),
    (_words(r"enterogra\w*", r"enteroscanner"), "ct_enterography"),
    (_words(r"low dose (?:lung|chest|screening)\w*", r"lung screening"), "ct_chest_ldct"),
    (_words("hrct", r"high resolution chest"), "ct_chest_hr"),
    (_words("polytrauma", r"whole body trauma", r"bodyscan trauma", r"politrauma"), "ct_trauma_whole_body"),
    (_words(r"biops\w*", r"drainag\w*"), "ct_biopsy"),
)
PET = _words("pet", "pet ct", "petct", "tep", "tep scan")
SPECT = _words(r"spect\w*", r"tomoscintigraph\w*")
FDG = _words(r"fdg", r"fluorodeoxyglucose", r"fluordesoxyglu[ck]ose")
PORTABLE = _words("portable", "bedside", "mobile", r"bettaufnahme\w*", r"au lit", "portatil")
TOMOSYNTHESIS = _words(r"tomo\w*", "dbt", "3d")

CT_BY_REGION: Mapping[str, str] = {
    "head": "ct_head",
    "face": "ct_facial",
    "neck": "ct_neck",
    "chest": "ct_chest",
    "abdomen": "ct_abdomen",
    "pelvis": "ct_pelvis",
    "abdomen_pelvis": "ct_abd_pelvis",
    "chest_abdomen": "ct_chest_abdomen",
    "chest_abdomen_pelvis": "ct_chest_abd_pelvis",
    "neck_chest": "ct_neck_chest",
    "cervical_spine": "ct_cspine",
    "thoracic_spine": "ct_tspine",
    "lumbar_spine": "ct_lspine",
    "whole_spine": "ct_spine_whole",
    "shoulder": "ct_shoulder",
    "elbow": "ct_elbow",
    "wrist_hand": "ct_wrist_hand",
    "hip": "ct_hip",
    "knee": "ct_knee",
    "ankle_foot": "ct_ankle_foot",
}
XRAY_BY_REGION: Mapping[str, str] = {
    "head": "xr_skull",
    "neck": "xr_neck_soft_tissue",
    "cervical_spine": "xr_cspine",
    "thoracic_spine": "xr_tspine",
    "lumbar_spine": "xr_lspine",
    "whole_spine": "xr_scoliosis",
    "abdomen": "xr_abdomen",
    "pelvis": "xr_pelvis",
    "hip": "xr_hip",
    "knee": "xr_knee",
    "shoulder": "xr_shoulder",
    "elbow": "xr_elbow",
}
ARTHROGRAMS: Mapping[str, str] = {
    "hip": "hip_arthrogram_rf",
    "knee": "knee_arthrogram_rf",
    "shoulder": "shoulder_arthrogram_rf",
    "elbow": "elbow_arthrogram_rf",
    "wrist_hand": "wrist_arthrogram_rf",
    "ankle_foot": "ankle_arthrogram_rf",
}
JOINTS = frozenset({"hip", "knee", "shoulder", "elbow", "wrist_hand", "ankle_foot"})
