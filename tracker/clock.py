"""The one place that asks what time it is, so that tests can answer for it."""

from datetime import UTC, date, datetime


def now() -> datetime:
    """The present moment, in UTC."""
    return datetime.now(UTC)


def today() -> date:
    """Today where the person sits (local calendar date)."""
    return datetime.now().astimezone().date()
