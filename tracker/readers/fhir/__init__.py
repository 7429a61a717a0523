"""FHIR in: exports of portals and of phones."""
