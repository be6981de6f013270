"""What can be wrong with a file somebody hands in: one sentence each, translated by its code."""

from __future__ import annotations

from engine.errors import UserError


class MediaError(UserError):
    """Base of everything that taking media in can refuse."""

    code = "media"
    template = "This file cannot be used."


class MissingFile(MediaError):
    code = "missing_file"
    template = "The file {name} is not there or cannot be read."


class EmptyFile(MediaError):
    code = "empty_file"
    template = "This file is empty."


class TooLarge(MediaError):
    code = "too_large"
    template = "This file is larger than the {megabytes} MB that are allowed here."


class NotMedia(MediaError):
    code = "not_media"
    template = "This is not an audio or video file that can be opened here."


class Playlist(MediaError):
    code = "playlist"
    template = "This file only points to other files or addresses; hand in the recording itself."


class NoAudio(MediaError):
    code = "no_audio"
    template = "This file has no sound in it."


class UnknownCodec(MediaError):
    code = "unknown_codec"
    template = "The sound in this file is in a format that cannot be decoded here."


class Undecodable(MediaError):
    code = "undecodable"
    template = "Nothing of the sound in this file can be decoded; it is probably damaged."


class TooCoarse(MediaError):
    code = "too_coarse"
    template = "The sound in this file has {rate} samples a second; nothing can be heard below {least}."


class TooManyStreams(MediaError):
    code = "too_many_streams"
    template = "This file holds {count} streams; at most {limit} are allowed here."


class TooLong(MediaError):
    code = "too_long"
    template = "This recording is longer than the {minutes} minutes that are allowed here."


class TooSlow(MediaError):
    code = "too_slow"
    template = "Decoding this file took longer than the {seconds} seconds that are allowed here."


class TooMuchMemory(MediaError):
    code = "too_much_memory"
    template = "Decoding this file takes more memory than the {megabytes} MB that are allowed here."


class DiskFull(MediaError):
    code = "disk_full"
    template = "There is no room left on the disk for the sound of this file."


class DecoderCrashed(MediaError):
    code = "decoder_crashed"
    template = "This file made the decoder fail; it is probably damaged."


class BadLimit(UserError):
    code = "bad_limit"
    template = "The setting {name} has to be a whole number above zero, not {value}."


_BY_CODE: dict[str, type[MediaError]] = {
    kind.code: kind
    for kind in (
        MissingFile,
        EmptyFile,
        TooLarge,
        NotMedia,
        Playlist,
        NoAudio,
        UnknownCodec,
        Undecodable,
        TooCoarse,
        TooManyStreams,
        TooLong,
        TooSlow,
        TooMuchMemory,
        DiskFull,
        DecoderCrashed,
    )
}


def from_code(code: str, params: dict[str, str | int | float]) -> MediaError:
    """The error a child process reported as ``code`` and ``params``; KeyError for an unknown code."""
    return _BY_CODE[code](**params)
