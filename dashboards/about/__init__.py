"""About me, about these numbers, and what leaves."""
