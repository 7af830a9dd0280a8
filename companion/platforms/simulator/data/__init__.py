"""What the simulated audience is made of: names, words, goods. Data files only."""
