"""The one SQLite file: unit of work, inbox, outbox, kept questions, migrations' runner, backup.

A domain's own tables lie with the domain.
"""
