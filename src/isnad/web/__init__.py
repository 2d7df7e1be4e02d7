"""The workbench: a case as local web pages, to look at, to check and to decide.

What may live here: pages over an open case, and the server that hands them out. It knows nothing that ``isnad.case``
does not say, and keeps nothing: what is decided goes into the case's log, all else is computed.
"""
