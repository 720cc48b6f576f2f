"""The engine of operations under fire: killed, cut off, out of disk, its Docker restarted."""
