"""What a report has to show before it is filed, one named check after the other.

Every check is a pure function from facts to a `Verdict`. It decides nothing: a leader may file
against a verdict, with a reason.
"""
