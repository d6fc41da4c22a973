"""The processes of a month, one rule a file; none imports another."""
