"""What the units reported: people, periods, who owes what, the ledger. No Telegram, clock or environment here."""
