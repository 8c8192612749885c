"""Limits of photos, with their units and origins."""

from datetime import timedelta

PHOTO_MAX_BYTES = 15 * 1024 * 1024  # a 50-megapixel phone JPEG is some 12 MB
PHOTO_MAX_PIXELS = 60_000_000  # phones' largest common mode is 50 megapixels
PHOTO_MAX_FRAMES = 4  # a phone's MPO holds 2 or 3 pictures; more is an animation
PHOTO_MAX_METADATA_BYTES = 8 * 1024 * 1024  # the depth maps of portrait modes take up to 5 MiB
PHOTOS_MAX = 10  # a report
DISPLAY_PX = 2048  # the longer side; a desktop screen's width
THUMBNAIL_PX = 400
BOXES_MAX = 50  # hidden regions of one photo: more is a photo to refuse

# Uploads that wait for the rest of their bytes, or for their report.
WAITING_FOR = timedelta(days=1)
WAITING_MAX_BYTES = 4 * PHOTO_MAX_BYTES  # of one account, installation or report's secret
WAITING_MAX_BYTES_OF_ADDRESS = 20 * PHOTO_MAX_BYTES  # an office or a block of flats behind one
WAITING_MAX = 4 * PHOTOS_MAX  # uploads, however small, of one sender
WAITING_MAX_OF_ADDRESS = 20 * PHOTOS_MAX

# The process that decodes one photo. A WebP of 60 megapixels takes 930 MiB, JPEG 500.
CHILD_MAX_BYTES = 1024 * 1024 * 1024  # of address space
CHILD_MAX_CPU_SECONDS = 30  # the slowest that fits the other limits takes about 10
CHILD_MAX_SECONDS = 120.0  # on the wall: a machine that is this late tries again later
