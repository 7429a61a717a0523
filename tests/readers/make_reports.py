"""Writes the sample dose reports of data/sample/dose_reports: `python -m tests.readers.make_reports`.

Three are like those of real exams; the others show one point each of what real files do, and are named after it.
People, clinics and devices are invented.
"""

from pathlib import Path

from tests.readers.report_parts import (
    ABDOMEN,
    BODY_PHANTOM,
    BREAST,
    CHEST,
    COMPREHENSIVE_SR,
    ENTIRE_BODY,
    HEAD,
    HEAD_PHANTOM,
    LEFT,
    LOCALISER,
    LUMBAR_SPINE,
    PLANE_A,
    PLANE_B,
    RADIOPHARMACEUTICAL_SR,
    RIGHT,
    STATIONARY,
    Report,
    accumulated,
    code,
    container,
    ct_procedure,
    ct_total,
    dcm,
    event,
    num,
    projection_procedure,
    scan,
    uid,
    uidref,
    when,
)

FOLDER = Path(__file__).parents[2] / "data" / "sample" / "dose_reports"
PLACE = {"InstitutionName": "Example Pain Clinic", "StationName": "ROOM 2"}


def lumbar_epidural() -> Report:
    """A lumbar epidural steroid injection on a mobile C-arm: five short runs of fluoroscopy."""
    runs = [
        ("0.0000451", "0.00192"),
        ("0.0000387", "0.00171"),
        ("0.0000512", "0.00224"),
        ("0.0000298", "0.00127"),
        ("0.0000202", "0.00086"),
    ]
    events = [
        event(
            f"epidural {number}",
            kap=(kap, "Gy.m2"),
            kerma=(kerma, "Gy"),
            region=LUMBAR_SPINE,
            started=f"202403121015{number}0",
            protocol="Spine",
        )
        for number, (kap, kerma) in enumerate(runs)
    ]
    reference_point = code(
        dcm("113780", "Reference Point Definition"), dcm("113861", "30cm in Front of Image Input Surface")
    )
    total = accumulated(kap=("0.000185", "Gy.m2"), kerma=("0.008", "Gy"), time=("41.5", "s"), more=[reference_point])
    header = {
        **PLACE,
        "StudyDescription": "Lumbar transforaminal epidural injection L4/5 left",
        "ManufacturerModelName": "Mobile C-arm 9",
    }
    source = code(dcm("113854", "Source of Dose Information"), dcm("113856", "Automated Data Collection"))
    return Report("lumbar_epidural_c_arm", [projection_procedure(), total, *events, source], header=header)


def ct_abdomen_pelvis() -> Report:
    """CT of abdomen and pelvis: one scout view and one scan."""
    region = ("818982008", "SCT", "Abdomen and Pelvis")
    items = [
        ct_procedure(),
        when(dcm("113809", "Start of X-Ray Irradiation"), "20230904142233.120"),
        ct_total(("618.4", "mGy.cm"), 2),
        scan("abdomen scout", ("4.4", "mGy.cm"), ("0.09", "mGy"), region=region, kind=LOCALISER, protocol="Scout"),
        scan(
            "abdomen scan", ("614.0", "mGy.cm"), ("12.1", "mGy"), region=region, protocol="Abdomen/Pelvis portal venous"
        ),
    ]
    header = {
        "StudyDate": "20230904",
        "StudyDescription": "CT abdomen and pelvis with contrast",
        "InstitutionName": "Example General Hospital",
        "ManufacturerModelName": "CT 64",
    }
    return Report("ct_abdomen_pelvis", items, header=header)


def chest_xray() -> Report:
    """A chest X-ray in two views."""
    items = [
        projection_procedure(),
        accumulated(kap=("2.9", "dGy.cm2")),
        event(
            "chest pa", STATIONARY, kap=("0.9", "dGy.cm2"), region=CHEST, started="20220117083012", protocol="Chest PA"
        ),
        event(
            "chest lat",
            STATIONARY,
            kap=("2.0", "dGy.cm2"),
            region=CHEST,
            started="20220117083105",
            protocol="Chest LAT",
        ),
    ]
    header = {"StudyDate": "20220117", "StudyDescription": "Chest two views", "InstitutionName": "Example Clinic"}
    return Report("chest_xray_two_views", items, header=header)


def mammography() -> Report:
    """A mammogram of both breasts, glandular dose in an unusual unit."""
    views = [
        ("left cc", LEFT, "0.0121"),
        ("left mlo", LEFT, "0.0139"),
        ("right cc", RIGHT, "0.0118"),
        ("right mlo", RIGHT, "0.0142"),
    ]
    events = [
        event(
            name, STATIONARY, region=BREAST, side=side, more=[num(dcm("111631", "Average Glandular Dose"), dose, "dGy")]
        )
        for name, side, dose in views
    ]
    laterality = ("G-C171", "SRT", "Laterality")
    totals = [
        num(
            dcm("111637", "Accumulated Average Glandular Dose"),
            "2.60",
            "mGy",
            code(laterality, ("T-04030", "SRT", "Left breast")),
        ),
        num(
            dcm("111637", "Accumulated Average Glandular Dose"),
            "0.026",
            "dGy",
            code(laterality, ("T-04020", "SRT", "Right breast")),
        ),
    ]
    procedure = code(dcm("121058", "Procedure reported"), ("P5-40010", "SRT", "Mammography"))
    return Report("point_01_units_mammography", [procedure, accumulated(more=totals), *events])


def units() -> Report:
    """One exam whose device writes every number in another unit."""
    items = [
        projection_procedure(),
        event("unit 1", kap=("100", "cGy.cm2"), kerma=("4000", "uGy")),
        event("unit 2", kap=("10", "dGy.cm2"), kerma=("4", "mGy")),
        event("unit 3", kap=("100", "uGym2"), kerma=("0.004", "Gy")),
        event("unit 4", kap=("7", "furlongs"), kerma=("4", "")),
        accumulated(kap=("3000", "mGy.cm2"), kerma=("12", "mGy"), time=("0.5", "min")),
    ]
    return Report("point_01_units", items)


def absent() -> Report:
    """Values that were not measured: an empty one, and one with a qualifier."""
    unmeasured = num(dcm("113725", "Dose (RP) Total"), "0", "Gy")
    unmeasured.NumericValueQualifierCodeSequence = [
        code(dcm("0", ""), dcm("114007", "Measurement not attempted")).ConceptCodeSequence[0]
    ]
    total = accumulated(kap=(None, None), time=("12", "s"), more=[unmeasured])
    return Report("point_02_absent_is_not_zero", [projection_procedure(), total, event("absent 1")])


def wrong_codes() -> Report:
    """Codes that are misspelt, empty, private, or mean something else than their text says."""
    items = [
        projection_procedure(),
        accumulated(kap=("1.5", "Gy.cm2")),
        container(
            ("113702", "99GEMS", "Accumulated X-Ray Dose Data"),
            num(dcm("113722", "Dose Area Product Total"), "999", "Gy.cm2"),
        ),
        event("code 1", region=("T-D400", "SRT", "Abdomen")),
        event("code 2", region=("", "", "Abdomen")),
    ]
    return Report("point_03_codes_not_meanings", items)


def no_template() -> Report:
    """A Comprehensive SR without a template, known as a dose report by its root concept."""
    return Report(
        "point_04_comprehensive_sr",
        [ct_procedure(), ct_total(("300", "mGy.cm"), 1), scan("bare", ("300", "mGy.cm"))],
        sop_class=COMPREHENSIVE_SR,
    )


def disagreement() -> Report:
    """A total of air kerma that is a third above the sum of its events, and a KAP total of zero."""
    items = [
        projection_procedure(),
        accumulated(kap=("0", "Gy.m2"), kerma=("0.0134", "Gy"), time=("30", "s")),
        event("sum 1", kap=("0.00005", "Gy.m2"), kerma=("0.006", "Gy")),
        event("sum 2", kap=("0.00003", "Gy.m2"), kerma=("0.004", "Gy")),
    ]
    return Report("point_05_totals_disagree", items)


def biplane() -> Report:
    """Two planes with a container each, after their events."""
    items = [
        event("biplane a", kap=("0.0001", "Gy.m2"), kerma=("0.020", "Gy"), plane=PLANE_A),
        event("biplane b", kap=("0.0003", "Gy.m2"), kerma=("0.050", "Gy"), plane=PLANE_B),
        accumulated(kap=("0.0003", "Gy.m2"), kerma=("0.050", "Gy"), time=("40", "s"), plane=PLANE_B),
        projection_procedure(),
        accumulated(kap=("0.0001", "Gy.m2"), kerma=("0.020", "Gy"), time=("25", "s"), plane=PLANE_A),
    ]
    return Report("point_06_biplane", items)


def partial() -> Report:
    """A whole report that calls itself partial."""
    items = [projection_procedure(), accumulated(kap=("0.0001", "Gy.m2"), time=("9", "s")), event("partial 1")]
    return Report("point_07_partial", items, header={"CompletionFlag": "PARTIAL"})


def cumulative(scans: int) -> Report:
    """Report number `scans` of one study; each repeats the scans before it."""
    doses = [100.0, 250.0, 50.0][:scans]
    events = [scan(f"cumulative {at}", (str(dose), "mGy.cm")) for at, dose in enumerate(doses)]
    report = Report(
        f"point_08_cumulative_{scans}", [ct_procedure(), ct_total((str(sum(doses)), "mGy.cm"), scans), *events]
    )
    return report.with_header(StudyInstanceUID=uid("cumulative study"))


def pet_part() -> Report:
    """The radiopharmaceutical part of a PET/CT."""
    administration = container(
        dcm("113502", "Radiopharmaceutical Administration"),
        code(("F-61FDB", "SRT", "Radiopharmaceutical agent"), ("C-B1031", "SRT", "Fluorodeoxyglucose F^18^")),
        uidref(dcm("113503", "Radiopharmaceutical Administration Event UID"), uid("fdg given")),
        when(dcm("123003", "Radiopharmaceutical Start DateTime"), "20240312090000"),
        num(dcm("113507", "Administered activity"), "250000000", "Bq"),
        container(("1", "99EXAMPLE", "Dose"), num(dcm("113839", "Effective Dose"), "4.75", "mSv")),
    )
    procedure = code(
        ("G-C2D0", "SRT", "Associated Procedure"), ("P5-0A00A", "SRT", "PET study for localization of tumor")
    )
    return Report(
        "point_09_petct_pet",
        [procedure, administration],
        ("113500", "DCM", "Radiopharmaceutical Radiation Dose Report"),
        RADIOPHARMACEUTICAL_SR,
    ).with_header(StudyInstanceUID=uid("petct study"), StudyDescription="PET/CT FDG")


def ct_part() -> Report:
    """The CT part of the same PET/CT; the patient id is written in another way."""
    items = [
        ct_procedure(),
        ct_total(("401.5", "mGy.cm"), 1),
        scan("petct ct", ("401.5", "mGy.cm"), region=ENTIRE_BODY),
    ]
    return Report("point_09_petct_ct", items).with_header(
        StudyInstanceUID=uid("petct study"), StudyDescription="PET/CT FDG", PatientID="sample 1"
    )


def no_region() -> Report:
    """A region nobody chose."""
    items = [
        ct_procedure(),
        ct_total(("200", "mGy.cm"), 2),
        scan("nowhere", ("120", "mGy.cm"), region=None),
        scan("everywhere", ("80", "mGy.cm"), region=ENTIRE_BODY),
    ]
    return Report("point_10_region_unknown", items)


def two_phantoms() -> Report:
    """Head and trunk in one study, on different phantoms, with scout views that carry no dose."""
    items = [
        ct_procedure(),
        ct_total(("1500", "mGy.cm"), 4),
        scan("head scout", None, region=HEAD, kind=LOCALISER),
        scan("head scan", ("900", "mGy.cm"), ("50", "mGy"), HEAD_PHANTOM, HEAD),
        scan("trunk scout", None, region=ABDOMEN, kind=LOCALISER),
        scan("trunk scan", ("600", "mGy.cm"), ("11", "mGy"), BODY_PHANTOM, ABDOMEN, voltage="100"),
    ]
    return Report("point_11_two_phantoms", items)


def odd_times() -> Report:
    """Time zones right and wrong, odd fractions, no study date."""
    starts = ["20240312081500.5+0000", "20240312081601.1234567UTC-04:00", "20240312", "20241332990000", "0"]
    events = [event(f"time {at}", started=start) for at, start in enumerate(starts)]
    return Report("point_12_times", [projection_procedure(), accumulated(kap=("1", "Gy.cm2")), *events]).with_header(
        StudyDate=None
    )


def odd_text() -> Report:
    """Letters beyond Latin in the name, and numbers no DICOM number can be."""
    items = [
        projection_procedure(),
        accumulated(kap=("0.000123456789012345678901", "Gy.m2"), kerma=("1/2", "mGy"), time=("161.3", "s")),
        event("odd", kap=("NaN", "Gy.m2"), kerma=("1\\2", "mGy"), protocol="Wirbelsäule Lenden"),
    ]
    return Report("point_13_text", items).with_header(
        SpecificCharacterSet="ISO_IR 192",
        PatientName="Παράδειγμα^Μαρία",
        StudyDescription="Lendenwirbelsäule Übersicht",
    )


def quality_check() -> Report:
    """The monthly test of a machine."""
    items = [ct_procedure(), ct_total(("90", "mGy.cm"), 1), scan("water", ("90", "mGy.cm"), protocol="QC water")]
    return Report("point_14_test_object", items).with_header(PatientName="QC^Monthly", PatientID="QC", PatientSex="O")


def somebody_else() -> Report:
    """A report of another person on the same disc."""
    items = [projection_procedure(), accumulated(kap=("0.5", "Gy.cm2")), event("other", STATIONARY, region=CHEST)]
    return Report("point_18_somebody_else", items).with_header(
        PatientName="Muster^Erik^^Dr.", PatientBirthDate="19811130", PatientSex="M", PatientID="SAMPLE-2"
    )


def everything() -> list[Report]:
    """Every sample report."""
    return [
        lumbar_epidural(),
        ct_abdomen_pelvis(),
        chest_xray(),
        units(),
        mammography(),
        absent(),
        wrong_codes(),
        no_template(),
        disagreement(),
        biplane(),
        partial(),
        cumulative(1),
        cumulative(2),
        cumulative(3),
        pet_part(),
        ct_part(),
        no_region(),
        two_phantoms(),
        odd_times(),
        odd_text(),
        quality_check(),
        somebody_else(),
    ]


def write(folder: Path) -> list[Path]:
    """Write every sample report into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for report in everything():
        path = folder / f"{report.name}.dcm"
        path.write_bytes(report.bytes())
        written.append(path)
    return written


if __name__ == "__main__":
    for made in write(FOLDER):
        print(made)
