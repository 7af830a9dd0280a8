"""Chat commands: what Viewers ask for by a word, and what is answered."""
