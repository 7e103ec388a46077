"""From what people type to what they ask: words, spelling, spotted things, topic, query."""
