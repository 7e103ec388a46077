"""The rules: each takes a case and proposes what the question may mean; each has its phrases beside it."""
