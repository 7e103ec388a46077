"""What people do in a chat about progress and what comes of it: no channel, no clock, one transaction for each."""
