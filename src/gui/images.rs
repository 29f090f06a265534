//! Pictures of the board as textures: decoded on a job's thread, within limits, as thumbnails.

use std::collections::HashMap;
use std::sync::{Arc, mpsc};

use eframe::egui;

use crate::board::{Board, FileId};
use crate::import::picture;

/// Side of a thumbnail in pixels.
const SIDE: u32 = 1024;

/// Textures by file.
pub struct Images {
    known: HashMap<FileId, State>,
    send: mpsc::Sender<(FileId, Option<egui::ColorImage>)>,
    receive: mpsc::Receiver<(FileId, Option<egui::ColorImage>)>,
}

enum State {
    /// A thread decodes it.
    Pending,
    /// It cannot be shown.
    Bad,
    /// On the screen.
    Ready(egui::TextureHandle),
}

impl Default for Images {
    fn default() -> Self {
        let (send, receive) = mpsc::channel();
        Self {
            known: HashMap::new(),
            send,
            receive,
        }
    }
}

impl Images {
    /// Takes what was decoded and starts on what is new.
    pub fn provide(&mut self, ctx: &egui::Context, board: &Board) {
        for (id, image) in self.receive.try_iter() {
            let state = match image {
                Some(image) => {
                    State::Ready(ctx.load_texture(id.as_str(), image, egui::TextureOptions::LINEAR))
                }
                None => State::Bad,
            };
            self.known.insert(id, state);
        }
        self.known.retain(|id, _| board.files().contains_key(id));
        for (id, blob) in board.files() {
            if self.known.contains_key(id) || !blob.media_type.starts_with("image/") {
                continue;
            }
            self.known.insert(id.clone(), State::Pending);
            let (id, blob, send, ctx) =
                (id.clone(), Arc::clone(blob), self.send.clone(), ctx.clone());
            super::jobs::detach(move || {
                let image = picture::thumbnail(&blob.data, SIDE).ok().map(|pixels| {
                    egui::ColorImage::from_rgba_unmultiplied(
                        [pixels.width as usize, pixels.height as usize],
                        &pixels.rgba,
                    )
                });
                // The window may be gone by now; then nobody waits.
                let _ = send.send((id, image));
                ctx.request_repaint();
            });
        }
    }

    /// The texture, if it is there yet.
    pub fn texture(&self, file: &FileId) -> Option<egui::TextureId> {
        match self.known.get(file)? {
            State::Ready(texture) => Some(texture.id()),
            State::Pending | State::Bad => None,
        }
    }
}
