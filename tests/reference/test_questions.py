"""Words with several meanings have one question, and every question can be answered."""

from tracker.reference.questions import aliases, question, question_ids


def test_every_question_offers_choices_with_different_labels() -> None:
    for name in question_ids():
        asked = question(name)
        labels = [choice.label for choice in asked.choices]
        assert asked.text.endswith("?")
        assert len(labels) == len(set(labels)) >= 2, name


def test_every_question_can_be_left_open() -> None:
    for name in set(question_ids()) - {"vcug_age"}:
        assert any("not sure" in choice.label.lower() for choice in question(name).choices), name


def test_every_question_comes_to_an_end() -> None:
    def depth(name: str, seen: tuple[str, ...] = ()) -> int:
        assert name not in seen, f"{name} leads back to itself"
        steps = [depth(c.next_question, (*seen, name)) for c in question(name).choices if c.next_question]
        return 1 + max(steps, default=0)

    assert max(depth(name) for name in question_ids()) <= 5


def test_the_word_asked_about_is_kept() -> None:
    assert question("nerve_block", "Nerve block").word == "Nerve block"


def test_plenty_of_words() -> None:
    assert len(aliases()) >= 330
    assert sum(1 for row in aliases() if row.question) >= 91
