"""Where faces and number plates may be, by OpenCV's cascades; needs the extra `blur`.

An aid for whoever decides what is hidden, never a promise: it misses small, turned and covered
ones, and takes other things for them. Loaded by a sandbox of its own alone, so that no other
process carries OpenCV.
"""

from collections.abc import Iterator
from functools import reduce
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from backend.photos.limits import BOXES_MAX
from backend.photos.refusals import PhotoRefused
from backend.photos.zygote import Tasks

Box = list[float]  # x, y, width, height

SEARCHED_PX = 1600  # the longer side; a face of 80 px there is found, one of 50 is not
MARGIN = 0.1  # of the box, at every side: cascades frame a face from eyebrows to chin
CASCADES = Path(cv2.__file__).parent / "data"
FACE, PLATE = "haarcascade_frontalface_alt2.xml", "haarcascade_russian_plate_number.xml"
# Degrees that the picture is turned by: a cascade finds faces up to 15 and plates up to 5 askew.
TURNS = {FACE: (-25, 0, 25), PLATE: (-16, -8, 0, 8, 16)}
NEIGHBOURS = {FACE: 5, PLATE: 5}
LEAST_SIZE = {FACE: (40, 40), PLATE: (60, 20)}


def propose(content: bytes, options: dict[str, Any]) -> tuple[dict[str, Any], list[bytes]]:
    """Tell boxes as fractions (0 to 1) of a JPEG of ours, at most BOXES_MAX, largest first.

    Raises PhotoRefused when it is none.
    """
    cv2.setNumThreads(1)
    picture = cv2.imdecode(np.frombuffer(content, np.uint8), cv2.IMREAD_GRAYSCALE)
    if picture is None:
        raise PhotoRefused("damaged")
    picture = cv2.equalizeHist(_at_most(picture, SEARCHED_PX))
    height, width = picture.shape
    found = [_widened(box) for kind in TURNS for box in _search(picture, kind)]
    boxes = [_as_fractions(box, width, height) for box in _merged(found)]
    inside = [box for box in boxes if min(box[2:]) > 0]
    largest_first = sorted(inside, key=lambda box: box[2] * box[3], reverse=True)
    return {"boxes": largest_first[:BOXES_MAX]}, []


def _at_most(picture: Any, longer_side: int) -> Any:
    scale = longer_side / max(picture.shape)
    if scale >= 1:
        return picture
    return cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)


def _search(picture: Any, kind: str) -> Iterator[Box]:
    cascade = cv2.CascadeClassifier(str(CASCADES / kind))
    height, width = picture.shape
    for degrees in TURNS[kind]:
        turn = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1)
        turned = cv2.warpAffine(picture, turn, (width, height)) if degrees else picture
        back = cv2.invertAffineTransform(turn)
        for box in cascade.detectMultiScale(
            turned, scaleFactor=1.1, minNeighbors=NEIGHBOURS[kind], minSize=LEAST_SIZE[kind]
        ):
            yield _turned_back([float(number) for number in box], back)


def _turned_back(box: Box, back: Any) -> Box:
    x, y, width, height = box
    corners = np.array([[[x, y], [x + width, y], [x, y + height], [x + width, y + height]]])
    (points,) = cv2.transform(corners, back)
    (left, top), (right, bottom) = points.min(axis=0), points.max(axis=0)
    return [float(left), float(top), float(right - left), float(bottom - top)]


def _widened(box: Box) -> Box:
    x, y, width, height = box
    aside, above = width * MARGIN, height * MARGIN
    return [x - aside, y - above, width + 2 * aside, height + 2 * above]


def _merged(boxes: list[Box]) -> list[Box]:
    """Let one box stand for those that overlap."""
    merged: list[Box] = []
    for box in boxes:
        while near := [other for other in merged if _overlap(box, other)]:
            merged = [other for other in merged if other not in near]
            box = reduce(_around, near, box)
        merged.append(box)
    return merged


def _overlap(one: Box, other: Box) -> bool:
    return all(
        one[axis] < other[axis] + other[axis + 2] and other[axis] < one[axis] + one[axis + 2]
        for axis in (0, 1)
    )


def _around(one: Box, other: Box) -> Box:
    left, top = min(one[0], other[0]), min(one[1], other[1])
    right = max(one[0] + one[2], other[0] + other[2])
    bottom = max(one[1] + one[3], other[1] + other[3])
    return [left, top, right - left, bottom - top]


def _as_fractions(box: Box, width: int, height: int) -> Box:
    """Cut a box off at the picture's edges."""
    left, top = max(box[0] / width, 0.0), max(box[1] / height, 0.0)
    right, bottom = min((box[0] + box[2]) / width, 1.0), min((box[1] + box[3]) / height, 1.0)
    return [round(left, 4), round(top, 4), round(right - left, 4), round(bottom - top, 4)]


TASKS: Tasks = {"propose": propose}
