"""One reader of Vietnamese: numerals, days and quarters as people type them, and what is learned of language.

Nothing here knows a decision or a report: words come in as values, readings and probabilities go out. Weights are data
(data/weights/, data/messages/), made by `make train` from the corpus and nothing else.
"""
