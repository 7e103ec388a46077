"""The command line: its arguments, its commands, and the playground that `run` opens without a token."""
