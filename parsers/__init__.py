"""Bytes and records in, records out; never the network, the clock, a database or Prefect."""
