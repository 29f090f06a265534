//! The article in a page: its words without menus, notices about cookies, share buttons and neighbouring articles. The
//! judgement is that of Readability (the crate `legible`); what it leaves behind is cleaned up here.

use html5ever::serialize::{HtmlSerializer, SerializeOpts};
use html5ever::{QualName, serialize::Serializer};

use super::blocks::{self, Block};
use super::tree::{Data, Id, Step, Tree};
use super::{MAX_PAGE, spaced};

/// An article that has less than one part in so many of the words marked as its own is doubted.
const DOUBTED: usize = 5;

/// Elements in which the links of a line are looked for.
const MOST: usize = 1000;

/// What a reader would see.
#[derive(Debug, Default)]
pub struct Article {
    /// Its text, blocks with a blank line between.
    pub text: String,
    /// The title that Readability found.
    pub title: String,
    /// The byline that Readability found.
    pub byline: String,
}

/// Finds the article.
pub fn article(tree: &Tree) -> Article {
    let mut article = Article::default();
    if let Some(html) = html(tree).filter(|html| html.len() <= MAX_PAGE)
        && let Ok(found) = legible::parse(&html, None, None)
    {
        let content = Tree::parse(&found.content);
        article = Article {
            text: clean(&content),
            title: spaced(&found.title),
            byline: found.byline.unwrap_or_default(),
        };
    }
    // Where hardly anything was found, there was no article: a list, a table, a notice. Then the page is the text.
    let marked = declared_body(tree);
    if article.text.is_empty() || marked.is_some() {
        let body = tree.elements(0).find(|id| tree.name(*id) == "body");
        let whole = blocks::text(tree, marked.or(body).unwrap_or(0));
        if article.text.len() * DOUBTED < whole.len() {
            article.text = whole;
        }
    }
    article
}

/// What the page itself marks as the text of its article.
fn declared_body(tree: &Tree) -> Option<Id> {
    tree.elements(0)
        .find(|id| tree.attribute(*id, "itemprop") == "articleBody")
}

/// The blocks of an article without the lists of other articles at its end, and without lines that only lead away.
fn clean(content: &Tree) -> String {
    let mut blocks = blocks::blocks(content, 0);
    let whole: usize = blocks.iter().map(|block| block.text.len()).sum();
    let mut end = blocks.len();
    let mut dropped = 0;
    while let Some(last) = end.checked_sub(1).and_then(|at| blocks.get(at)) {
        let heading = matches!(content.name(last.node), "h2" | "h3" | "h4" | "h5" | "h6");
        dropped += last.text.len();
        // A page that is nothing but links is a list that somebody wrote.
        if !(heading || is_link(content, last)) || dropped * 3 > whole {
            break;
        }
        end -= 1;
    }
    blocks.truncate(end);
    blocks.retain(|block| !(leads_away(&block.text) && is_link(content, block)));
    let texts: Vec<&str> = blocks.iter().map(|block| block.text.as_str()).collect();
    texts.join("\n\n")
}

/// Whether a block is a link and nothing else.
fn is_link(content: &Tree, block: &Block) -> bool {
    let linked: usize = content
        .elements(block.node)
        .take(MOST)
        .filter(|id| content.name(*id) == "a" && !content.attribute(*id, "href").is_empty())
        .map(|id| content.text(id).chars().count())
        .sum();
    let all = block.text.chars().count();
    // The element may hold more than this block: then it says nothing of it.
    linked * 10 >= all * 9 && linked <= all + 2
}

fn leads_away(text: &str) -> bool {
    let text = text.to_lowercase();
    [
        "read more",
        "read also",
        "related:",
        "see also",
        "more:",
        "don't miss",
        "lire aussi",
        "mehr:",
        "lesen sie auch",
    ]
    .iter()
    .any(|words| text.starts_with(words))
}

/// The page as text for the crate that reads it: without scripts and drawings. `None` only if it cannot be written.
fn html(tree: &Tree) -> Option<String> {
    let mut bytes = Vec::new();
    let mut writer = HtmlSerializer::new(&mut bytes, SerializeOpts::default());
    let mut walk = tree.walk(0);
    while let Some(step) = walk.next() {
        match step {
            Step::Enter(id) => match tree.data(id) {
                Data::Element(name, _) if left_out(&name.local) => walk.pass_by(),
                Data::Element(name, attributes) => {
                    let attributes = attributes.iter().map(|a| (&a.name, &*a.value));
                    writer.start_elem(name.clone(), attributes).ok()?;
                }
                Data::Text(text) => {
                    let parent = tree.parent(id).map_or("", |id| tree.name(id));
                    if !left_out(parent) {
                        writer.write_text(text).ok()?;
                    }
                }
                Data::Comment(_) | Data::Root => {}
            },
            Step::Leave(id) => {
                if let Data::Element(name, _) = tree.data(id)
                    && !left_out(&name.local)
                {
                    writer.end_elem(QualName::clone(name)).ok()?;
                }
            }
        }
    }
    String::from_utf8(bytes).ok()
}

/// Elements that have no words of the article, or words of another kind.
fn left_out(name: &str) -> bool {
    matches!(
        name,
        "script"
            | "style"
            | "noscript"
            | "template"
            | "svg"
            | "math"
            | "iframe"
            | "rt"
            | "rp"
            | "plaintext"
    )
}
