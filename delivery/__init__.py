"""What is on disk about messages: today the questions that were kept; the inbox and the outbox come here too."""
