"""What is learned of language: which fields a message asks, and how far a reading is to be trusted.

Nothing here knows a decision or a report: words come in as values, probabilities go out. Weights are data
(data/weights/), made by `make train` from the corpus and nothing else.
"""
