"""Tests of what leaves the program: charts, handout, spreadsheets."""
