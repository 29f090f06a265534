//! Whose voice a source is: the origin that it goes back to, and the weakest hand that it went through.
//!
//! A source follows the first source that it draws on, until there is none; a loop of derivation is the smallest id on
//! it. Sources with the same text are one source, and origins with the same outlet one voice, unless the board says no.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::{Arc, OnceLock};

use icu_normalizer::ComposingNormalizerBorrowed;

use super::graph::{Graph, SourceNode};
use super::masses::{HashMap, HashSet, Node};

/// What a source goes back to.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Voice {
    /// The origin that it counts for.
    pub key: Node,
    /// The origin by derivation alone, whatever outlets and texts say.
    pub root: Node,
    /// The lowest rating of the source and all that it goes back to, where any of them is rated.
    pub weakest: Option<f64>,
}

/// All voices by number of card. Cards that are no source have one that nobody asks for.
#[derive(Clone, Debug, Default)]
pub(super) struct Voices {
    voices: Vec<Voice>,
    /// The next card on the way to the origin.
    next: Vec<Option<Node>>,
    /// For each card the first one with the same text.
    texts: Vec<Node>,
    /// Cards with the same text, by the first of them.
    copies: HashMap<Node, Vec<Node>>,
    /// For each first card the outlet that it and its copies are of.
    outlets: Vec<Option<u64>>,
    /// The voice of every outlet that an origin is of.
    voice_of: HashMap<u64, Node>,
    /// Origins that are one voice with others for their outlet.
    joined: HashSet<Node>,
}

impl Voices {
    /// `cut`: a source whose first derivation is left out.
    pub fn of(graph: &Graph, one_voice: bool, cut: Option<Node>) -> Self {
        let sources: Vec<Option<&SourceNode>> =
            graph.nodes().map(|node| graph.source(node)).collect();
        let parent = |node: Node| {
            let parents = &at(&sources, node)?.parents;
            let parent = parents.get(usize::from(cut == Some(node)))?;
            Some(parent.1)
        };
        let alone: Vec<Node> = graph.nodes().collect();
        let parents: Vec<Option<Node>> = graph.nodes().map(parent).collect();
        let roots = walk(&alone, &parents, &sources);
        if !one_voice {
            let voices = roots.iter().map(|(root, weakest)| Voice {
                key: *root,
                root: *root,
                weakest: *weakest,
            });
            return Self {
                voices: voices.collect(),
                next: parents,
                texts: alone,
                ..Self::default()
            };
        }
        let texts = same_texts(&alone, &sources);
        let mut copies: HashMap<Node, Vec<Node>> = HashMap::default();
        for (node, class) in (0..).zip(&texts).filter(|(node, class)| node != *class) {
            copies
                .entry(*class)
                .or_insert_with(|| vec![*class])
                .push(node);
        }
        let (next, walked) = match copies.is_empty() {
            true => (parents, roots.clone()),
            false => {
                let next = shared_parents(&texts, &parents);
                let walked = walk(&texts, &next, &sources);
                (next, walked)
            }
        };
        // The outlet of an origin with copies is that of the first of them that names one.
        let mut outlets: Vec<Option<u64>> = vec![None; texts.len()];
        for (source, class) in sources.iter().zip(&texts) {
            if let Some(outlet) = source.and_then(|source| source.outlet)
                && let Some(place) = outlets.get_mut(*class as usize)
            {
                place.get_or_insert(outlet);
            }
        }
        let mut is_origin = vec![false; texts.len()];
        for (origin, _) in &walked {
            if let Some(is_origin) = is_origin.get_mut(*origin as usize) {
                *is_origin = true;
            }
        }
        let mut voice_of: HashMap<u64, Node> = HashMap::default();
        let mut joined = HashSet::default();
        let mut first = alone;
        for (origin, voice) in (0..).zip(&mut first) {
            let outlet = at(&outlets, origin).filter(|_| at_flag(&is_origin, origin));
            if let Some(outlet) = outlet {
                *voice = *voice_of.entry(outlet).or_insert(origin);
                if *voice != origin {
                    joined.insert(*voice);
                }
            }
        }
        let voices = walked.iter().zip(roots);
        let voices = voices.map(|((origin, weakest), (root, _))| Voice {
            key: first.get(*origin as usize).copied().unwrap_or(*origin),
            root,
            weakest: *weakest,
        });
        Self {
            voices: voices.collect(),
            next,
            texts,
            copies,
            outlets,
            voice_of,
            joined,
        }
    }

    /// The voices that these speakers would have without the first derivation of a source that they all go back
    /// through. An origin may have another number than in voices made anew, but the same ones are one. `None` where a
    /// loop comes about: then they have to be made anew.
    pub fn cut(
        &self,
        graph: &Graph,
        source: Node,
        speakers: &[Node],
    ) -> Option<Vec<(Node, Voice)>> {
        let class_of = |node: Node| self.texts.get(node as usize).copied().unwrap_or(node);
        let class = class_of(source);
        let parent = |copy: &Node| {
            let parents = &graph.source(*copy)?.parents;
            let parent = parents.get(usize::from(*copy == source))?.1;
            (class_of(parent) != class).then_some(parent)
        };
        let next = self.copies_of(source).iter().find_map(parent);
        if next == at(&self.next, source) {
            return Some(Vec::new());
        }
        let (key, weakest) = match next {
            None => {
                let outlet = at(&self.outlets, class);
                let voice = outlet.and_then(|outlet| self.voice_of.get(&outlet));
                (voice.copied().unwrap_or(class), None)
            }
            Some(next)
                if self
                    .path(next)
                    .into_iter()
                    .map(class_of)
                    .any(|on| on == class) =>
            {
                return None;
            }
            Some(next) => {
                let voice = self.get(next);
                (voice.key, voice.weakest)
            }
        };
        let voices = speakers.iter().map(|speaker| {
            let mut weakest = weakest;
            for node in self.path(*speaker) {
                let rated = graph.source(node).and_then(|source| source.rated);
                weakest = lower(weakest, rated);
                if class_of(node) == class {
                    break;
                }
            }
            let voice = Voice {
                key,
                weakest,
                ..self.get(*speaker)
            };
            (*speaker, voice)
        });
        Some(voices.collect())
    }

    /// All sources with the text of this one, itself among them.
    pub fn copies_of(&self, source: Node) -> Vec<Node> {
        let class = self.texts.get(source as usize).copied().unwrap_or(source);
        let copies = self.copies.get(&class);
        copies.map_or_else(|| vec![source], Vec::clone)
    }

    /// Puts a voice in the place of another, and gives that back.
    pub fn replace(&mut self, node: Node, voice: Voice) -> Option<Voice> {
        let place = self.voices.get_mut(node as usize)?;
        Some(std::mem::replace(place, voice))
    }

    pub fn get(&self, node: Node) -> Voice {
        self.voices.get(node as usize).copied().unwrap_or(Voice {
            key: node,
            root: node,
            weakest: None,
        })
    }

    /// What a source draws on, on the way to its origin.
    pub fn next(&self, node: Node) -> Option<Node> {
        at(&self.next, node)
    }

    /// Takes two origins for one.
    pub fn join(&mut self, a: Node, b: Node) {
        let [a, b] = [a, b].map(|node| self.get(node).key);
        for voice in &mut self.voices {
            if voice.key == a.max(b) {
                voice.key = a.min(b);
            }
        }
    }

    /// Whether an origin stands for its whole outlet.
    pub fn is_outlet(&self, origin: Node) -> bool {
        self.joined.contains(&origin)
    }

    /// Origins that stand for an outlet in one and not in the other.
    pub fn other_outlets<'a>(&'a self, other: &'a Self) -> impl Iterator<Item = Node> + 'a {
        self.joined.symmetric_difference(&other.joined).copied()
    }

    /// The card and all that it goes back to, in order; each once.
    pub fn path(&self, node: Node) -> Vec<Node> {
        let mut path = vec![node];
        let (mut last, mut mark) = (node, 0);
        while let Some(next) = at(&self.next, last) {
            // A loop is met again at a mark that is set twice as far each time.
            if path.get(mark) == Some(&next) {
                let length = path.len() - mark;
                let mut turned = path.iter().zip(path.iter().skip(length));
                let begin = turned.position(|(one, other)| one == other);
                path.truncate(begin.map_or(path.len(), |begin| begin + length));
                break;
            }
            if path.len().is_power_of_two() {
                mark = path.len();
            }
            path.push(next);
            last = next;
        }
        path
    }
}

fn at_flag(all: &[bool], node: Node) -> bool {
    all.get(node as usize).copied().unwrap_or_default()
}

fn at<T: Copy>(all: &[Option<T>], node: Node) -> Option<T> {
    all.get(node as usize).copied().flatten()
}

/// For each card the first one with the same mark; itself where it has none.
fn classes(alone: &[Node], mark: impl Fn(Node) -> Option<u64>) -> Vec<Node> {
    let mut first: HashMap<u64, Node> = HashMap::default();
    let class = |node: &Node| mark(*node).map_or(*node, |mark| *first.entry(mark).or_insert(*node));
    alone.iter().map(class).collect()
}

/// For each card what its copies draw on: what the first of them draws on that draws on anything but a copy.
fn shared_parents(classes: &[Node], parents: &[Option<Node>]) -> Vec<Option<Node>> {
    let class_of = |node: Node| classes.get(node as usize).copied().unwrap_or(node);
    let mut shared: HashMap<Node, Node> = HashMap::default();
    for (class, parent) in classes.iter().zip(parents) {
        if let Some(parent) = parent.filter(|parent| class_of(*parent) != *class) {
            shared.entry(*class).or_insert(parent);
        }
    }
    let next = classes.iter().map(|class| shared.get(class).copied());
    next.collect()
}

/// For each card where it ends up, and the lowest rating on the way. Every card is walked over once.
fn walk(
    classes: &[Node],
    next: &[Option<Node>],
    sources: &[Option<&SourceNode>],
) -> Vec<(Node, Option<f64>)> {
    let class_of = |node: Node| classes.get(node as usize).copied().unwrap_or(node);
    let rated = |node: Node| at(sources, node).and_then(|source| source.rated);
    let mut known: Vec<Option<(Node, Option<f64>)>> = vec![None; classes.len()];
    // On which way a class was last met, and where on it.
    let mut met: Vec<Option<(usize, usize)>> = vec![None; classes.len()];
    for start in 0..classes.len() {
        let Ok(mut node) = Node::try_from(start) else {
            break;
        };
        let mut way: Vec<Node> = Vec::new();
        let (end, mut weakest) = loop {
            if let Some((end, weakest)) = at(&known, node) {
                break (end, weakest);
            }
            if let Some((_, begin)) = at(&met, class_of(node)).filter(|(way, _)| *way == start) {
                // A loop: all of it is one origin, as weak as the weakest on it.
                let looped = way.get(begin..).unwrap_or_default();
                let end = looped.iter().map(|node| class_of(*node)).min();
                let weakest = looped
                    .iter()
                    .fold(None, |low, node| lower(low, rated(*node)));
                break (end.unwrap_or(node), weakest);
            }
            if let Some(met) = met.get_mut(class_of(node) as usize) {
                *met = Some((start, way.len()));
            }
            way.push(node);
            match at(next, node) {
                Some(parent) => node = parent,
                None => break (class_of(node), None),
            }
        };
        for node in way.into_iter().rev() {
            weakest = lower(weakest, rated(node));
            if let Some(known) = known.get_mut(node as usize) {
                *known = Some((end, weakest));
            }
        }
    }
    let ends = (0..).zip(known);
    ends.map(|(node, known)| known.unwrap_or((node, None)))
        .collect()
}

/// The lower of two ratings; one that is not there does not limit.
pub(super) fn lower(a: Option<f64>, b: Option<f64>) -> Option<f64> {
    match (a, b) {
        (Some(a), Some(b)) => Some(a.min(b)),
        (a, b) => a.or(b),
    }
}

/// A text by its letters and digits, whatever their case and what is between the words.
#[derive(Clone, Debug, Default)]
pub(super) struct Folded {
    text: Arc<str>,
    /// A number that stands for its beginning; nothing if it has no letters. Most texts differ there already.
    beginning: Option<u64>,
    /// A number that stands for all of it, once somebody had to know.
    whole: OnceLock<Option<u64>>,
}

impl Folded {
    pub fn of(text: &Arc<str>) -> Self {
        Self {
            text: text.clone(),
            beginning: folded(text, 64),
            whole: OnceLock::new(),
        }
    }

    pub fn is_of(&self, text: &Arc<str>) -> bool {
        Arc::ptr_eq(&self.text, text)
    }

    fn whole(&self) -> Option<u64> {
        *self.whole.get_or_init(|| folded(&self.text, usize::MAX))
    }
}

/// The first of the texts that are the same as that of a card; the card itself where it is alone.
fn same_texts(alone: &[Node], sources: &[Option<&SourceNode>]) -> Vec<Node> {
    let beginning = |node: Node| at(sources, node)?.text.beginning;
    let mut begin_so: HashMap<u64, usize> = HashMap::default();
    for beginning in alone.iter().filter_map(|node| beginning(*node)) {
        *begin_so.entry(beginning).or_default() += 1;
    }
    classes(alone, |node| {
        let others = begin_so.get(&beginning(node)?)?;
        (*others > 1).then(|| at(sources, node)?.text.whole())?
    })
}

/// A number that stands for the first `most` letters and digits or so; nothing if there are none.
fn folded(text: &str, most: usize) -> Option<u64> {
    let mut words = String::with_capacity(text.len().min(most));
    let mut between = false;
    for c in text.chars() {
        if words.len() >= most {
            break;
        }
        let letter = c.is_alphanumeric();
        if letter && between && !words.is_empty() {
            words.push(' ');
        }
        between = !letter;
        match letter {
            true if c.is_ascii() => words.push(c.to_ascii_lowercase()),
            true => words.extend(c.to_lowercase()),
            false => {}
        }
    }
    number(&words)
}

/// A number that stands for an outlet, whatever its case and white space; nothing if it has no name.
pub(super) fn folded_outlet(outlet: &str) -> Option<u64> {
    // By capitals first: ß and SS are one. What cannot be seen tells no two outlets apart.
    let seen = ComposingNormalizerBorrowed::new_nfkc().normalize(outlet);
    let seen: String = seen.chars().filter(|c| !is_unseen(*c)).collect();
    let words: Vec<String> = seen
        .split_whitespace()
        .map(|word| word.to_uppercase().to_lowercase())
        .collect();
    number(&words.join(" "))
}

/// Characters without ink: joiners, marks of direction, soft hyphens (Unicode, Default_Ignorable_Code_Point, in part).
fn is_unseen(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

fn number(words: &str) -> Option<u64> {
    let mut hasher = DefaultHasher::new();
    words.hash(&mut hasher);
    (!words.is_empty()).then(|| hasher.finish())
}
