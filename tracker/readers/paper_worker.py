"""Pictures of papers, made in a process of its own: a damaged or hostile file can end that process, and nothing else.

Run as a file, it knows nothing of this program. In: the file. Out: one line of JSON, then the picture as JPEG.
"""

import json
import sys
import warnings
from contextlib import suppress
from io import BytesIO
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.Image import Image

_MEMORY = 1536 * 1024 * 1024  # bytes; more than any page needs, less than a computer has
_SECONDS = 30  # of the processor
_LARGEST = 120_000_000  # pixels of a photo before it is made smaller; telephones take up to 108 million
_QUALITY = 85
_LARGEST_SCALE = 4.0  # pixels of a point: 288 dots to the inch
_MOST_FRAMES = 40
_GPS, _TAKEN_AT = 0x8825, (306, 36867, 36868)
_FORMATS = ("JPEG", "PNG", "TIFF", "GIF", "BMP", "WEBP", "MPO")


class _Refused(Exception):
    """Says in one word why there is no picture."""


def main() -> None:
    """What is asked for is "pdf PAGE PIXELS" or "photo PAGE PIXELS"; pixels are those of the longer side."""
    kind, page, pixels = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    _limit()
    told, picture = looked_at(kind, sys.stdin.buffer.read(), page, pixels)
    sys.stdout.buffer.write(json.dumps(told).encode() + b"\n" + picture)
    sys.stdout.buffer.flush()


def looked_at(kind: str, data: bytes, page: int, pixels: int) -> tuple[dict[str, object], bytes]:
    """What is told of the file and the picture of a page; "why" there is none."""
    try:
        return _pdf(data, page, pixels) if kind == "pdf" else _photo(data, pixels)
    except _Refused as refused:
        return {"why": str(refused)}, b""
    except MemoryError:
        return {"why": "too_large"}, b""
    except Exception:  # whatever a library says of a file that it cannot read
        return {"why": "damaged"}, b""


def _limit() -> None:
    with suppress(ImportError, ValueError, OSError):  # there is no such thing on Windows
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (_SECONDS, _SECONDS))


def _pdf(data: bytes, page: int, pixels: int) -> tuple[dict[str, object], bytes]:
    from pypdfium2 import PdfDocument, PdfiumError

    try:
        document = PdfDocument(data)
    except PdfiumError as error:
        raise _Refused("locked" if "password" in str(error).lower() else "damaged") from error
    pages = len(document)
    if not pages:
        raise _Refused("damaged")
    shown = document[min(page, pages - 1)]
    longer = max(*shown.get_size(), 1.0)
    scale = min(pixels / longer, _LARGEST_SCALE)
    whole = shown.render(scale=scale).to_pil()
    written = _without_margins(whole)
    more = min(max(whole.size) / max(written.size), 2.0)
    if more > 1.2:  # what is written is a small part of the page: it is drawn again, as large as it will be shown
        written = _without_margins(shown.render(scale=min(scale * more, _LARGEST_SCALE)).to_pil())
    return {"pages": pages}, _jpeg(written)


def _without_margins(picture: "Image") -> "Image":
    """What is written on a page, as large as it can be shown; an empty page stays as it is."""
    from PIL import ImageOps

    written = ImageOps.invert(picture.convert("L")).point([0] * 24 + [255] * 232).getbbox()
    if written is None:
        return picture
    rim = max(picture.size) // 40
    left, top, right, bottom = written
    return picture.crop((max(left - rim, 0), max(top - rim, 0), right + rim, min(bottom + rim, picture.height)))


def _photo(data: bytes, pixels: int) -> tuple[dict[str, object], bytes]:
    from PIL import Image, ImageOps

    warnings.simplefilter("ignore")
    formats = list(_FORMATS)
    with suppress(ImportError):
        from pi_heif import register_heif_opener

        register_heif_opener()
        formats.append("HEIF")
    Image.MAX_IMAGE_PIXELS = None  # a limit of our own stands below
    opened = Image.open(BytesIO(data), formats=formats)
    if opened.width * opened.height > _LARGEST:
        raise _Refused("too_large")
    exif = opened.getexif()
    frames = int(getattr(opened, "n_frames", 1)) if opened.format == "TIFF" else 1
    told: dict[str, object] = {"pages": min(frames, _MOST_FRAMES), "place": bool(exif.get_ifd(_GPS))}
    told["time"] = any(exif.get(tag) or exif.get_ifd(0x8769).get(tag) for tag in _TAKEN_AT)
    pages = []
    for frame in range(min(frames, _MOST_FRAMES)):
        opened.seek(frame)
        if opened.width * opened.height > _LARGEST:
            raise _Refused("too_large")
        opened.draft("RGB", (pixels, pixels))
        turned = _plain(ImageOps.exif_transpose(opened))
        turned.thumbnail((pixels, pixels))
        pages.append(turned)
    if len(pages) == 1:
        return told, _jpeg(pages[0])
    together = BytesIO()
    pages[0].save(together, "PDF", save_all=True, append_images=pages[1:], quality=_QUALITY)
    return told, together.getvalue()


def _plain(picture: "Image") -> "Image":
    """The colours alone, on white paper where there was none."""
    from PIL import Image

    if picture.mode in ("RGB", "L"):
        return picture.copy()
    if picture.mode.startswith(("I", "F")):  # 16 bits of grey
        import numpy as np

        grey = np.asarray(picture, dtype=np.float32)
        spread = max(float(grey.max() - grey.min()), 1.0)
        return Image.fromarray(((grey - grey.min()) * (255 / spread)).astype(np.uint8))
    if picture.mode in ("P", "LA", "PA", "RGBA"):
        seen = picture.convert("RGBA")
        paper = Image.new("RGB", seen.size, "white")
        paper.paste(seen, mask=seen.getchannel("A"))
        return paper
    return picture.convert("RGB")


def _jpeg(picture: "Image") -> bytes:
    """The picture anew, so that nothing goes with it that was written beside it."""
    made = BytesIO()
    plain = picture if picture.mode in ("RGB", "L") else picture.convert("RGB")
    plain.info = {}
    plain.save(made, "JPEG", quality=_QUALITY, optimize=True)
    return made.getvalue()


if __name__ == "__main__":
    main()
