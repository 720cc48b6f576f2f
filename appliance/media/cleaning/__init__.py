"""Pictures and films without what else they tell: place, time, device, names, thumbnails of before a crop.

Done on the file's structure, so the picture itself loses nothing: the parts a picture needs are copied,
all others are left out, and so is whatever hides behind its end. Its orientation is kept, and only that.
"""
