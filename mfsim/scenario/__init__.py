"""What a user writes: scenarios, members files and vocabularies, read and checked."""
