"""A language model may read a question: a prompt out, an Ask back, believed as far as it is checked."""
