"""Tests of the reference tables."""
