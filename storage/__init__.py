"""What is known: tables, appending without doubles, figures, series, checks, exports; never reads a page or a feed."""
