//! The looks of the HTML brief: calm, legible, for screen and paper. The colours are the wall's.

use crate::scene::style::{Look, Tone};

/// The style sheet.
pub fn sheet() -> String {
    let [light, dark, print] = [Look::Light, Look::Dark, Look::Print].map(colours);
    format!(
        ":root {{ color-scheme: light dark; {light} }}\n\
         @media (prefers-color-scheme: dark) {{ :root {{ {dark} }} }}\n\
         {RULES}@media print {{\n  :root {{ color-scheme: light; {print} }}\n{ON_PAPER}"
    )
}

/// The names of the colours in the rules, and what they are on the wall.
const NAMES: [(&str, Tone); 8] = [
    ("ink", Tone::Ink),
    ("second", Tone::InkSecond),
    ("line", Tone::Line),
    ("chip", Tone::Chip),
    ("link", Tone::Selection),
    ("pro", Tone::Corroborates),
    ("contra", Tone::Contradicts),
    ("warn", Tone::Attention),
];

fn colours(look: Look) -> String {
    // A page of text is as bright as a card by day, and as dark as the wall by night.
    let paper = match look {
        Look::Dark => Tone::Wall,
        _ => Tone::Paper,
    };
    let colours = NAMES.into_iter().chain([("paper", paper)]);
    let said = colours.map(|(name, tone)| format!("--{name}: #{};", hex(look, tone)));
    said.collect::<Vec<_>>().join(" ")
}

/// A tone as six hexadecimal digits.
pub fn hex(look: Look, tone: Tone) -> String {
    let [r, g, b, _] = look.palette().rgba(tone).0;
    format!("{r:02x}{g:02x}{b:02x}")
}

const RULES: &str = r#"* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; }
body {
  margin: 0 auto; padding: 3rem 1.5rem 6rem; max-width: 46rem;
  background: var(--paper); color: var(--ink);
  font: 1rem/1.55 "Noto Sans", system-ui, "Segoe UI", Roboto, Helvetica, Arial, sans-serif;
  overflow-wrap: break-word;
}
nav { margin-bottom: 2.5rem; font-size: .875rem; }
nav ul { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; margin: 0; padding: 0; list-style: none; }
nav li { margin: 0; }
h1, h2, h3, h4 { line-height: 1.25; text-wrap: balance; break-after: avoid; }
h1 { margin: 0 0 .5rem; font-size: 2rem; letter-spacing: -.01em; }
h2 { margin: 3.5rem 0 1rem; padding-top: 1rem; border-top: 1px solid var(--line); font-size: 1.375rem; }
h3 { margin: 2.25rem 0 .75rem; font-size: 1.0625rem; color: var(--second); }
h4 { margin: 2.25rem 0 .5rem; font-size: 1.0625rem; }
h2 + h3, h3 + h4 { margin-top: 1rem; }
p { margin: .5rem 0; }
.lead { margin: 1rem 0 .25rem; font-weight: 600; break-after: avoid; }
.quiet { color: var(--second); font-size: .875rem; }
ul, ol { margin: .25rem 0 .75rem; padding-inline-start: 1.5rem; }
ol { padding-inline-start: 2.25rem; }
li { margin: .375rem 0; }
li > ul { color: var(--second); font-size: .9375rem; }
li > ul li { margin: .25rem 0; }
a { color: var(--link); text-decoration-thickness: 1px; text-underline-offset: 2px; }
a.claim { color: inherit; text-decoration: none; }
a.claim:hover { text-decoration: underline; }
a:focus-visible, .table:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; border-radius: 2px; }
sup { font-size: .75em; line-height: 0; }
sup a { padding: 0 .15em; text-decoration: none; }
:target { background: var(--chip); border-radius: 4px; }
.label.corroborated { color: var(--pro); }
.label.contradicted { color: var(--contra); }
.label.disputed, .label.circular, .label.single-source { color: var(--warn); }
.table { overflow-x: auto; margin: 1rem 0; }
table { width: 100%; border-collapse: collapse; font-size: .875rem; line-height: 1.4; }
caption { padding-bottom: .5rem; text-align: start; color: var(--second); }
th, td { padding: .4rem .6rem; border-bottom: 1px solid var(--line); text-align: start; vertical-align: top; }
th { font-weight: 600; }
[role="doc-endnotes"] { font-size: .875rem; }
"#;

const ON_PAPER: &str = r#"  @page { margin: 20mm 18mm; }
  body { max-width: none; padding: 0; font-size: 10pt; }
  nav, [role="doc-backlink"] { display: none; }
  h2 { margin-top: 2rem; }
  li, tr { break-inside: avoid; }
  p, li { orphans: 3; widows: 3; }
  a { text-decoration: none; }
  .table { overflow: visible; }
}
"#;
