"""Pages of what is stored: a run, a comparison or a study as one HTML file."""
