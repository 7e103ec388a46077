"""The rules: each looks at a question and proposes how to understand it, or says nothing. The best proposal wins."""
