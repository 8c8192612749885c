"""Typesetting, in a process of its own: what people wrote meets the compiler only there.

Text comes in as JSON and stays data, whatever is in it; the templates are the only markup.
"""

import base64
import json
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import typst

if TYPE_CHECKING:
    from typst import PDFStandard

# The compiler brings its typefaces along, so that a paper looks the same anywhere.
_FONTS = typst.Fonts(include_system_fonts=False)
_FOLDER = Path(__file__).parent
_COMMON = (_FOLDER / "common.typ").read_bytes()
_TEMPLATES = {
    name: _COMMON + (_FOLDER / f"{name}.typ").read_bytes() for name in ("confirmation", "packet")
}
_NO_PACKAGES = "/nonexistent"
_ONE_PICTURE = b"#image(bytes(json(bytes(sys.inputs.data))))"

Standards = list["PDFStandard"]


def typeset(content: bytes, options: dict[str, Any]) -> tuple[dict[str, Any], list[bytes]]:
    """Set a paper. content: `{"data": {...}, "pictures": {name: base64 of a JPEG}}` as JSON.

    options: the template's name. The file keeps PDF/UA-1 (ISO 14289-1), but where the text has
    characters that the typeface lacks: then it is tagged all the same, with boxes in their place.
    The template finds the pictures that can be shown in `drawn`, by their names: as numbers, for
    the binding takes no files but texts.
    """
    paper = json.loads(content)
    pictures = {name: base64.b64decode(file) for name, file in paper["pictures"].items()}
    template = _TEMPLATES[options["template"]]
    for drawn, standards in _attempts(pictures):
        data = {**paper["data"], "drawn": {name: list(file) for name, file in drawn.items()}}
        with suppress(typst.TypstError):
            return {"standards": standards}, [_compile(template, data, standards)]
    raise ValueError(options["template"])


def _attempts(pictures: dict[str, bytes]) -> Iterator[tuple[dict[str, bytes], Standards]]:
    """The pictures to show and the standards to keep, the best first."""
    yield pictures, ["ua-1"]
    drawable = {name: file for name, file in pictures.items() if _is_drawable(file)}
    yield drawable, ["ua-1"]
    yield drawable, []


def _is_drawable(picture: bytes) -> bool:
    try:
        _compile(_ONE_PICTURE, list(picture), [])
    except typst.TypstError:
        return False
    return True


def _compile(template: bytes, data: Any, standards: Standards) -> bytes:
    compiler = typst.Compiler(
        template,
        root=str(_FOLDER),
        font_paths=_FONTS,
        sys_inputs={"data": json.dumps(data)},
        package_path=_NO_PACKAGES,
        package_cache_path=_NO_PACKAGES,
    )
    return cast(bytes, compiler.compile(format="pdf", pdf_standards=standards))


TASKS = {"typeset": typeset}
