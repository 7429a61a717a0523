"""The first page: the answer at a glance, and the ways to go on."""
