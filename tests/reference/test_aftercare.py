"""What is said after an injection: three groups, a source for each, and none of what only a clinic can say."""

import re

from tracker.reference import aftercare, sources
from tracker.reference.aftercare import GROUPS


def test_the_groups_come_in_order_and_each_fact_has_a_source() -> None:
    groups = [fact.group for fact in aftercare()]
    assert list(dict.fromkeys(groups)) == list(GROUPS)
    assert groups == sorted(groups, key=GROUPS.index)
    assert all(fact.source_id in sources() for fact in aftercare())


def test_what_the_clinic_has_to_be_called_for() -> None:
    words = " ".join(fact.text.lower() for fact in aftercare() if fact.group == "call")
    for sign in ("weakness", "numbness", "bladder", "bowel", "fever", "stiff neck", "headache", "redness", "fluid"):
        assert sign in words
    emergencies = " ".join(fact.text.lower() for fact in aftercare() if fact.group == "emergency")
    for sign in ("hives", "breathing", "chest pain", "fainting"):
        assert sign in emergencies


def test_there_is_no_fever_number_no_thinner_and_no_shielding() -> None:
    words = " ".join(fact.text.lower() for fact in aftercare())
    assert not re.search(r"°|\bdegrees?\b|\b3[789]\b|\b10[0-4]\b", words)
    assert not re.search(r"thinner|warfarin|anticoag|apron|shield", words)
