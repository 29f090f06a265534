//! Cards: whatever has a place on the wall.

use std::sync::Arc;

use kurbo::{Point, Rect, Size};
use serde_json::{Map, Value};

use super::{Confidence, Custody, FileId, Likelihood, Original};

/// Keys of a file that this version does not know. They are kept and written back.
pub type Extra = Map<String, Value>;

/// Something with a place on the wall.
#[derive(Clone, Debug, PartialEq)]
pub struct Card {
    /// Top left corner, board units, whole numbers.
    pub at: Point,
    /// Width and height, board units, whole numbers. The height follows the text when the text is edited.
    pub size: Size,
    /// Higher lies in front. Frames lie behind all other cards whatever their `z`.
    pub z: i64,
    /// What it is.
    pub body: Body,
    /// Unknown keys.
    pub extra: Extra,
}

/// Farthest from the middle that a corner of a card may lie, board units.
pub const MAX_COORDINATE: f64 = 10_000_000.0;
/// Widest and highest that a card may be, board units.
pub const MAX_SIZE: f64 = 100_000.0;
/// Farthest to the front or back that a card may lie.
pub const MAX_Z: i64 = 999_999_999_999;

impl Card {
    /// A card of this body at `at` with the usual size of its kind.
    pub fn new(at: Point, body: Body) -> Self {
        let size = body.usual_size();
        Self {
            at,
            size,
            z: 0,
            body,
            extra: Extra::new(),
        }
    }

    /// Brings place, size and order to what a file can hold: whole numbers within [`MAX_COORDINATE`], [`MAX_SIZE`] and
    /// [`MAX_Z`]. So what is on the board is what is read again.
    pub fn settle(&mut self) {
        let number = |n: f64| if n.is_nan() { 0.0 } else { n.round() };
        let place = |n: f64| number(n).clamp(-MAX_COORDINATE, MAX_COORDINATE);
        let side = |n: f64| number(n).clamp(1.0, MAX_SIZE);
        self.at = Point::new(place(self.at.x), place(self.at.y));
        self.size = Size::new(side(self.size.width), side(self.size.height));
        self.z = self.z.clamp(-MAX_Z, MAX_Z);
    }

    /// Where it lies, board units.
    pub fn rect(&self) -> Rect {
        Rect::from_origin_size(self.at, self.size)
    }

    /// What the card is called in lists, menus and spoken sentences. Empty if nothing was written yet.
    pub fn title(&self) -> &str {
        match &self.body {
            Body::Source(source) if source.title.is_empty() => &source.outlet,
            Body::Source(source) => &source.title,
            Body::Claim(claim) => &claim.text,
            Body::Note(note) => &note.text,
            Body::Frame(frame) => &frame.title,
            Body::Picture(picture) => &picture.caption,
            Body::Unknown(kind) => kind,
        }
    }

    /// [`Self::title`], or the kind in words where there is none.
    pub fn name(&self) -> String {
        let line = self
            .title()
            .lines()
            .map(str::trim)
            .find(|line| !line.is_empty());
        line.map_or_else(|| format!("Untitled {}", self.body.word()), str::to_owned)
    }
}

/// What a card is.
#[derive(Clone, Debug, PartialEq)]
pub enum Body {
    /// A document or voice that says something.
    Source(Box<Source>),
    /// One checkable sentence.
    Claim(Claim),
    /// A remark of the analyst.
    Note(Note),
    /// A titled area that carries the cards inside it.
    Frame(Frame),
    /// A picture.
    Picture(Picture),
    /// A kind that this version does not know, by its name in the file. Its keys are in [`Card::extra`].
    Unknown(String),
}

impl Body {
    /// The kind as it stands in the file.
    pub fn kind(&self) -> &str {
        match self {
            Self::Source(_) => "source",
            Self::Claim(_) => "claim",
            Self::Note(_) => "note",
            Self::Frame(_) => "frame",
            Self::Picture(_) => "picture",
            Self::Unknown(kind) => kind,
        }
    }

    /// The kind as the interface says it.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Source(_) => "source",
            Self::Claim(_) => "claim",
            Self::Note(_) => "note",
            Self::Frame(_) => "frame",
            Self::Picture(_) => "picture",
            Self::Unknown(_) => "card of an unknown kind",
        }
    }

    /// The first letter of the ids of this kind.
    pub(super) fn prefix(&self) -> char {
        match self {
            Self::Source(_) => 's',
            Self::Claim(_) => 'c',
            Self::Note(_) => 'n',
            Self::Frame(_) => 'f',
            Self::Picture(_) => 'p',
            Self::Unknown(_) => 'x',
        }
    }

    /// The size of a new card, board units.
    pub fn usual_size(&self) -> Size {
        match self {
            Self::Source(_) => Size::new(280.0, 120.0),
            Self::Claim(_) => Size::new(260.0, 84.0),
            Self::Note(_) => Size::new(220.0, 64.0),
            Self::Frame(_) => Size::new(560.0, 400.0),
            Self::Picture(_) => Size::new(320.0, 240.0),
            Self::Unknown(_) => Size::new(240.0, 64.0),
        }
    }

    /// The embedded file that it uses.
    pub fn file(&self) -> Option<&FileId> {
        match self {
            Self::Source(source) => source.file.as_ref(),
            Self::Picture(picture) => picture.file.as_ref(),
            _ => None,
        }
    }

    /// Whether corroborating and contradicting links may start here.
    pub fn can_testify(&self) -> bool {
        matches!(self, Self::Source(_) | Self::Claim(_))
    }
}

/// A document or voice that says something: an article, a report, a witness; or an outlet or speaker (an *origin*)
/// that others draw on. Text fields are empty where nothing is known.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Source {
    /// Headline, or the name of the speaker or outlet.
    pub title: String,
    /// Who published it.
    pub outlet: String,
    /// Who wrote it.
    pub author: String,
    /// When it was published, as exactly as is known: `2025`, `2025-10`, `2025-10-29`, or with a time (ISO 8601).
    pub published: String,
    /// Where it is.
    pub url: String,
    /// Where a copy is kept.
    pub archive_url: String,
    /// When the copy was taken (RFC 3339).
    pub captured: String,
    /// Language of the text (BCP 47).
    pub language: String,
    /// Grade of the source, apart from what it says.
    pub reliability: Option<Reliability>,
    /// Full text. It never changes after import: quotes depend on it. Shared, for a card that is moved is a new record.
    pub text: Arc<str>,
    /// SHA-256 of the UTF-8 bytes of `text`, hexadecimal.
    pub text_sha256: String,
    /// Free words.
    pub tags: Vec<String>,
    /// Where each page begins in `text`, in Unicode scalar values, ascending. Empty if it has no pages.
    pub pages: Vec<usize>,
    /// The document itself, if it is embedded.
    pub file: Option<FileId>,
    /// The document as it lay on the disk, if the source was made from one.
    pub original: Option<Original>,
    /// How it came in and what was seen of it since, oldest first.
    pub custody: Vec<Custody>,
}

impl Source {
    /// Whether it is no document of its own on the board: an outlet or a speaker that others draw on.
    pub fn is_origin(&self) -> bool {
        self.text.is_empty() && self.url.is_empty() && self.file.is_none()
    }
}

/// One checkable sentence.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Claim {
    /// The sentence.
    pub text: String,
    /// The question that it answers. Claims that share a question are rival answers to it.
    pub question: String,
    /// How likely the analyst holds it to be. Never worked out.
    pub likelihood: Option<Likelihood>,
    /// How well founded the analyst holds that to be. Never worked out.
    pub confidence: Option<Confidence>,
    /// Free words.
    pub tags: Vec<String>,
}

/// A remark of the analyst.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Note {
    /// The remark.
    pub text: String,
}

/// A titled area that carries the cards inside it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Frame {
    /// Its heading.
    pub title: String,
}

/// A picture.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Picture {
    /// The embedded file.
    pub file: Option<FileId>,
    /// What it shows.
    pub caption: String,
    /// When it was taken, as its file says (EXIF). Anyone can write anything there.
    pub taken: String,
}

/// Source reliability of the Admiralty code (STANAG 2511, AJP-2.1; wording after US Army FM 2-22.3, Appendix B).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reliability {
    /// Reliable.
    A,
    /// Usually reliable.
    B,
    /// Fairly reliable.
    C,
    /// Not usually reliable.
    D,
    /// Unreliable.
    E,
    /// Cannot be judged.
    F,
}

impl Reliability {
    /// Best to worst, and last the one without a basis.
    pub const ALL: [Self; 6] = [Self::A, Self::B, Self::C, Self::D, Self::E, Self::F];

    /// The letter.
    pub fn letter(self) -> &'static str {
        match self {
            Self::A => "A",
            Self::B => "B",
            Self::C => "C",
            Self::D => "D",
            Self::E => "E",
            Self::F => "F",
        }
    }

    /// The grade of a letter.
    pub fn from_letter(letter: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|grade| grade.letter() == letter)
    }

    /// The grade in words.
    pub fn words(self) -> &'static str {
        match self {
            Self::A => "Reliable",
            Self::B => "Usually reliable",
            Self::C => "Fairly reliable",
            Self::D => "Not usually reliable",
            Self::E => "Unreliable",
            Self::F => "Cannot be judged",
        }
    }

    /// What the grade means.
    pub fn meaning(self) -> &'static str {
        match self {
            Self::A => {
                "No doubt about authenticity, trustworthiness or competency; has always been reliable."
            }
            Self::B => "Minor doubt; has been right most of the time.",
            Self::C => "Some doubt, but has been right before.",
            Self::D => "Significant doubt, though it has been right before.",
            Self::E => "Lacks authenticity, trustworthiness or competency; has been wrong before.",
            Self::F => "There is no basis for a judgement. A new source starts here.",
        }
    }
}
