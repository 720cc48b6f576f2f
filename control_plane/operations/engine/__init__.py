"""The engine: claims operations, walks their steps, survives being killed anywhere.

lease.py    who works on an operation, and for how long that is believed
journal.py  everything written about it, refused to whoever lost the lease
walk.py     the steps, always from the first
runner.py   several walks at a time, their heartbeat, and a polite end
"""
