"""URLs in, outcomes out: the only room with a network, polite and safe; decides nothing about what a body means.

web (one loop a run) -> fetch (manners) -> trips (redirects) -> exchange (one request) -> addresses (allowed?)
"""
