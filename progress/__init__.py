"""What the units reported: people, periods, who owes what, the append-only ledger. No Telegram, clock or environment."""
