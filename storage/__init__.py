"""What is known: tables, appending without doubles, figures, series, checks and exports; never a page or a feed read."""
