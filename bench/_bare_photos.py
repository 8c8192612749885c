"""What the photo benchmark measures against: the same two renditions by bare Pillow calls.

Run as a program, it takes a photo on its standard input and a number of rounds, and tells its
seconds of processor time for each and its peak memory in bytes.
"""

import re
import sys
import time
from io import BytesIO
from pathlib import Path

from PIL import Image

# As backend/photos/limits.py and renditions.py have them: nothing of theirs is loaded here.
LEAST_PX, SIZES_AND_QUALITIES = 1900, ((2048, 80), (400, 75))


def make(content: bytes) -> list[bytes]:
    """The calls that anybody would make who knows Pillow well."""
    made = []
    with Image.open(BytesIO(content)) as image:
        image.draft("RGB", (LEAST_PX, LEAST_PX * image.height // image.width))
        for size, quality in SIZES_AND_QUALITIES:
            image.thumbnail((size, size))
            buffer = BytesIO()
            image.save(buffer, "JPEG", quality=quality)
            made.append(buffer.getvalue())
    return made


def cpu_seconds(content: bytes, rounds: int) -> float:
    """Processor time of one photo among many, the first one not counted."""
    make(content)
    start = time.process_time()
    for _ in range(rounds):
        make(content)
    return (time.process_time() - start) / rounds


def peak_bytes() -> int:
    status = Path("/proc/self/status").read_text()  # getrusage() begins with the parent's peak
    return int(re.findall(r"VmHWM:\s+(\d+) kB", status)[0]) * 1024


if __name__ == "__main__":
    print(cpu_seconds(sys.stdin.buffer.read(), int(sys.argv[1])), peak_bytes())
