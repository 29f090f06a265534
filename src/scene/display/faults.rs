//! Pictures that cannot be shown. The scene does not decode: whoever does says what went wrong, and the card says it.

use std::collections::{BTreeMap, BTreeSet};

use super::{Facts, Scene, facts};
use crate::board::{Body, CardId, FileId, View};

impl Scene {
    /// Takes the sentences that stand in the place of these files' pictures. Only cards whose sentence is another than
    /// before are laid out again.
    pub fn set_picture_faults(&mut self, faults: &BTreeMap<FileId, String>) {
        if self.faults == *faults {
            return;
        }
        let known = self.faults.keys().chain(faults.keys());
        let changed: BTreeSet<&FileId> = known
            .filter(|file| self.faults.get(*file) != faults.get(*file))
            .collect();
        for placed in self.cards.values_mut() {
            if let Body::Picture(picture) = &placed.card.body
                && let Some(file) = picture.file.as_ref().filter(|file| changed.contains(file))
            {
                placed.facts.fault = faults.get(file).cloned();
                placed.faces = Default::default();
            }
        }
        self.faults = faults.clone();
        self.far = None;
    }

    /// The sentences taken last.
    pub fn picture_faults(&self) -> &BTreeMap<FileId, String> {
        &self.faults
    }

    /// What the board and the faults say of a card.
    pub(super) fn facts_of(&self, view: &View<'_>, id: &CardId) -> Facts {
        let mut facts = facts(view, id);
        if let Some(Body::Picture(picture)) = view.card(id).map(|card| &card.body) {
            let fault = picture.file.as_ref().and_then(|file| self.faults.get(file));
            facts.fault = fault.cloned();
        }
        facts.mark = self.marks.cards.get(id).cloned().unwrap_or_default();
        facts
    }
}

#[cfg(test)]
mod tests {
    use kurbo::{Point, Rect};

    use super::*;
    use crate::board::{Board, Card, Picture, Selection};
    use crate::scene::Shape;
    use crate::scene::text::FontSource;

    const AREA: Rect = Rect::new(-10.0, -10.0, 2000.0, 400.0);

    /// What a scene paints: the words of its texts, and the files of its pictures.
    fn painted(scene: &mut Scene) -> (String, Vec<String>) {
        let (mut words, mut files) = (String::new(), Vec::new());
        let groups = scene.shapes(AREA, 1.0, &Selection::default());
        for shape in groups.iter().flat_map(|group| group.iter()) {
            match shape {
                Shape::Text { block, .. } => words = format!("{words} {}", block.text),
                Shape::Image { file, .. } => files.push(file.as_str().to_owned()),
                _ => {}
            }
        }
        (words, files)
    }

    #[test]
    fn a_fault_stands_in_the_place_of_the_picture_and_goes_with_it() {
        let file = |n: u8| FileId::from(format!("sha256:{n}"));
        let board = Board::default();
        let edit = board.plan(|txn| {
            for n in 0..3 {
                let body = Body::Picture(Picture {
                    file: Some(file(n)),
                    caption: format!("caption {n}"),
                    ..Picture::default()
                });
                txn.add_card(Card::new(Point::new(400.0 * f64::from(n), 0.0), body));
            }
        });
        let board = board.with(&edit);
        let mut scene = Scene::of(&board, FontSource::BundledOnly);
        assert_eq!(painted(&mut scene).1.len(), 3);

        let why = "This picture cannot be shown: it is 30,000 × 40 pixels.";
        let faults = BTreeMap::from([(file(1), why.to_owned())]);
        scene.set_picture_faults(&faults);
        let (words, files) = painted(&mut scene);
        assert!(words.contains("it is 30,000 × 40 pixels"), "{words}");
        assert!(words.contains("caption 1"), "{words}");
        assert_eq!(files, ["sha256:0", "sha256:2"]);

        // Built anew it is the same, and without the fault the picture is back.
        let mut anew = Scene::new(FontSource::BundledOnly);
        anew.set_picture_faults(&faults);
        anew.rebuild(&board);
        assert_eq!(painted(&mut anew), (words, files));
        scene.set_picture_faults(&BTreeMap::new());
        assert_eq!(painted(&mut scene).1.len(), 3);
    }
}
