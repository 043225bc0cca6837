"""What helps the acceptor before a case is filed: checks, possible duplicates, suggestions.

Nothing here changes anything: it measures, finds and explains; a person decides.
"""
