"""The command line: the same capabilities as the pages, one file a group of commands."""
