//! The board's own pictures, decoded when a painter asks and no larger than it needs.
//!
//! **Invariant (bounded):** at most [`KEPT_BYTES`] of pixels are kept, however many pictures the board has.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, PoisonError};

use super::raster::Pixels;
use crate::board::{Blob, Board, Body, FileId};
use crate::import::picture::{self, PictureError};

/// Bytes of decoded pixels that are kept.
const KEPT_BYTES: usize = 128 << 20;
/// Longest side that a picture is decoded to, pixels.
const MOST_SIDE: u32 = 4096;

/// The pictures of one board.
pub struct Pictures {
    /// Most pixels of a picture that is decoded.
    most_pixels: u64,
    blobs: BTreeMap<FileId, Arc<Blob>>,
    kept: Mutex<Kept>,
}

impl Default for Pictures {
    fn default() -> Self {
        Self {
            most_pixels: picture::MOST_PIXELS,
            blobs: BTreeMap::new(),
            kept: Mutex::default(),
        }
    }
}

#[derive(Default)]
struct Kept {
    /// By file and side.
    pixels: HashMap<(FileId, u32), Decoded>,
    bytes: usize,
    asked: u64,
}

/// Pixels, if there are any, and when they were last asked for.
type Decoded = (Option<Arc<Pixels>>, u64);

impl Pictures {
    /// Those of a board.
    pub fn of(board: &Board) -> Self {
        Self::within(board, picture::MOST_PIXELS)
    }

    /// Those of a board, as far as they have no more than so many pixels.
    pub fn within(board: &Board, most_pixels: u64) -> Self {
        Self {
            most_pixels,
            blobs: board.files().clone(),
            kept: Mutex::default(),
        }
    }

    /// Most pixels of a picture that is decoded.
    pub fn most_pixels(&self) -> u64 {
        self.most_pixels
    }

    /// The file as it is kept on the board.
    pub fn blob(&self, file: &FileId) -> Option<&Arc<Blob>> {
        self.blobs.get(file)
    }

    /// Pixels of a file for a place that is `side` pixels long; `None` when it cannot be shown.
    pub fn pixels(&self, file: &FileId, side: f64) -> Option<Arc<Pixels>> {
        let side = (side.clamp(64.0, f64::from(MOST_SIDE)) as u32).next_power_of_two();
        let key = (file.clone(), side);
        {
            let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
            kept.asked += 1;
            let asked = kept.asked;
            if let Some((pixels, last)) = kept.pixels.get_mut(&key) {
                *last = asked;
                return pixels.clone();
            }
        }
        // Decoded without the lock: two threads may do it twice, none waits for the other.
        let decoded = self.decode(file, side).ok().flatten().map(Arc::new);
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.keep(key, decoded.clone());
        decoded
    }

    /// The sentences that stand in the places of pictures that cannot be shown. `scale` is that of the export: what is
    /// decoded here is kept for the painter, as far as there is room.
    pub fn faults(&self, board: &Board, scale: f64) -> BTreeMap<FileId, String> {
        let mut faults = picture::absent(board);
        for card in board.cards().values() {
            let Body::Picture(shown) = &card.body else {
                continue;
            };
            let Some(file) = shown
                .file
                .as_ref()
                .filter(|file| self.blobs.contains_key(*file))
            else {
                continue;
            };
            let side = card.size.width.max(card.size.height) * scale;
            if self.pixels(file, side).is_none()
                && let Err(error) = self.decode(file, 64)
            {
                faults.insert(file.clone(), error.sentence());
            }
        }
        faults
    }

    fn decode(&self, file: &FileId, side: u32) -> Result<Option<Pixels>, PictureError> {
        let Some(blob) = self.blobs.get(file) else {
            return Ok(None);
        };
        let small = picture::thumbnail_within(&blob.data, side, self.most_pixels)?;
        Ok(Pixels::from_rgba(small.width, small.height, &small.rgba))
    }
}

impl Kept {
    fn keep(&mut self, key: (FileId, u32), pixels: Option<Arc<Pixels>>) {
        self.bytes += pixels.as_ref().map_or(0, |pixels| pixels.bytes());
        let asked = self.asked;
        if let Some((Some(before), _)) = self.pixels.insert(key, (pixels, asked)) {
            self.bytes = self.bytes.saturating_sub(before.bytes());
        }
        while self.bytes > KEPT_BYTES {
            let oldest = self
                .pixels
                .iter()
                .filter(|(_, (pixels, last))| pixels.is_some() && *last < asked)
                .min_by_key(|(_, (_, last))| *last)
                .map(|(key, _)| key.clone());
            let Some(oldest) = oldest else { break };
            if let Some((Some(gone), _)) = self.pixels.remove(&oldest) {
                self.bytes = self.bytes.saturating_sub(gone.bytes());
            }
        }
    }
}
