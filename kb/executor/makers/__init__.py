"""The makers: each fills an answer to one kind of query with facts, citations, and what they were read from."""
