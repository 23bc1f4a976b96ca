"""When and where: Prefect flows, the clock, the network, the command line.

A poll reads as a pipe:

    feeds.toml -> due? -> fetch feed -> parse entries -> new? -> fetch page -> clean -> extract -> append
                                                                                          |
         artifacts and report  <-  series and checks  <-  figures  <-  sightings  <-------+

No SQL, no regular expression and no decision about what a text means is made in this room.
"""
