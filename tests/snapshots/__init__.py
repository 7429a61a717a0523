"""What the program says about the sample patient on one fixed day, held against kept files."""
