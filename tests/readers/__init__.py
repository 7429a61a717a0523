"""Tests of the readers of files."""

from tracker import clock

TODAY = clock.today()
