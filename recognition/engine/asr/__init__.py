"""Speech engines: sound of one chunk in, words with times and probabilities out."""
