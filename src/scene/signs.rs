//! The signs of the assessment, for panels that show them beside the wall.

use kurbo::{BezPath, Point};

use super::card::{family_tone, ink};
use super::icon;
use super::marks::Family;
use super::style::Tone;
use crate::assess::Label;

/// The sign of a label, to be stroked; `arm` from its centre to its rim.
pub fn label(label: Label, centre: Point, arm: f64) -> BezPath {
    icon::status(label, centre, arm)
}

/// The colour of a label where it is read.
pub fn label_tone(label: Label) -> Tone {
    ink(label)
}

/// The mark of a family, to be filled in this colour.
pub fn family(family: Family, centre: Point, arm: f64) -> (BezPath, Tone) {
    (
        icon::token(family.token(), centre, arm),
        family_tone(family),
    )
}

/// The keystone of what something hangs on.
pub fn keystone(centre: Point) -> BezPath {
    icon::keystone(centre, 10.0, 8.0)
}
