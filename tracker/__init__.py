"""Exposure Tracker: a patient's own record of medical imaging, and what it adds up to."""

__version__ = "0.1.0"
