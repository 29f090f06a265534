//! The parts of a Word document around its words: styles, lists, page, relations. Colours are those of print.

use std::collections::BTreeMap;

use super::super::html::style::hex;
use super::runs::escape;
use crate::scene::style::{Look, Tone};

/// Width of the text on the page, twentieths of a point: A4 less its margins.
pub const TEXT_WIDTH: usize = 11_906 - 2 * 1_304;

const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
const SPACES: &str = "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\" \
    xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"";

/// What each part is.
pub const CONTENT_TYPES: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Default Extension="xml" ContentType="application/xml"/>
<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/>
<Override PartName="/word/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml"/>
<Override PartName="/word/numbering.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.numbering+xml"/>
<Override PartName="/word/settings.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.settings+xml"/>
<Override PartName="/word/footnotes.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"/>
<Override PartName="/word/footer1.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.footer+xml"/>
<Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/>
<Override PartName="/docProps/app.xml" ContentType="application/vnd.openxmlformats-officedocument.extended-properties+xml"/>
</Types>"#;

/// Where the parts are.
pub const RELS: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/>
<Relationship Id="rId2" Type="http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties" Target="docProps/core.xml"/>
<Relationship Id="rId3" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/extended-properties" Target="docProps/app.xml"/>
</Relationships>"#;

/// By what it was made.
pub const APP: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"><Application>Casewall</Application></Properties>"#;

/// How Word is to treat it.
pub const SETTINGS: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<w:settings xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:footnotePr><w:footnote w:id="-1"/><w:footnote w:id="0"/></w:footnotePr><w:compat><w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat></w:settings>"#;

/// The number of the page, below each.
pub const FOOTER: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<w:ftr xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:p><w:pPr><w:pStyle w:val="Footer"/></w:pPr><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> PAGE </w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>1</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r><w:r><w:t xml:space="preserve"> / </w:t></w:r><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> NUMPAGES </w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>1</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p></w:ftr>"#;

/// How a table begins.
pub const TABLE: &str = "<w:tbl><w:tblPr><w:tblStyle w:val=\"Lines\"/><w:tblW w:w=\"5000\" w:type=\"pct\"/>\
    <w:tblLook w:val=\"04A0\" w:firstRow=\"1\" w:lastRow=\"0\" w:firstColumn=\"1\" w:lastColumn=\"0\" w:noHBand=\"0\" w:noVBand=\"1\"/></w:tblPr>";

/// The document around its body.
pub fn document(body: &str) -> String {
    format!(
        "{HEAD}<w:document {SPACES}><w:body>{body}<w:sectPr><w:footerReference w:type=\"default\" r:id=\"rId5\"/>\
         <w:pgSz w:w=\"11906\" w:h=\"16838\"/><w:pgMar w:top=\"1304\" w:right=\"1304\" w:bottom=\"1304\" w:left=\"1304\" \
         w:header=\"708\" w:footer=\"708\" w:gutter=\"0\"/></w:sectPr></w:body></w:document>"
    )
}

/// The footnotes, with the two that are the line above them.
pub fn footnotes(notes: &str) -> String {
    format!(
        "{HEAD}<w:footnotes {SPACES}>\
         <w:footnote w:type=\"separator\" w:id=\"-1\"><w:p><w:r><w:separator/></w:r></w:p></w:footnote>\
         <w:footnote w:type=\"continuationSeparator\" w:id=\"0\"><w:p><w:r><w:continuationSeparator/></w:r></w:p></w:footnote>\
         {notes}</w:footnotes>"
    )
}

/// What the document says of itself.
pub fn core(title: &str) -> String {
    format!(
        "{HEAD}<cp:coreProperties xmlns:cp=\"http://schemas.openxmlformats.org/package/2006/metadata/core-properties\" \
         xmlns:dc=\"http://purl.org/dc/elements/1.1/\"><dc:title>{}</dc:title><dc:language>en</dc:language></cp:coreProperties>",
        escape(title)
    )
}

/// What the document refers to.
pub fn document_rels(links: &BTreeMap<String, usize>) -> String {
    const TYPES: [&str; 5] = ["styles", "numbering", "settings", "footnotes", "footer"];
    let mut out = relations();
    for (n, kind) in TYPES.iter().enumerate() {
        let file = if *kind == "footer" { "footer1" } else { kind };
        out.push_str(&format!(
            "<Relationship Id=\"rId{}\" Type=\"{OFFICE}/{kind}\" Target=\"{file}.xml\"/>",
            n + 1
        ));
    }
    ended(out, links)
}

/// What the footnotes refer to.
pub fn notes_rels(links: &BTreeMap<String, usize>) -> String {
    ended(relations(), links)
}

const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

fn relations() -> String {
    format!(
        "{HEAD}<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">"
    )
}

fn ended(mut out: String, links: &BTreeMap<String, usize>) -> String {
    for (url, number) in links {
        out.push_str(&format!(
            "<Relationship Id=\"link{number}\" Type=\"{OFFICE}/hyperlink\" Target=\"{}\" TargetMode=\"External\"/>",
            escape(url)
        ));
    }
    out.push_str("</Relationships>");
    out
}

/// Lists with dots, at two depths.
pub fn numbering() -> String {
    let level = |depth: usize, sign: &str| {
        format!(
            "<w:lvl w:ilvl=\"{depth}\"><w:start w:val=\"1\"/><w:numFmt w:val=\"bullet\"/><w:lvlText w:val=\"{sign}\"/>\
             <w:lvlJc w:val=\"left\"/><w:pPr><w:ind w:left=\"{}\" w:hanging=\"284\"/></w:pPr></w:lvl>",
            284 + 340 * depth
        )
    };
    format!(
        "{HEAD}<w:numbering {SPACES}><w:abstractNum w:abstractNumId=\"0\"><w:multiLevelType w:val=\"hybridMultilevel\"/>{}{}\
         </w:abstractNum><w:num w:numId=\"1\"><w:abstractNumId w:val=\"0\"/></w:num></w:numbering>",
        level(0, "•"),
        level(1, "–")
    )
}

/// A style of paragraphs: its id, its name, the properties of the paragraph and of its runs.
type Paragraph = (&'static str, &'static str, &'static str, String);

/// The styles. Those that Word knows by name keep its names, so that its navigation finds the headings.
pub fn styles() -> String {
    let tone = |tone| hex(Look::Print, tone);
    let size = |half_points: u32| {
        format!("<w:sz w:val=\"{half_points}\"/><w:szCs w:val=\"{half_points}\"/>")
    };
    let colour = |of| format!("<w:color w:val=\"{}\"/>", tone(of));
    let bold = "<w:b/><w:bCs/>";
    let pale = colour(Tone::InkSecond);
    let list = |depth: usize| match depth {
        0 => {
            "<w:numPr><w:ilvl w:val=\"0\"/><w:numId w:val=\"1\"/></w:numPr><w:spacing w:after=\"60\"/>"
        }
        _ => {
            "<w:numPr><w:ilvl w:val=\"1\"/><w:numId w:val=\"1\"/></w:numPr><w:spacing w:after=\"40\"/>"
        }
    };
    let paragraphs: [Paragraph; 15] = [
        (
            "BodyText",
            "Body Text",
            "<w:spacing w:after=\"120\"/>",
            String::new(),
        ),
        (
            "Title",
            "Title",
            "<w:keepNext/><w:spacing w:after=\"80\"/>",
            format!("{bold}{}", size(44)),
        ),
        (
            "Heading1",
            "heading 1",
            "<w:keepNext/><w:keepLines/><w:spacing w:before=\"480\" w:after=\"120\"/><w:outlineLvl w:val=\"0\"/>",
            format!("{bold}{}", size(30)),
        ),
        (
            "Heading2",
            "heading 2",
            "<w:keepNext/><w:keepLines/><w:spacing w:before=\"320\" w:after=\"100\"/><w:outlineLvl w:val=\"1\"/>",
            format!("{bold}{pale}{}", size(24)),
        ),
        (
            "Heading3",
            "heading 3",
            "<w:keepNext/><w:keepLines/><w:spacing w:before=\"320\" w:after=\"60\"/><w:outlineLvl w:val=\"2\"/>",
            format!("{bold}{}", size(23)),
        ),
        (
            "Lead",
            "Lead",
            "<w:keepNext/><w:spacing w:before=\"120\" w:after=\"40\"/>",
            bold.to_owned(),
        ),
        (
            "Quiet",
            "Quiet",
            "<w:spacing w:after=\"100\"/>",
            format!("{pale}{}", size(18)),
        ),
        ("ListBullet", "List Bullet", list(0), String::new()),
        (
            "ListBullet2",
            "List Bullet 2",
            list(1),
            format!("{pale}{}", size(19)),
        ),
        (
            "Numbered",
            "Numbered",
            "<w:spacing w:after=\"100\"/><w:ind w:left=\"425\" w:hanging=\"425\"/>",
            String::new(),
        ),
        (
            "TableHead",
            "Table Head",
            "<w:spacing w:before=\"40\" w:after=\"40\"/>",
            format!("{bold}{}", size(18)),
        ),
        (
            "TableText",
            "Table Text",
            "<w:spacing w:before=\"40\" w:after=\"40\"/>",
            size(18),
        ),
        (
            "Caption",
            "caption",
            "<w:keepNext/><w:spacing w:before=\"200\" w:after=\"80\"/>",
            format!("{pale}{}", size(18)),
        ),
        (
            "FootnoteText",
            "footnote text",
            "<w:spacing w:after=\"20\"/>",
            size(17),
        ),
        (
            "Footer",
            "footer",
            "<w:jc w:val=\"center\"/>",
            format!("{pale}{}", size(17)),
        ),
    ];
    let mut out = format!(
        "{HEAD}<w:styles {SPACES}><w:docDefaults><w:rPrDefault><w:rPr>\
         <w:rFonts w:ascii=\"Noto Sans\" w:hAnsi=\"Noto Sans\" w:eastAsia=\"Noto Sans\" w:cs=\"Noto Sans\"/>{}{}\
         <w:lang w:val=\"en-GB\"/></w:rPr></w:rPrDefault><w:pPrDefault><w:pPr><w:spacing w:after=\"0\" w:line=\"276\" \
         w:lineRule=\"auto\"/></w:pPr></w:pPrDefault></w:docDefaults>\
         <w:style w:type=\"paragraph\" w:default=\"1\" w:styleId=\"Normal\"><w:name w:val=\"Normal\"/><w:qFormat/></w:style>",
        colour(Tone::Ink),
        size(21)
    );
    for (id, name, paragraph, run) in paragraphs {
        out.push_str(&format!(
            "<w:style w:type=\"paragraph\" w:styleId=\"{id}\"><w:name w:val=\"{name}\"/><w:basedOn w:val=\"Normal\"/><w:qFormat/>\
             <w:pPr>{paragraph}</w:pPr><w:rPr>{run}</w:rPr></w:style>"
        ));
    }
    let labels = [
        ("Label-unsupported", Tone::InkSecond),
        ("Label-circular", Tone::Attention),
        ("Label-single-source", Tone::Attention),
        ("Label-disputed", Tone::Attention),
        ("Label-corroborated", Tone::Corroborates),
        ("Label-contradicted", Tone::Contradicts),
    ]
    .map(|(id, of)| (id, format!("{bold}{}", colour(of))));
    let characters = [
        (
            "FootnoteReference",
            "<w:vertAlign w:val=\"superscript\"/>".to_owned(),
        ),
        (
            "Hyperlink",
            format!("{}<w:u w:val=\"single\"/>", colour(Tone::Selection)),
        ),
        ("Reference", colour(Tone::Selection)),
    ];
    for (id, run) in labels.into_iter().chain(characters) {
        let name = match id {
            "FootnoteReference" => "footnote reference".to_owned(),
            id => id.replace('-', " "),
        };
        out.push_str(&format!(
            "<w:style w:type=\"character\" w:styleId=\"{id}\"><w:name w:val=\"{name}\"/><w:rPr>{run}</w:rPr></w:style>"
        ));
    }
    let line = format!(
        "w:val=\"single\" w:sz=\"4\" w:space=\"0\" w:color=\"{}\"",
        tone(Tone::Line)
    );
    out.push_str(&format!(
        "<w:style w:type=\"table\" w:styleId=\"Lines\"><w:name w:val=\"Lines\"/><w:tblPr><w:tblBorders>\
         <w:top {line}/><w:bottom {line}/><w:insideH {line}/></w:tblBorders><w:tblCellMar>\
         <w:left w:w=\"80\" w:type=\"dxa\"/><w:right w:w=\"80\" w:type=\"dxa\"/></w:tblCellMar></w:tblPr></w:style></w:styles>"
    ));
    out
}
