"""The tables that leave: CSV and workbook."""
