"""The catalogue of everything a person reads: collected from the program and its tables, checked, and handed out."""
