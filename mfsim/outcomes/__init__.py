"""Outcomes: what is measured on the records of runs, one catalogue with name, unit and definition."""
