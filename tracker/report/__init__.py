"""Out: the printed page, the charts and the spreadsheets, all drawn from one Summary."""
