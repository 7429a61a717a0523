"""Sheets in: tables and workbooks that people keep, and our own exports."""
