"""The letter of commitment: its clauses, its frozen text, its page, its proof.

Plain Python over plain data. No models and no Django, so that a letter can be set and
checked anywhere.
"""
