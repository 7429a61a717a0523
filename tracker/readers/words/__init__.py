"""Words in: dates, numbers, doses, places and agents as people and clinics write them."""
