"""The calendar of a month, and the ways to run it: one world, or many in parallel."""
