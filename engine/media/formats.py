"""Which containers are admitted, and what only looks like one: playlists, which make a decoder read other files.

Names are libavformat's demuxer names (https://ffmpeg.org/ffmpeg-formats.html). A demuxer is admitted only if it
reads nothing but the file it is given; hls, dash, concat, image2, sdp, rtsp, imf, mlv and vobsub open others and
stay out. mov can follow references to other files, but only when told to (``enable_drefs``, off by default).
"""

from __future__ import annotations

VIDEO_FORMATS = (
    "mov",  # mp4, m4a, m4b, m4v, mov, 3gp, 3g2
    "matroska",  # mkv, mka, webm
    "avi",
    "flv",
    "asf",  # wma, wmv
    "mpegts",
    "mpeg",  # mpg, vob
    "ogg",  # ogg, oga, ogv, opus, spx
    "nut",
    "mxf",
    "gxf",
    "wtv",
    "dv",
    "rm",
)
AUDIO_FORMATS = (
    "wav",
    "w64",
    "aiff",
    "caf",
    "au",
    "voc",
    "sox",
    "nistsphere",
    "ircam",
    "iff",
    "mp3",  # mp1, mp2, mp3
    "aac",
    "loas",
    "amr",
    "ac3",
    "eac3",
    "dts",
    "dtshd",
    "truehd",
    "mlp",
    "flac",
    "ape",
    "wv",
    "tta",
    "mpc",
    "mpc8",
    "tak",
    "shn",
    "dsf",
    "oma",
    "qcp",
    "dss",
    "xwma",
    "qoa",
)
ADMITTED = VIDEO_FORMATS + AUDIO_FORMATS

# Every packet carries its time, counted from a zero that all streams share: a late start is silence.
CLOCKED = frozenset({"mov", "matroska", "flv", "asf", "nut"})

SNIFFED_BYTES = 4096
_STARTS = (
    "#extm3u",
    "#ext-x-",
    "ffconcat",
    "[playlist]",
    "[reference]",
    "<asx",
    "<smil",
    "<?wpl",
    "<mpd",
    "<playlist",
    "<smoothstreamingmedia",
    "v=0\no=",
    "http://",
    "https://",
    "rtsp://",
    "rtmp://",
    "mms://",
    "file://",
)
_XML_ROOTS = (
    "<mpd",
    "<smil",
    "<asx",
    "<playlist",
    "<smoothstreamingmedia",
    "<wpl",
    "<assetmap",
    "<compositionplaylist",
)


def is_playlist(head: bytes) -> bool:
    """Whether a file that begins with ``head`` is text that names other files or addresses instead of holding sound."""
    text = head[:SNIFFED_BYTES].decode("latin-1").removeprefix("\xef\xbb\xbf")
    text = text.replace("\r\n", "\n").lstrip().lower()
    if text.startswith(_STARTS):
        return True
    return text.startswith("<?xml") and any(root in text for root in _XML_ROOTS)


def is_clocked(format_name: str) -> bool:
    """Whether the demuxer ``format_name`` (a comma list of its names) is one of CLOCKED."""
    return not CLOCKED.isdisjoint(format_name.split(","))
