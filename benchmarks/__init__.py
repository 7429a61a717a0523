"""Speed as ratios against something measured in the same run; `make bench` prints the table."""
