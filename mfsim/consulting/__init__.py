"""The consultant's answer: a proposed mix of members in a place, what would become of it, and what would change that."""
