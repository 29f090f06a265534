//! Scripts on the board for which no font was found.

use super::Scene;

impl Scene {
    /// The scripts that show as boxes: their English names, each with one of its letters on the board.
    pub fn missing_scripts(&self) -> Vec<(&'static str, char)> {
        Vec::new()
    }
}
