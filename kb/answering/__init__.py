"""From a question to an answer: what is asked, what the document says of it, and the words for it."""
