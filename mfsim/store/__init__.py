"""Where the runs of a study are kept: parts that are whole or not there."""
