"""The one executor: an Ask on a Document to facts and the addresses that they come from. No words are made here."""
