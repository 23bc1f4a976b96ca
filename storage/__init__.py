"""What is known: tables, deduplication, figures, series, checks and exports; the only room that speaks SQL.

Its door is storage.archive; nothing is imported here, so that storage.errors stays light for commands without a ledger.
"""
