"""DICOM in: dose reports, image headers and dose screens."""
