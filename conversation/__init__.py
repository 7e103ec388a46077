"""What any channel has, as plain values: what came in, what goes out, buttons. No channel, no table, no decision."""
