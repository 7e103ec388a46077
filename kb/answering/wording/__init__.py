"""kb's Vietnamese: the words around facts, as plain text in which **strong** is the only mark. Decides nothing.

Voice: the answer first, a number always with its name, no blame, no exclamation marks.
"""
