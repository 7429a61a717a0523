"""Every source can be cited and found again."""

from datetime import date

from tracker.reference import sources


def test_every_source_has_a_name_a_citation_a_licence_and_the_day_it_was_read() -> None:
    for source in sources().values():
        assert source.short
        assert source.citation
        assert source.licence
        assert date(2026, 1, 1) <= date.fromisoformat(source.read_on)


def test_links_are_links_and_years_are_years() -> None:
    for source in sources().values():
        assert source.url == "" or source.url.startswith(("http://", "https://")), source.id
        assert source.year == "" or 1977 <= int(source.year) <= 2026, source.id
