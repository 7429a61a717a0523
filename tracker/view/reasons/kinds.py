"""Why an exam kind is proposed or not, why something looks like no patient, and what of a person does not fit."""

from tracker.i18n import N_

SENTENCES = {
    "procedure_code": N_("The file carries the procedure code {code} ({scheme})."),
    "description_says": N_("The description says “{text}”."),
    "description_and_machine": N_("The description says “{text}”, and the file names the kind of machine."),
    "place_and_machine": N_(
        "The file names the part of the body by a code ({region}), and the kind of machine ({modality})."
    ),
    "place_and_xray": N_("The file names the part of the body by a code, and the kind of machine (X-ray)."),
    "machine_without_radiation": N_("The file names a machine that works without radiation ({modality})."),
    "abdomen_doubted": N_("Scanners often say abdomen for a scan of the whole belly, down to the pelvis, too."),
    "fluoroscopy_of_what": N_("The file does not say which procedure was done under fluoroscopy."),
    "kind_not_said": N_("Neither codes nor words of the file say which exam this was."),
    "image_type": N_("The images are of a type that is made for this exam only."),
    "agent_of_images": N_("The images name the radiopharmaceutical that was given."),
    "treatment_record": N_("The file is the record of a radiation treatment."),
    "quality_control": N_("This is a test of the machine: the image says that it was made for quality control."),
    "phantom_in_region": N_("This shows a test object and not a person: the report says so in its target region."),
    "phantom_in_name": N_("This looks like a test object and not a person: the patient is called “{text}” ({word})."),
    "phantom_in_words": N_("This looks like a test of the machine: it is described as “{text}” ({word})."),
    "phantom_in_protocol": N_("This looks like a test of the machine: its protocol is called “{text}”."),
    "the_name": N_("the name"),
    "the_birth_date": N_("the birth date"),
    "the_sex": N_("the sex"),
}
# What to do, and after which reasons.
ADVICE = {
    N_("Do not accept it unless you are sure that it shows you."): (
        "phantom_in_region", "phantom_in_name", "phantom_in_words", "phantom_in_protocol",
    ),
}  # fmt: skip
