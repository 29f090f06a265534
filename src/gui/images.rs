//! Pictures of the board as textures: those in view, decoded one after the other on one thread, within limits, no
//! larger than they are shown. It keeps why a picture cannot be shown, and refuses to keep what nobody looks at.
//!
//! **Invariant (a bounded queue):** at most [`AT_ONCE`] pictures wait for the decoder, so what is in view now never
//! waits for what was in view before.

use std::collections::{BTreeMap, HashMap};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, mpsc};

use eframe::egui;

use crate::board::{Blob, Board, FileId};
use crate::import::picture::{self, PictureError};

/// Longest sides of a texture in pixels, steps of two between them.
const SIDES: (u32, u32) = (128, 1024);
/// Bytes of texels above which pictures out of sight are forgotten.
const BUDGET: usize = 256 << 20;
/// Pictures that are with the decoder at one time.
const AT_ONCE: usize = 2;

/// Textures by file. One for each board that is opened.
pub struct Images {
    /// Most pixels of a picture that is decoded.
    most_pixels: u64,
    known: HashMap<FileId, State>,
    faults: BTreeMap<FileId, String>,
    /// Files that the board names and does not hold, and the revision for which they were looked up.
    absent: (Option<u64>, BTreeMap<FileId, String>),
    /// In view and not there yet, with the side that they need.
    wanted: Vec<(FileId, u32)>,
    decoding: usize,
    frame: u64,
    decoder: Option<mpsc::Sender<Order>>,
    send: mpsc::Sender<Decoded>,
    receive: mpsc::Receiver<Decoded>,
}

enum State {
    /// Nobody looked at it so far, or it was forgotten.
    Away,
    /// The decoder has it.
    Pending,
    /// It cannot be shown.
    Bad,
    /// On the screen.
    Ready(Ready),
}

struct Ready {
    texture: egui::TextureHandle,
    /// The longest side that was asked for.
    side: u32,
    /// The frame in which it was last in view.
    seen: u64,
    /// A larger one is with the decoder.
    pending: bool,
}

/// A picture to be decoded; without a side only its header is looked at.
struct Order {
    file: FileId,
    blob: Arc<Blob>,
    side: Option<u32>,
    most_pixels: u64,
}

struct Decoded {
    file: FileId,
    /// The side that was asked for and the pixels; nothing for a header.
    result: Result<Option<(u32, egui::ColorImage)>, String>,
    header: bool,
}

impl Default for Images {
    fn default() -> Self {
        let (send, receive) = mpsc::channel();
        Self {
            most_pixels: picture::MOST_PIXELS,
            known: HashMap::new(),
            faults: BTreeMap::new(),
            absent: (None, BTreeMap::new()),
            wanted: Vec::new(),
            decoding: 0,
            frame: 0,
            decoder: None,
            send,
            receive,
        }
    }
}

impl Images {
    /// Those of pictures that have no more than so many pixels.
    pub fn within(most_pixels: usize) -> Self {
        Self {
            most_pixels: most_pixels as u64,
            ..Self::default()
        }
    }

    /// Sets another limit. What was refused before is looked at again.
    pub fn set_most_pixels(&mut self, most: usize) {
        if std::mem::replace(&mut self.most_pixels, most as u64) != most as u64 {
            self.known.retain(|_, state| !matches!(state, State::Bad));
            self.faults.clear();
            self.absent.0 = None;
        }
    }

    /// Starts a frame: takes what was decoded and looks at the headers of what is new. `revision` is the board's.
    pub fn begin(&mut self, ctx: &egui::Context, board: &Board, revision: u64) {
        self.frame += 1;
        self.wanted.clear();
        for decoded in self.receive.try_iter().collect::<Vec<_>>() {
            self.take(ctx, decoded);
        }
        if self.absent.0 == Some(revision) {
            return;
        }
        self.absent = (Some(revision), picture::absent(board));
        self.known.retain(|id, _| board.files().contains_key(id));
        self.faults.retain(|id, _| board.files().contains_key(id));
        self.faults.extend(self.absent.1.clone());
        for (id, blob) in board.files() {
            if !self.known.contains_key(id) {
                self.known.insert(id.clone(), State::Away);
                self.order(ctx, id, blob, None);
            }
        }
    }

    fn take(&mut self, ctx: &egui::Context, decoded: Decoded) {
        let Decoded {
            file,
            result,
            header,
        } = decoded;
        if !header {
            self.decoding = self.decoding.saturating_sub(1);
        }
        if !self.known.contains_key(&file) {
            return; // taken off the board meanwhile
        }
        match result {
            Ok(None) => {}
            Ok(Some((side, image))) => {
                let texture = ctx.load_texture(file.as_str(), image, egui::TextureOptions::LINEAR);
                let ready = Ready {
                    texture,
                    side,
                    seen: self.frame,
                    pending: false,
                };
                self.known.insert(file, State::Ready(ready));
            }
            Err(why) => {
                self.known.insert(file.clone(), State::Bad);
                self.faults.insert(file, why);
            }
        }
    }

    /// The texture for a picture that is shown this long (its longer side, pixels), if there is one yet.
    pub fn texture(&mut self, file: &FileId, long_px: f32) -> Option<egui::TextureId> {
        let side = (long_px.clamp(1.0, SIDES.1 as f32) as u32)
            .next_power_of_two()
            .clamp(SIDES.0, SIDES.1);
        match self.known.get_mut(file)? {
            State::Ready(ready) => {
                ready.seen = self.frame;
                let [width, height] = ready.texture.size();
                // A picture smaller than what was asked for has no more to give.
                let scaled_down = width.max(height) >= ready.side as usize;
                if side > ready.side && scaled_down && !ready.pending {
                    self.wanted.push((file.clone(), side));
                }
                Some(ready.texture.id())
            }
            State::Away => {
                self.wanted.push((file.clone(), side));
                None
            }
            State::Pending | State::Bad => None,
        }
    }

    /// Ends a frame: sends what is in view to the decoder and forgets what nobody looks at.
    pub fn end(&mut self, ctx: &egui::Context, board: &Board) {
        for (file, side) in std::mem::take(&mut self.wanted) {
            if self.decoding >= AT_ONCE {
                break; // what is still in view then is asked for again
            }
            let Some(blob) = board.files().get(&file) else {
                continue;
            };
            match self.known.get_mut(&file) {
                Some(State::Ready(ready)) => ready.pending = true,
                Some(state @ State::Away) => *state = State::Pending,
                _ => continue,
            }
            self.decoding += 1;
            self.order(ctx, &file, blob, Some(side));
        }
        self.forget();
    }

    /// Why pictures cannot be shown, by file: what is known so far.
    pub fn faults(&self) -> &BTreeMap<FileId, String> {
        &self.faults
    }

    fn forget(&mut self) {
        let mut kept: Vec<(u64, FileId, usize)> = Vec::new();
        let mut bytes = 0;
        for (file, state) in &self.known {
            if let State::Ready(ready) = state {
                let size = ready.texture.byte_size();
                bytes += size;
                if ready.seen < self.frame {
                    kept.push((ready.seen, file.clone(), size));
                }
            }
        }
        if bytes <= BUDGET {
            return;
        }
        kept.sort();
        for (_, file, size) in kept {
            if bytes <= BUDGET {
                break;
            }
            bytes -= size;
            self.known.insert(file, State::Away);
        }
    }

    fn order(&mut self, ctx: &egui::Context, file: &FileId, blob: &Arc<Blob>, side: Option<u32>) {
        let decoder = self.decoder.get_or_insert_with(|| {
            let (orders, taken) = mpsc::channel::<Order>();
            let (send, ctx) = (self.send.clone(), ctx.clone());
            super::jobs::detach(move || {
                // Ends with the board: then the sender of the orders is gone.
                for order in taken {
                    // The window may be gone by now; then nobody waits.
                    let _ = send.send(decoded(&order));
                    ctx.request_repaint();
                }
            });
            orders
        });
        // A thread that is gone shows no pictures; the wall goes on without them.
        let _ = decoder.send(Order {
            file: file.clone(),
            blob: Arc::clone(blob),
            side,
            most_pixels: self.most_pixels,
        });
    }
}

fn decoded(order: &Order) -> Decoded {
    let bytes = &order.blob.data;
    // A decoder that trips over a hostile file must not take the others' pictures along.
    let result = catch_unwind(AssertUnwindSafe(|| match order.side {
        None => picture::header_within(bytes, order.most_pixels).map(|_| None),
        Some(side) => picture::thumbnail_within(bytes, side, order.most_pixels).map(|pixels| {
            let size = [pixels.width as usize, pixels.height as usize];
            let image = egui::ColorImage::from_rgba_unmultiplied(size, &pixels.rgba);
            Some((side, image))
        }),
    }));
    let result = result.unwrap_or_else(|_| Err(PictureError::Broken(String::new())));
    Decoded {
        file: order.file.clone(),
        result: result.map_err(|error| error.sentence()),
        header: order.side.is_none(),
    }
}
