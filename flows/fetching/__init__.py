"""URLs in, outcomes out: the only room with a network, polite and safe; decides nothing about what a body means.

web (one loop a run) -> fetch (manners) -> pace (whose turn; turns: agreed with other runs) -> exchange (one request)
-> addresses (allowed?); trips carry redirects and cookies from hop to hop, faults say what went wrong.
"""
