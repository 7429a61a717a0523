"""The pages for the clinician; none of them writes."""
