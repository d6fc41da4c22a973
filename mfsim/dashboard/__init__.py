"""The page in the browser: a place one sees, plays month by month, and compares with itself, one lever apart."""
