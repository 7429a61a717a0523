"""What one record says, as frozen values: totals, exams, injections, relief, skin. No sentences but names."""
