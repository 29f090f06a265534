//! What a page says of itself for machines: `<meta>`, JSON-LD (schema.org), microdata, `<link rel="canonical">`, the mark
//! of a saved copy. Takes it as said; others judge it.

use serde_json::Value;

use super::spaced;
use super::tree::{Data, Id, Step, Tree};

/// Most places where one thing is said that are looked at.
const MOST: usize = 1000;

/// What a page declares.
#[derive(Debug, Default)]
pub struct Declared {
    /// Names (lower case) and contents of `<meta>`, in the order of the page.
    metas: Vec<(String, String)>,
    /// Objects of JSON-LD, flat.
    objects: Vec<Value>,
    /// Names of `itemprop` and where they stand.
    pub properties: Vec<(String, Id)>,
    /// `<title>`.
    pub title: String,
    /// The main headings.
    pub headings: Vec<Id>,
    /// `<html lang>`.
    pub language: String,
    /// `<link rel="canonical">`, or where a browser says that it saved the page from.
    pub url: String,
}

impl Declared {
    /// Reads a page.
    pub fn of(tree: &Tree) -> Self {
        let mut declared = Self::default();
        let mut saved_from = String::new();
        for step in tree.walk(0) {
            let Step::Enter(id) = step else { continue };
            match tree.data(id) {
                Data::Comment(comment) => {
                    if let Some(url) = comment.trim().strip_prefix("saved from url=") {
                        let url = url.split_once(')').map_or(url, |(_, url)| url);
                        saved_from = url.trim().to_owned();
                    }
                }
                Data::Element(..) => declared.take(tree, id),
                _ => {}
            }
        }
        if !declared.url.starts_with("http") {
            declared.url = saved_from;
        }
        declared
    }

    fn take(&mut self, tree: &Tree, id: Id) {
        let attribute = |name| tree.attribute(id, name).trim();
        match tree.name(id) {
            "html" if self.language.is_empty() => {
                let lang = attribute("lang");
                self.language = if lang.is_empty() {
                    attribute("xml:lang").to_owned()
                } else {
                    lang.to_owned()
                };
            }
            "meta" if self.metas.len() < MOST => {
                let content = spaced(attribute("content"));
                for key in ["property", "name", "itemprop", "http-equiv"] {
                    for key in attribute(key).split_whitespace() {
                        if !content.is_empty() {
                            self.metas.push((key.to_lowercase(), content.clone()));
                        }
                    }
                }
            }
            "title" if self.title.is_empty() && !in_drawing(tree, id) => self.title = tree.text(id),
            "link" if attribute("rel").eq_ignore_ascii_case("canonical") => {
                self.url = attribute("href").to_owned();
            }
            "h1" if self.headings.len() < MOST => self.headings.push(id),
            "script" if attribute("type").eq_ignore_ascii_case("application/ld+json") => {
                let mut json = String::new();
                for step in tree.walk(id) {
                    if let Step::Enter(id) = step
                        && let Data::Text(text) = tree.data(id)
                    {
                        json.push_str(text);
                    }
                }
                self.take_json(&json);
            }
            _ => {}
        }
        let properties = attribute("itemprop");
        if !properties.is_empty() && self.properties.len() < MOST {
            let properties = properties.split_whitespace();
            self.properties
                .extend(properties.map(|name| (name.to_owned(), id)));
        }
    }

    fn take_json(&mut self, json: &str) {
        let json = json.trim();
        let json = json.strip_prefix("<![CDATA[").unwrap_or(json);
        let json = json.trim_end_matches([';', '>', ']', ' ', '\n', '\r', '\t']);
        // What the cut took from an array is put back.
        let json = if json.trim_start().starts_with('[') {
            format!("{json}]")
        } else {
            json.to_owned()
        };
        // Line breaks inside strings are common and not JSON.
        let parsed = serde_json::from_str(&json)
            .or_else(|_| serde_json::from_str(&json.replace(|c: char| c.is_control(), " ")));
        if let Ok(value) = parsed {
            self.flatten(value);
        }
    }

    fn flatten(&mut self, value: Value) {
        match value {
            Value::Array(values) => values.into_iter().for_each(|value| self.flatten(value)),
            Value::Object(mut object) if self.objects.len() < MOST => {
                if let Some(graph) = object.remove("@graph") {
                    self.flatten(graph);
                }
                if let Some(Value::Object(main)) = object.get("mainEntity") {
                    self.objects.push(Value::Object(main.clone()));
                }
                self.objects.push(Value::Object(object));
            }
            _ => {}
        }
    }

    /// The first content of these names, the first name that has one.
    pub fn meta<'a>(&'a self, names: &[&'a str]) -> &'a str {
        names
            .iter()
            .find_map(|name| self.metas(name).next())
            .unwrap_or_default()
    }

    /// All contents of a name.
    pub fn metas<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.metas
            .iter()
            .filter(move |(key, _)| key == name)
            .map(|(_, content)| content.as_str())
    }

    /// The object of JSON-LD that is the article, else the page.
    fn article(&self) -> Option<&Value> {
        let is = |object: &&Value, ends: &[&str]| {
            types(object).any(|kind| ends.iter().any(|end| kind.ends_with(end)))
        };
        let articles = ["Article", "Posting", "Report", "ScholarlyArticle", "Review"];
        let find = |ends: &[&str]| self.objects.iter().find(|object| is(object, ends));
        find(&articles).or_else(|| find(&["WebPage"]))
    }

    /// A text of the article in JSON-LD.
    pub fn said(&self, key: &str) -> String {
        let said = self.article().and_then(|article| article.get(key));
        said.map(text).unwrap_or_default()
    }

    /// The names under a key of the article in JSON-LD: of its authors, its publisher.
    pub fn names(&self, key: &str) -> Vec<String> {
        let Some(value) = self.article().and_then(|article| article.get(key)) else {
            return Vec::new();
        };
        let one = std::slice::from_ref(value);
        let values = value.as_array().map_or(one, Vec::as_slice);
        let names = values.iter().take(MOST).map(|value| self.name(value));
        names.filter(|name| !name.is_empty()).collect()
    }

    /// The name of a person or organisation, which may be described elsewhere.
    fn name(&self, value: &Value) -> String {
        let named = value.get("name").map(text).filter(|name| !name.is_empty());
        let elsewhere = || {
            let id = value.get("@id")?.as_str()?;
            let object = self
                .objects
                .iter()
                .find(|object| object.get("@id").and_then(Value::as_str) == Some(id))?;
            object.get("name").map(text)
        };
        named.or_else(elsewhere).unwrap_or_else(|| text(value))
    }
}

/// A drawing has a `<title>` too.
fn in_drawing(tree: &Tree, id: Id) -> bool {
    tree.ancestors(id).any(|id| tree.name(id) == "svg")
}

fn types(object: &Value) -> impl Iterator<Item = &str> {
    let kinds = object.get("@type");
    let many = kinds.and_then(Value::as_array).into_iter().flatten();
    kinds.into_iter().chain(many).filter_map(Value::as_str)
}

/// A string without markup: in JSON-LD too, pages write `&amp;`.
fn text(value: &Value) -> String {
    let text = match value {
        Value::String(text) => text.as_str(),
        Value::Array(values) => values.first().and_then(Value::as_str).unwrap_or_default(),
        _ => "",
    };
    super::plain(text)
}
