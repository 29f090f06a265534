//! The wall as it would have read on a day: the cards are those of now, what is said of them is of then.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::Session;
use crate::assess::Assessment;
use crate::scene::Marks;

/// A day to which the wall looks back.
#[derive(Debug)]
pub(super) struct Back {
    /// The day, in words.
    day: String,
    then: Arc<Assessment>,
    /// None once the board has moved on: what was said of then is of another board.
    marks: Option<Arc<Marks>>,
}

impl Session {
    /// Shows where the claims stood on a day, or with nothing where they stand now. The same again changes nothing.
    pub fn look_back(&mut self, to: Option<(String, Arc<Assessment>)>) {
        let same = match (&self.back, &to) {
            (None, None) => true,
            (Some(back), Some((_, then))) => Arc::ptr_eq(&back.then, then),
            _ => false,
        };
        if same {
            return;
        }
        self.back = to.map(|(day, then)| {
            // What hangs on what, and what is wrong, is asked of now alone.
            let (bearing, doubts) = (BTreeMap::new(), BTreeMap::new());
            let marks = Marks::of(self.document.board(), &then, &bearing, &[], &doubts);
            Back {
                day,
                then,
                marks: Some(Arc::new(marks)),
            }
        });
        self.show_marks();
    }

    /// The day to which the wall looks back, in words.
    pub fn looks_back_to(&self) -> Option<&str> {
        let back = self.back.as_ref().filter(|back| back.marks.is_some())?;
        Some(&back.day)
    }

    /// What is shown of a day, if the wall looks back to one.
    pub(super) fn marks_of_then(&self) -> Option<&Arc<Marks>> {
        self.back.as_ref()?.marks.as_ref()
    }

    /// The board has moved on.
    pub(super) fn end_looking_back(&mut self) {
        if let Some(back) = &mut self.back {
            back.marks = None;
        }
    }
}
