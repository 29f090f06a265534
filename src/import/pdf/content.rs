//! What a page shows as text: its operators are followed (ISO 32000-1, 9.4), and each letter gets its place.
//!
//! It paints nothing, decodes no picture and follows no pattern. Letters that are invisible are read like the others: a
//! scanned page carries its words so.
//!
//! **Invariant (bounded):** a document takes no more operators, letters and unpacked bytes than its [`Budget`].

use std::collections::HashMap;
use std::ops::Range;

use hayro_syntax::content::TypedIter;
use hayro_syntax::content::ops::TypedInstruction;
use hayro_syntax::object::dict::keys::{
    ACTUAL_TEXT, BBOX, CONTENTS, FONT, MATRIX, RESOURCES, SUBTYPE,
};
use hayro_syntax::object::{Array, Dict, Name, Object, Rect, Stream};
use hayro_syntax::page::{Page, Resources};
use kurbo::{Affine, Point, Vec2};

use super::fonts::{Face, Fonts};
use super::info::text_string;
use super::inline::without_pictures;
use super::unpack::{MAX_STREAM, Refused, unpack};

/// Most forms (pages within pages) inside one another.
const MAX_FORMS: u32 = 12;
/// Most graphics states that are kept on the stack.
const MAX_STATES: usize = 256;
/// Most letters of a page.
const MAX_PAGE_LETTERS: usize = 400_000;

/// What may still be spent on a document.
#[derive(Clone, Copy, Debug)]
pub struct Budget {
    /// Operators that are followed.
    pub operators: u64,
    /// Forms (pages within pages) that are drawn.
    pub forms: u64,
    /// Bytes that content unpacks to.
    pub unpacked: u64,
    /// Bytes of text.
    pub letters: u64,
    /// Stretches of words whose order is looked for.
    pub pieces: u64,
}

impl Budget {
    /// What a document may take: far more than books do, and read in seconds.
    pub const DOCUMENT: Self = Self {
        operators: 40_000_000,
        forms: 400_000,
        unpacked: 1 << 30,
        letters: 10_000_000,
        pieces: 2_000_000,
    };

    /// What one page of it may take.
    const PAGE: Self = Self {
        operators: 10_000_000,
        forms: 100_000,
        unpacked: 256 << 20,
        ..Self::DOCUMENT
    };

    /// Nothing may be spent any more.
    pub fn spent(&self) -> bool {
        let Self {
            operators,
            forms,
            unpacked,
            letters,
            pieces,
        } = *self;
        [operators, forms, unpacked, letters, pieces].contains(&0)
    }

    /// What the next page may take.
    fn page(&self) -> Self {
        Self {
            operators: self.operators.min(Self::PAGE.operators),
            forms: self.forms.min(Self::PAGE.forms),
            unpacked: self.unpacked.min(Self::PAGE.unpacked),
            ..*self
        }
    }

    /// Takes off what a page that was given something did not leave.
    fn charge(&mut self, given: Self, left: Self) {
        self.operators -= given.operators - left.operators;
        self.forms -= given.forms - left.forms;
        self.unpacked -= given.unpacked - left.unpacked;
        self.letters -= given.letters - left.letters;
    }
}

/// Why not all of a page was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Trouble {
    /// Its content unpacks to too many bytes; none of it was read.
    Large,
    /// Its content cannot be unpacked; none of it was read.
    Damaged,
    /// A part of it unpacks to too many bytes and was left out.
    Part,
    /// It has more operators, forms or letters than a page may have; the rest was left out.
    Busy,
}

/// One letter, or several that are drawn as one.
#[derive(Clone, Debug, PartialEq)]
pub struct Glyph {
    /// Its letters, as bytes of [`Shown::letters`].
    pub letters: Range<usize>,
    /// Where it begins on its base line; `y` grows downwards.
    pub from: Point,
    /// Where the next one would begin.
    pub to: Point,
    /// The height of its font.
    pub size: f64,
    /// Which way its line runs, whole degrees, clockwise.
    pub turn: i16,
}

/// The letters of a page in the order in which they are drawn.
#[derive(Debug, Default)]
pub struct Shown {
    /// All letters.
    pub letters: String,
    /// What is drawn.
    pub glyphs: Vec<Glyph>,
    /// How many glyphs stand for letters that the file does not tell.
    pub unknown: usize,
    /// How many pictures the page shows.
    pub pictures: usize,
    /// What kept it from being read whole.
    pub trouble: Option<Trouble>,
}

/// Reads one page.
pub fn page<'a>(page: &Page<'a>, fonts: &Fonts<'a>, budget: &mut Budget) -> Shown {
    let given = budget.page();
    let mut left = given;
    let mut reader = Reader {
        fonts,
        budget: &mut left,
        shown: Shown::default(),
        spans: Vec::new(),
    };
    let start = Affine::new(page.initial_transform(true).as_coeffs());
    match contents(page, reader.budget) {
        Ok(content) => reader.follow(&content, page.resources(), State::new(start), 0),
        Err(Refused::Large) => reader.shown.trouble = Some(Trouble::Large),
        Err(Refused::Unreadable) => reader.shown.trouble = Some(Trouble::Damaged),
    }
    if reader.full() && reader.shown.trouble.is_none() {
        reader.shown.trouble = Some(Trouble::Busy);
    }
    let (width, height) = page.render_dimensions();
    let (width, height) = (f64::from(width), f64::from(height));
    // What lies outside the page is not shown: hidden remarks, crop marks.
    reader.shown.glyphs.retain(|glyph| {
        let Point { x, y } = glyph.from.midpoint(glyph.to);
        (-2.0..=width + 2.0).contains(&x) && (-2.0..=height + 2.0).contains(&y)
    });
    let shown = reader.shown;
    budget.charge(given, left);
    shown
}

/// The content of a page, put together from its parts. A part that is named again is not unpacked again.
fn contents(page: &Page<'_>, budget: &mut Budget) -> Result<Vec<u8>, Refused> {
    let raw = page.raw();
    if let Some(stream) = raw.get::<Stream<'_>>(CONTENTS) {
        return unpack(&stream, budget);
    }
    let mut content = Vec::new();
    let mut seen = HashMap::new();
    let parts = raw.get::<Array<'_>>(CONTENTS).unwrap_or_default();
    for part in parts.iter::<Stream<'_>>() {
        // A damaged part is left out, as viewers do.
        let place = match seen.get(&part.obj_id()) {
            Some(place) => Range::clone(place),
            None => {
                let from = content.len();
                match unpack(&part, budget) {
                    Ok(bytes) => content.extend(bytes),
                    Err(refused) if refused == Refused::Large => return Err(refused),
                    Err(_) => {}
                }
                content.push(b' '); // an operator never runs on from one part to the next
                seen.insert(part.obj_id(), from..content.len());
                if content.len() as u64 > MAX_STREAM {
                    return Err(Refused::Large);
                }
                continue;
            }
        };
        if (content.len() + place.len()) as u64 > MAX_STREAM {
            return Err(Refused::Large);
        }
        budget.unpacked = budget.unpacked.saturating_sub(place.len().max(64) as u64);
        content.extend_from_within(place);
        if budget.spent() {
            break;
        }
    }
    Ok(content)
}

/// What `q` puts aside and `Q` brings back.
#[derive(Clone)]
struct State<'a> {
    page_from_user: Affine,
    face: Option<Face<'a>>,
    size: f64,
    char_space: f64,
    word_space: f64,
    /// Horizontal scale, 1 is usual.
    stretch: f64,
    leading: f64,
    rise: f64,
    text: Affine,
    line: Affine,
}

impl State<'_> {
    fn new(page_from_user: Affine) -> Self {
        Self {
            page_from_user,
            face: None,
            size: 1.0,
            char_space: 0.0,
            word_space: 0.0,
            stretch: 1.0,
            leading: 0.0,
            rise: 0.0,
            text: Affine::IDENTITY,
            line: Affine::IDENTITY,
        }
    }

    fn next_line(&mut self, by: Vec2) {
        self.line *= Affine::translate(by);
        self.text = self.line;
    }

    /// Moves on by thousandths of the font's size, against the direction of writing, as `TJ` counts.
    fn back(&mut self, thousandths: f64) {
        let by = -thousandths / 1000.0 * self.size;
        let upright = self.face.as_ref().is_none_or(|face| face.horizontal());
        let by = if upright {
            Vec2::new(by * self.stretch, 0.0)
        } else {
            Vec2::new(0.0, by)
        };
        self.text *= Affine::translate(by);
    }
}

/// A stretch of content whose letters are told apart from what is drawn (14.9.4).
struct Span {
    /// What it says. `None`: it is a plain one.
    says: Option<String>,
    /// The glyph that carries it, once one is drawn.
    glyph: Option<usize>,
}

struct Reader<'f, 'a> {
    fonts: &'f Fonts<'a>,
    budget: &'f mut Budget,
    shown: Shown,
    spans: Vec<Span>,
}

impl<'a> Reader<'_, 'a> {
    /// No more of the page is read.
    fn full(&self) -> bool {
        self.budget.spent() || self.shown.glyphs.len() > MAX_PAGE_LETTERS
    }

    fn follow(
        &mut self,
        content: &[u8],
        resources: &Resources<'a>,
        mut state: State<'a>,
        depth: u32,
    ) {
        use TypedInstruction as Do;
        let mut stack: Vec<State<'a>> = Vec::new();
        let spans = self.spans.len();
        let (content, pictures) = without_pictures(content);
        self.shown.pictures += pictures;
        let mut operators = TypedIter::new(&content);
        while let Some(operator) = operators.next() {
            self.budget.operators = self.budget.operators.saturating_sub(1);
            if self.full() {
                break;
            }
            match operator {
                Do::SaveState(_) if stack.len() < MAX_STATES => stack.push(state.clone()),
                Do::RestoreState(_) => {
                    if let Some(kept) = stack.pop() {
                        state = kept;
                    }
                }
                Do::Transform(t) => {
                    let [a, b, c, d, e, f] =
                        [t.0, t.1, t.2, t.3, t.4, t.5].map(|number| number.as_f64());
                    state.page_from_user *= Affine::new([a, b, c, d, e, f]);
                }
                Do::SetGraphicsState(gs) => {
                    let font = resources
                        .get_ext_g_state(gs.0)
                        .and_then(|dict| dict.get::<Array<'_>>(FONT));
                    if let Some(font) = font {
                        let mut font = font.flex_iter();
                        state.face = font.next::<Dict<'a>>().and_then(|f| self.fonts.face(&f));
                        state.size = font.next::<f64>().unwrap_or(state.size);
                    }
                }
                Do::BeginText(_) => {
                    state.text = Affine::IDENTITY;
                    state.line = Affine::IDENTITY;
                }
                Do::TextFont(font) => {
                    let dict = resources.get_font(font.0);
                    state.face = dict.and_then(|dict| self.fonts.face(&dict));
                    state.size = font.1.as_f64();
                }
                Do::CharacterSpacing(n) => state.char_space = n.0.as_f64(),
                Do::WordSpacing(n) => state.word_space = n.0.as_f64(),
                Do::HorizontalScaling(n) => state.stretch = n.0.as_f64() / 100.0,
                Do::TextLeading(n) => state.leading = n.0.as_f64(),
                Do::TextRise(n) => state.rise = n.0.as_f64(),
                Do::NextLine(by) => state.next_line(Vec2::new(by.0.as_f64(), by.1.as_f64())),
                Do::NextLineAndSetLeading(by) => {
                    state.leading = -by.1.as_f64();
                    state.next_line(Vec2::new(by.0.as_f64(), by.1.as_f64()));
                }
                Do::SetTextMatrix(t) => {
                    let m = [t.0, t.1, t.2, t.3, t.4, t.5].map(|number| number.as_f64());
                    state.line = Affine::new(m);
                    state.text = state.line;
                }
                Do::NextLineUsingLeading(_) => state.next_line(Vec2::new(0.0, -state.leading)),
                Do::ShowText(text) => self.show(&mut state, text.0.as_bytes()),
                Do::NextLineAndShowText(text) => {
                    state.next_line(Vec2::new(0.0, -state.leading));
                    self.show(&mut state, text.0.as_bytes());
                }
                Do::ShowTextWithParameters(text) => {
                    state.word_space = text.0.as_f64();
                    state.char_space = text.1.as_f64();
                    state.next_line(Vec2::new(0.0, -state.leading));
                    self.show(&mut state, text.2.as_bytes());
                }
                Do::ShowTexts(parts) => {
                    for part in parts.0.iter::<Object<'_>>() {
                        match part {
                            Object::Number(number) => state.back(number.as_f64()),
                            Object::String(text) => self.show(&mut state, text.as_bytes()),
                            _ => {}
                        }
                    }
                }
                Do::XObject(object) => {
                    if let Some(stream) = resources.get_x_object(object.0) {
                        self.draw(&stream, resources, &state, depth);
                    }
                }
                Do::BeginMarkedContent(_) => self.begin(None),
                Do::BeginMarkedContentWithProperties(marked) => {
                    let listed;
                    let dict = match marked.1 {
                        Object::Dict(dict) => Some(dict),
                        Object::Name(name) => {
                            listed = resources.properties.get::<Dict<'_>>(name);
                            listed.as_ref()
                        }
                        _ => None,
                    };
                    let says = dict
                        .and_then(|dict| dict.get::<hayro_syntax::object::String<'_>>(ACTUAL_TEXT));
                    self.begin(says.map(|says| text_string(says.as_bytes())));
                }
                Do::EndMarkedContent(_) if self.spans.len() > spans => {
                    self.spans.pop();
                }
                _ => {}
            }
        }
        self.spans.truncate(spans);
    }

    fn begin(&mut self, says: Option<String>) {
        if self.spans.len() < MAX_STATES {
            self.spans.push(Span { says, glyph: None });
        }
    }

    /// A form: content with resources of its own. A picture is only counted.
    fn draw(
        &mut self,
        stream: &Stream<'a>,
        resources: &Resources<'a>,
        state: &State<'a>,
        depth: u32,
    ) {
        let dict = stream.dict();
        match dict.get::<Name<'_>>(SUBTYPE).as_deref() {
            Some(b"Form") if depth < MAX_FORMS => {}
            Some(b"Image") => {
                self.shown.pictures += 1;
                return;
            }
            _ => return,
        }
        self.budget.forms = self.budget.forms.saturating_sub(1);
        let content = match unpack(stream, self.budget) {
            Ok(content) => content,
            Err(refused) => {
                if refused == Refused::Large {
                    self.shown.trouble = Some(Trouble::Part);
                }
                return;
            }
        };
        let matrix = dict
            .get::<[f64; 6]>(MATRIX)
            .map_or(Affine::IDENTITY, Affine::new);
        let mut inner = state.clone();
        inner.page_from_user *= matrix;
        // A form whose box is nothing shows nothing.
        if dict
            .get::<Rect>(BBOX)
            .is_some_and(|bbox| bbox.width() == 0.0 || bbox.height() == 0.0)
        {
            return;
        }
        let own = dict.get::<Dict<'a>>(RESOURCES).map(Resources::new);
        self.follow(
            &content,
            own.as_ref().unwrap_or(resources),
            inner,
            depth + 1,
        );
    }

    fn show(&mut self, state: &mut State<'a>, text: &[u8]) {
        let Some(face) = state.face.clone() else {
            return;
        };
        let horizontal = face.horizontal();
        let mut at = 0;
        while at < text.len() && !self.full() {
            let (code, length) = face.read_code(text, at);
            at += length.max(1);
            let advance = face.advance(code) / 1000.0 * state.size;
            let space = state.char_space
                + if code == 32 && length == 1 {
                    state.word_space
                } else {
                    0.0
                };
            let step = if horizontal {
                Vec2::new((advance.x + space) * state.stretch, 0.0)
            } else {
                Vec2::new(0.0, advance.y + space)
            };
            let page_from_text = state.page_from_user * state.text;
            let from = page_from_text * Point::new(0.0, state.rise);
            let to = page_from_text * (Point::new(0.0, state.rise) + step);
            let height = page_from_text * Point::new(0.0, state.rise + state.size);
            let mut along = to - from;
            if along.hypot2() < 1e-6 {
                along = page_from_text * Point::new(1.0, 0.0) - page_from_text * Point::ZERO;
            }
            state.text *= Affine::translate(step);
            let size = if horizontal {
                from.distance(height)
            } else {
                along.hypot()
            };
            let known = [from.x, from.y, to.x, to.y, size]
                .iter()
                .all(|n| n.abs() < 1e6);
            if known && size > 0.01 {
                let turn = along.atan2().to_degrees().round() as i16;
                self.put(
                    &face,
                    code,
                    Glyph {
                        letters: 0..0,
                        from,
                        to,
                        size,
                        turn,
                    },
                );
            }
        }
    }

    /// Notes a glyph with the letters that it stands for.
    fn put(&mut self, face: &Face<'a>, code: u32, mut glyph: Glyph) {
        let begin = self.shown.letters.len();
        let number = self.shown.glyphs.len();
        let span = self.spans.iter_mut().rev().find(|span| span.says.is_some());
        if let Some(Span {
            says: Some(says),
            glyph: carrier,
        }) = span
        {
            if let Some(carrier) = carrier.and_then(|n| self.shown.glyphs.get_mut(n)) {
                if carrier.turn == glyph.turn && (carrier.from.y - glyph.from.y).abs() < glyph.size
                {
                    carrier.to = glyph.to;
                }
                return;
            }
            *carrier = Some(number);
            self.shown.letters.push_str(says);
        } else if !face.letters(code, &mut self.shown.letters) {
            self.shown.letters.push(char::REPLACEMENT_CHARACTER);
            self.shown.unknown += 1;
        }
        glyph.letters = begin..self.shown.letters.len();
        self.budget.letters = self
            .budget
            .letters
            .saturating_sub(glyph.letters.len() as u64);
        self.shown.glyphs.push(glyph);
    }
}
