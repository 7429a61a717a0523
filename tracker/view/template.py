"""An empty table to fill in, for exams that somebody wants to enter in a spreadsheet program."""

import csv
import io

from tracker.i18n import _
from tracker.units import QUANTITIES
from tracker.wording import EXAMPLE


def template_csv() -> bytes:
    """Headings and two example rows, UTF-8 with byte order mark so that Excel reads it."""
    marked = f"{EXAMPLE}: {_('please delete this row')}"
    headings = [_("Date"), _("Exam"), _("Side"), _("Where"), _("Requested by"), _("Number of exams")]
    doses = ("dlp_mgy_cm", "ctdivol_mgy", "kap_gy_cm2", "air_kerma_mgy", "fluoro_time_s", "activity_mbq")
    units = {**{name: QUANTITIES[name].unit for name in QUANTITIES}, "fluoro_time_s": "min"}
    headings += [f"{_(QUANTITIES[name].label)}, {units[name]}" for name in (*doses, "effective_dose_msv")]
    headings += [_("Images at"), _("Notes")]
    ct = ["12 Nov 2019", _("CT chest"), "", _("City Hospital"), "", "", "388", *[""] * 6, _("on my disc"), marked]
    dentist = [_("1990 to 2005"), _("bitewings"), "", _("family dentist"), "", _("about 20"), *[""] * 8, marked]
    file = io.StringIO(newline="")
    csv.writer(file).writerows([headings, ct, dentist])
    return ("\ufeff" + file.getvalue()).encode("utf-8")
