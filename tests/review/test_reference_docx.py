"""Word documents: paragraphs and cells in their order; a broken or hostile one is a sentence."""

from __future__ import annotations

import io
import random
import zipfile

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from review.reference import BadReference, parse, read
from review.reference.errors import BrokenDocument, DocumentTooLarge, ReferenceEmpty, ReferenceUnknown


def saved(document: object) -> bytes:
    file = io.BytesIO()
    document.save(file)  # type: ignore[attr-defined]
    return file.getvalue()


def song() -> bytes:
    document = docx.Document()
    document.add_heading("Our song", 1)
    document.add_paragraph("first line\nsecond line (x2)")
    document.add_paragraph("")
    table = document.add_table(1, 2)
    table.cell(0, 0).text = "left"
    table.cell(0, 1).text = "오른쪽"
    document.add_paragraph("last\tline")
    return saved(document)


def test_paragraphs_soft_breaks_and_cells_in_order() -> None:
    found = read("song.docx", song())
    assert [(line.kind, line.text) for line in found.lines] == [
        ("heading", "Our song"),
        ("text", "first line"),
        ("text", "second line"),
        ("blank", ""),
        ("text", "left"),
        ("text", "오른쪽"),
        ("text", "last\tline"),
    ]
    assert found.format == "docx"


def test_it_is_told_by_its_content() -> None:
    assert read("song.txt", song()).format == "docx"


def test_insertions_count_and_deletions_do_not() -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("kept ")
    for xml in (
        "<w:ins {0}><w:r><w:t>new</w:t></w:r></w:ins>",
        "<w:del {0}><w:r><w:delText>old</w:delText></w:r></w:del>",
        "<w:moveFrom {0}><w:r><w:t>gone</w:t></w:r></w:moveFrom>",
    ):
        paragraph._p.append(parse_xml(xml.format(nsdecls("w"))))
    assert [line.text for line in read("a.docx", saved(document)).lines] == ["kept new"]


def test_readings_above_characters_do_not_count() -> None:
    document = docx.Document()
    xml = (
        "<w:r {0}><w:ruby><w:rt><w:r><w:t>kan</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>漢</w:t></w:r></w:rubyBase>"
        "</w:ruby></w:r>"
    )
    document.add_paragraph("")._p.append(parse_xml(xml.format(nsdecls("w"))))
    assert [line.text for line in read("a.docx", saved(document)).lines] == ["漢"]


def test_an_empty_document_is_refused() -> None:
    with pytest.raises(ReferenceEmpty):
        read("a.docx", saved(docx.Document()))


@pytest.mark.parametrize("length", [4, 100, 5000, -30])
def test_a_cut_off_document_is_refused(length: int) -> None:
    with pytest.raises(BrokenDocument):
        read("a.docx", song()[:length])


@pytest.mark.parametrize("seed", range(20))
def test_damaged_documents_are_read_or_refused(seed: int) -> None:
    chance = random.Random(seed)
    data = bytearray(song())
    for _ in range(30):
        data[chance.randrange(4, len(data))] = chance.randrange(256)
    try:
        read("a.docx", bytes(data))
    except BadReference as error:
        assert str(error)


def test_another_zip_is_refused() -> None:
    with pytest.raises(ReferenceUnknown):
        read("a.docx", packed({"mimetype": b"application/epub+zip"}))


def test_a_bomb_is_refused_before_it_is_unpacked() -> None:
    with pytest.raises(DocumentTooLarge) as caught:
        read("a.docx", packed({"word/document.xml": b" " * (33 * 1024**2)}))
    assert caught.value.params == {"limit_mb": 32}


def test_entities_are_not_expanded() -> None:
    xml = b'<!DOCTYPE x [<!ENTITY a "aaaa">]><w:document xmlns:w="http://w"><w:t>&a;</w:t></w:document>'
    with pytest.raises(BrokenDocument):
        read("a.docx", packed({"word/document.xml": xml}))


def test_a_paste_is_never_a_document() -> None:
    assert parse("PK\x03\x04 words").format == "txt"


def packed(parts: dict[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return file.getvalue()
