"""Limits of photos, with their units and origins."""

from datetime import timedelta

PHOTO_MAX_BYTES = 15 * 1024 * 1024  # a 50-megapixel phone JPEG is some 12 MB
PHOTO_MAX_PIXELS = 60_000_000  # phones' largest common mode is 50 megapixels
PHOTOS_MAX = 10  # a report
DISPLAY_PX = 2048  # the longer side; a desktop screen's width
THUMBNAIL_PX = 400
BOXES_MAX = 50  # hidden regions of one photo: more is a photo to refuse

# Uploads that wait for the rest of their bytes, or for their report.
WAITING_FOR = timedelta(days=1)
WAITING_MAX_BYTES = 4 * PHOTO_MAX_BYTES  # of one account, installation or report's secret
WAITING_MAX_BYTES_OF_ADDRESS = 20 * PHOTO_MAX_BYTES  # an office or a block of flats behind one
