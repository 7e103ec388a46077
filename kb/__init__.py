"""What a decision says: reading it, its parts and addresses, questions about it, answers and their wording.

Nothing here knows Telegram, a clock or the environment.
"""
