"""What a photo costs: from bytes to both renditions beside bare Pillow, in a minute, at the door.

The bare calls are draft(), thumbnail() and save() with the same sizes and qualities, of a photo
that needs no turning and has no profile; ours is asked for the same, and for its claims, colour
and likeness, in a process of its own. Processor time tells more than time on a shared machine.
"""

import os
import secrets
import subprocess
import sys
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from pathlib import Path
from statistics import median

import _bare_photos
import _harness as harness
import httpx
from PIL import Image, ImageFilter

sys.path.insert(0, str(harness.ROOT))
from backend.photos import sandbox
from backend.photos.limits import PHOTOS_MAX

TWELVE, FORTY_EIGHT, ONE = (4032, 3024), (8064, 6048), (1152, 864)
ROUNDS = 30
BUSY_SECONDS = 15.0
REQUESTS = 60
MB = 1024 * 1024


def street(size: tuple[int, int], quality: int) -> bytes:
    """A photo with the grain and the gradients of a real one."""
    grain = Image.effect_noise((size[0] // 4, size[1] // 4), 50).resize(size)
    light = Image.linear_gradient("L").resize(size)
    soft = Image.effect_noise(size, 18).filter(ImageFilter.GaussianBlur(0.7))
    image = Image.merge("RGB", [Image.blend(grain, band, 0.6) for band in (light, soft, grain)])
    exif = Image.Exif()
    exif.get_ifd(0x8825).update({1: "N", 2: (52.0, 5.0, 21.0), 3: "E", 4: (20.0, 56.0, 22.0)})
    buffer = BytesIO()
    image.save(buffer, "JPEG", quality=quality, exif=exif)
    return buffer.getvalue()


def spent() -> float:
    """Seconds of processor time of this process and of all that it started, ended ones too."""
    ticks = sum(ticks_of(pid) for pid in started())
    return time.process_time() + ticks / os.sysconf("SC_CLK_TCK")


def started() -> list[str]:
    threads = Path("/proc/self/task").iterdir()
    return [pid for thread in threads for pid in (thread / "children").read_text().split()]


def ticks_of(pid: str) -> int:
    """Of a process and its children that have ended; see proc(5)."""
    return sum(map(int, Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[11:15]))


def compare(content: bytes) -> None:
    """Print what one photo takes of each; the bare calls before and after, on a busy machine."""
    before, peak = bare(content)
    ours, our_peak = in_the_sandbox(content)
    theirs = (before + bare(content)[0]) / 2
    size = opened_size(content)
    print(f"{size[0]} x {size[1]}, {len(content) / MB:.1f} MB".ljust(24), end="")
    print(f"{ours * 1000:>8.0f}{theirs * 1000:>8.0f}{ours / theirs:>8.2f}", end="")
    print(f"{our_peak / MB:>10.0f}{peak / MB:>8.0f}")


def in_the_sandbox(content: bytes) -> tuple[float, int]:
    """Seconds of processor time for a photo, with all that is about it, and a child's peak."""
    sandbox.run("prepare", content)
    start = spent()
    peaks = [sandbox.run("prepare", content).peak_bytes for _ in range(ROUNDS)]
    return (spent() - start) / ROUNDS, max(peaks)


def bare(content: bytes) -> tuple[float, int]:
    """The same of the bare calls, in a process that does nothing else."""
    program = [sys.executable, _bare_photos.__file__, str(ROUNDS)]
    done = subprocess.run(program, input=content, capture_output=True, check=True)
    seconds, peak = done.stdout.split()
    return float(seconds), int(peak)


def opened_size(content: bytes) -> tuple[int, int]:
    with Image.open(BytesIO(content)) as image:
        return image.size


def a_minute(content: bytes) -> float:
    """Photos that two at a time make in a minute."""
    until = time.monotonic() + BUSY_SECONDS

    def work(_: int) -> int:
        count = 0
        while time.monotonic() < until:
            sandbox.run("prepare", content)
            count += 1
        return count

    start = time.monotonic()
    with ThreadPoolExecutor(2) as threads:
        done = sum(threads.map(work, range(2)))
    return done / (time.monotonic() - start) * 60


def at_the_door(address: str, contents: list[bytes]) -> list[float]:
    """The median time in ms to answer each of some photos, sent in turn over one connection."""
    times: list[list[float]] = [[] for _ in contents]
    with httpx.Client(base_url=f"{address}/api/v1", timeout=60) as client:
        for number in range(REQUESTS):
            if number % (PHOTOS_MAX // len(contents)) == 0:
                report, headers = new_report(client)
            for content, taken in zip(contents, times, strict=True):
                other = content + os.urandom(16)  # the same bytes again would not be stored
                start = time.perf_counter()
                answer = client.put(
                    f"/reports/{report}/photos/{uuid.uuid4()}", content=other, headers=headers
                )
                taken.append(time.perf_counter() - start)
                assert answer.status_code == 201, answer.text
    return [median(taken) * 1000 for taken in times]


def new_report(client: httpx.Client) -> tuple[str, dict[str, str]]:
    report, secret = str(uuid.uuid4()), secrets.token_urlsafe(32)
    place = {"lon": 20.9, "lat": 52.07, "accuracy_m": 8}
    draft = {"id": report, "secret": secret, "service": "pothole", "location": place}
    answer = client.post("/reports", json=draft)
    assert answer.status_code == 201, answer.text
    return report, {"Authorization": f"Report {secret}"}


def main() -> None:
    harness.prepare()
    photo = street(TWELVE, 91)  # as many bytes a pixel as an iPhone 6 makes
    print(f"{'CPU ms, peak MB':<24}{'ours':>8}{'bare':>8}{'ratio':>8}{'ours MB':>10}{'bare MB':>8}")
    for content in (photo, street(FORTY_EIGHT, 60)):
        compare(content)
    print(f"12-megapixel photos a minute, two at a time: {a_minute(photo):.0f}")
    small, large = street(ONE, 90), street(FORTY_EIGHT, 15)
    length = max(len(small), len(large))
    with harness.web(THROTTLE_PHOTOS="off") as address:
        times = at_the_door(address, [each.ljust(length, b"\0") for each in (small, large)])
    print(
        f"accepting {length / MB:.1f} MB: {times[0]:.1f} ms at 1 megapixel, {times[1]:.1f} ms at 48"
    )


if __name__ == "__main__":
    main()
