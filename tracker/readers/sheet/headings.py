"""The headings of spreadsheets: which words, in English, German, French and Spanish, stand for which field."""

import re
from collections.abc import Mapping
from functools import cache

from tracker.i18n import _, language, languages
from tracker.readers.words.exams import plain
from tracker.units import QUANTITIES


def labels() -> dict[str, str]:
    """What a column can be used for: every field and its name; a quantity is a field under its own name."""
    return {
        "date": _("Date"),
        "year": _("Year"),
        "month": _("Month"),
        "day": _("Day"),
        "date_first": _("First possible day"),
        "date_last": _("Last possible day"),
        "exam": _("Exam"),
        "clinical_name": _("Clinical name"),
        "kind_key": _("Exam kind (key)"),
        "own_words": _("Own words"),
        "modality": _("Modality"),
        "region": _("Region"),
        "side": _("Side"),
        "guidance": _("Guidance"),
        "exam_count": _("Number of exams"),
        "count_is_approximate": _("Number is approximate"),
        "facility": _("Where"),
        "requested_by": _("Requested by"),
        "reason": _("Reason"),
        "images_at": _("Images at"),
        "pregnant": _("Pregnant"),
        "contrast": _("Contrast medium"),
        "contrast_agent": _("Contrast agent"),
        "notes": _("Notes"),
        "from_report": _("Copied from a report"),
        "phantom": _("Phantom"),
        "radiopharmaceutical": _("Radiopharmaceutical"),
        "authority": _("Tissue weights of a reported dose"),
        "study_uid": _("Study UID"),
        "patient_name": _("Patient"),
        "patient_birth_date": _("Date of birth"),
        "patient_sex": _("Sex"),
        "entry": _("Entry"),
        "recorded": _("Measurements as recorded"),
        **{name: _(quantity.label) for name, quantity in QUANTITIES.items()},
        "estimate": _("An estimate of a program (not taken over)"),
    }


@cache
def by_label() -> Mapping[str, str]:
    """The field of each name of `labels`, in every language, as `plain` gives it."""
    found: dict[str, str] = {}
    for code in languages():
        with language(code):
            found = {plain(label): name for name, label in labels().items()} | found
    return found


@cache
def of_numbers() -> Mapping[str, str]:
    """The field of each exact heading of numbers in our own exports; an estimate stays one."""
    found: dict[str, str] = {}
    for code in languages():
        with language(code):
            found |= dict.fromkeys((_("Typical effective dose, mSv"), _("Low, mSv"), _("High, mSv")), "estimate")
            for name, quantity in QUANTITIES.items():
                found[_("{quantity}, {unit}").format(quantity=_(quantity.label), unit=quantity.unit)] = name
    return found


SEVERAL = frozenset({"notes", "estimate", *QUANTITIES})  # fields that more than one column may feed

# Headings as `exam_words.plain` gives them: whole headings first in English, then in the other three languages.
HEADINGS: Mapping[str, tuple[str, str]] = {
    "date": (
        "date|exam date|date of exam|study date|date of study|scan date|examination date|procedure date|when"
        "|date of service|service date|date performed|performed|performed on|date time|date done|visit date",
        "datum|untersuchungsdatum|datum der untersuchung|aufnahmedatum|wann|date de l examen|date examen"
        "|date d examen|quand|date de realisation|fecha|fecha del examen|fecha de examen|fecha del estudio"
        "|fecha estudio|fecha de realizacion|cuando|fecha de la prueba",
    ),
    "year": ("year", "jahr|annee|ano"),
    "month": ("month", "monat|mois|mes"),
    "day": ("day", "tag|jour|dia"),
    "date_first": ("first possible day|date from|from|start date|first date", "von|ab|du|desde|de"),
    "date_last": ("last possible day|date to|to|until|end date|last date", "bis|au|jusqu au|hasta|a"),
    "exam": (
        "exam|examination|exam type|type of exam|study|study description|procedure|procedure name|scan|type of scan"
        "|scan type|test|description|exam description|imaging|what|exam name|imaging study|x ray|exam performed"
        "|order|type",
        "untersuchung|art der untersuchung|untersuchungsart|aufnahme|leistung|bezeichnung|beschreibung|massnahme|was"
        "|examen|type d examen|acte|libelle|nature de l examen|estudio|prueba|exploracion|procedimiento|tipo de examen"
        "|tipo de estudio|tipo de prueba|descripcion|tipo de exploracion",
    ),
    "clinical_name": ("clinical name|medical name", "klinischer name|nom clinique|nombre clinico"),
    "kind_key": ("kind|kind key|exam kind|exam kind key|exam key", ""),
    "own_words": ("own words|in my words|my words", "eigene worte|mes mots|mis palabras"),
    "modality": ("modality|machine|equipment", "modalitat|gerat|modalite|appareil|modalidad|equipo"),
    "region": (
        "region|body part|body region|bodypart|area|part of body|part of the body|anatomy|site|body area",
        "korperregion|korperteil|region du corps|partie du corps|zone|parte del cuerpo|zona|region anatomica|organ",
    ),
    "side": ("side|laterality|left right|l r", "seite|lateralitat|cote|lateralite|lado|lateralidad"),
    "guidance": ("guidance|guided by|image guidance", "fuhrung|bildgebung|guidage|guia"),
    "exam_count": (
        "number of exams|count|how many|number|quantity of exams|exams|times|no of exams|qty|n",
        "anzahl|wie oft|nombre|nombre d examens|combien|numero|cantidad|cuantos|cuantas|veces",
    ),
    "count_is_approximate": ("number is approximate|approximate|about", "ungefahr|approximatif|aproximado"),
    "facility": (
        "where|facility|hospital|clinic|location|place|provider|site name|institution|center|centre|practice"
        "|imaging center",
        "wo|ort|klinik|krankenhaus|praxis|einrichtung|lieu|hopital|clinique|etablissement|centre|ou|lugar|centro"
        "|clinica|donde|institucion",
    ),
    "requested_by": (
        "requested by|referrer|referring doctor|referring physician|ordered by|ordering physician|ordering provider"
        "|doctor|physician|referred by|ordering doctor|prescriber",
        "uberweiser|zuweiser|arzt|arztin|angefordert von|prescripteur|medecin|medecin prescripteur|demande par"
        "|solicitado por|medico|medico solicitante",
    ),
    "reason": (
        "reason|indication|why|reason for exam|purpose|clinical indication|symptom|symptoms",
        "grund|indikation|warum|motif|raison|pourquoi|motivo|indicacion|por que|fragestellung|anlass",
    ),
    "images_at": (
        "images at|images|where are the images|images location|image location|where images are|pictures",
        "bilder|bilder bei|wo sind die bilder|cliches|imagenes|donde estan las imagenes",
    ),
    "pregnant": ("pregnant|pregnancy", "schwanger|schwangerschaft|enceinte|grossesse|embarazada|embarazo"),
    "contrast": (
        "contrast|contrast medium|contrast given|dye|with contrast",
        "kontrastmittel|km|produit de contraste|contraste|medio de contraste",
    ),
    "contrast_agent": ("contrast agent|contrast name|agent", "name des kontrastmittels|agent de contraste"),
    "notes": (
        "notes|note|comment|comments|remarks|remark|details|findings|result|results|memo|level",
        "notizen|notiz|bemerkung|bemerkungen|kommentar|anmerkung|befund|remarques|remarque|commentaire|commentaires"
        "|notas|nota|observaciones|comentario|comentarios|resultado",
    ),
    "from_report": ("copied from a report|from report|from a report", "aus befund|aus dem befund"),
    "phantom": ("phantom|ctdi phantom|phantom size|phantom type", "fantome|fantoma"),
    "radiopharmaceutical": (
        "radiopharmaceutical|tracer|radiotracer|isotope|nuclide|radioisotope",
        "radiopharmakon|nuklid|traceur|radiopharmaceutique|radiofarmaco|trazador|isotopo",
    ),
    "authority": ("tissue weights of a reported dose|authority", ""),
    "study_uid": ("study uid|study instance uid|studyinstanceuid", ""),
    "patient_name": (
        "patient|patient name|name of patient|person|family member",
        "patientenname|name des patienten|nom du patient|paciente|nombre del paciente|patientin",
    ),
    "patient_birth_date": (
        "date of birth|birth date|birthdate|dob|born|patient birth date",
        "geburtsdatum|geboren|geb|date de naissance|ne le|nee le|fecha de nacimiento|nacimiento",
    ),
    "patient_sex": ("sex|gender|patient sex", "geschlecht|sexe|sexo"),
    "entry": ("entry", ""),
    "recorded": ("measurements as recorded", ""),
    # Made by programs, this one among them: estimates, which must not come back as if a report had stated them.
    "estimate": (
        "typical effective dose msv|low msv|high msv|evidence|in the total|method|tissue weights|how the dose was made"
        "|sources|links",
        "",
    ),
}
ESTIMATED = re.compile(
    r"\b(?:typical|estimate[ds]?|estimation|geschatzt\w*|estime[es]*|estimad[oa]s?|typisch\w*|typique)\b"
)
# Headings that only contain a telling word; the first that fits counts.
CONTAINED: tuple[tuple[str, str], ...] = (
    ("patient_birth_date", r"birth|geburt|naissance|nacimiento"),
    ("images_at", r"images?|bilder|imagenes"),
    ("date", r"date|datum|fecha|performed on"),
    ("contrast", r"contrast|kontrast|contraste"),
    ("requested_by", r"referr\w*|requested|ordering|ordered|prescri\w*|solicita\w*|uberwei\w*|zuwei\w*"),
    ("facility", r"hospital|clinic|facility|krankenhaus|klinik|hopital|centro"),
    ("side", r"laterality|seite|cote|lado"),
    ("region", r"body (?:part|region|area)|korper\w*|corps|cuerpo"),
    ("exam_count", r"number of|how many|anzahl|nombre d|numero de"),
    ("reason", r"indication|reason|indikation|motif|motivo"),
    ("exam", r"exam\w*|procedure|scan|study|untersuchung\w*|estudio|procedimiento|prueba"),
    ("notes", r"comments?|notes?|remarks?|bemerkung\w*|notiz\w*"),
)
