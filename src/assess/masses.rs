//! How much each origin carries, and what they carry together.
//!
//! **Invariant:** ascending by origin, every mass in (0, 1), so the same masses give the same sums on every machine.

use std::sync::Arc;

/// Hashes are seeded by chance, so no order of theirs may show.
pub(super) type HashMap<K, V> = std::collections::HashMap<K, V, foldhash::fast::RandomState>;
/// See [`HashMap`].
pub(super) type HashSet<K> = std::collections::HashSet<K, foldhash::fast::RandomState>;

/// The number of a card in the graph; cards are numbered in the order of their ids.
pub(super) type Node = u32;

/// A mass below this is nothing: it could not move any number that is shown.
const NOTHING: f64 = 1e-10;

/// Origin to mass. Clones share; where there is nothing, nothing is kept.
#[derive(Clone, Debug, Default)]
pub(super) struct Masses(Option<Arc<[(Node, f64)]>>);

impl PartialEq for Masses {
    fn eq(&self, other: &Self) -> bool {
        self.is(other) || self.0 == other.0
    }
}

impl Masses {
    /// Each origin with the largest of its masses.
    pub fn of(mut all: Vec<(Node, f64)>) -> Self {
        all.retain(|(_, mass)| *mass > NOTHING);
        all.sort_by(|a, b| a.0.cmp(&b.0).then(b.1.total_cmp(&a.1)));
        all.dedup_by_key(|(origin, _)| *origin);
        Self::kept(all)
    }

    fn kept(all: Vec<(Node, f64)>) -> Self {
        Self((!all.is_empty()).then(|| all.into()))
    }

    fn all(&self) -> &[(Node, f64)] {
        self.0.as_deref().unwrap_or_default()
    }

    pub fn iter(&self) -> impl ExactSizeIterator<Item = (Node, f64)> + Clone + '_ {
        self.all().iter().copied()
    }

    pub fn len(&self) -> usize {
        self.all().len()
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_none()
    }

    pub fn get(&self, origin: Node) -> f64 {
        let all = self.all();
        let place = all.binary_search_by_key(&origin, |(origin, _)| *origin);
        let found = place.ok().and_then(|place| all.get(place));
        found.map_or(0.0, |(_, mass)| *mass)
    }

    /// Whether they are one and the same, not only equal.
    pub fn is(&self, other: &Self) -> bool {
        match (&self.0, &other.0) {
            (Some(one), Some(other)) => Arc::ptr_eq(one, other),
            (one, other) => one.is_none() && other.is_none(),
        }
    }

    /// What all origins carry together: one less the product of their doubts.
    pub fn together(&self) -> f64 {
        1.0 - self.iter().map(|(_, mass)| 1.0 - mass).product::<f64>()
    }

    /// Every mass times `share`.
    pub fn scaled(&self, share: f64) -> Self {
        let scaled = self.iter().map(|(origin, mass)| (origin, mass * share));
        let left = scaled.clone().filter(|(_, mass)| *mass > NOTHING).count();
        match left {
            0 => Self::default(),
            _ if left == self.len() => Self(Some(scaled.collect())),
            _ => Self(Some(scaled.filter(|(_, mass)| *mass > NOTHING).collect())),
        }
    }

    /// Each origin of either with the larger of its two masses.
    pub fn or(&self, other: &Self) -> Self {
        match (self.is_empty(), other.is_empty()) {
            (_, true) => self.clone(),
            (true, false) => other.clone(),
            (false, false) => Self::merged(self, other, f64::max),
        }
    }

    /// Each origin midway between its two masses.
    pub fn midway(&self, other: &Self) -> Self {
        match self == other {
            true => self.clone(),
            false => Self::merged(self, other, |a, b| (a + b) / 2.0),
        }
    }

    /// The most that an origin's two masses differ by.
    pub fn apart(&self, other: &Self) -> f64 {
        match self.is(other) {
            true => 0.0,
            false => {
                let apart = both(self, other).map(|(_, a, b)| (a - b).abs());
                apart.fold(0.0, f64::max)
            }
        }
    }

    fn merged(a: &Self, b: &Self, mass: impl Fn(f64, f64) -> f64) -> Self {
        let mut all = Vec::with_capacity(a.len() + b.len());
        all.extend(both(a, b).map(|(origin, a, b)| (origin, mass(a, b))));
        Self::kept(all)
    }
}

/// The origins of both in order, each with its mass in one and in the other, nothing where it is not there.
fn both<'a>(a: &'a Masses, b: &'a Masses) -> impl Iterator<Item = (Node, f64, f64)> + 'a {
    let (mut a, mut b) = (a.iter().peekable(), b.iter().peekable());
    std::iter::from_fn(move || {
        let origin = match (a.peek(), b.peek()) {
            (Some((one, _)), Some((other, _))) => *one.min(other),
            (Some((one, _)), None) => *one,
            (None, other) => other?.0,
        };
        let one = a.next_if(|(next, _)| *next == origin);
        let other = b.next_if(|(next, _)| *next == origin);
        Some((
            origin,
            one.map_or(0.0, |(_, mass)| mass),
            other.map_or(0.0, |(_, mass)| mass),
        ))
    })
}

/// Masses that are known to lie between two bounds. Mostly the bounds are one.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Span {
    pub low: Masses,
    pub high: Masses,
}

impl Span {
    pub fn exactly(masses: Masses) -> Self {
        Self {
            low: masses.clone(),
            high: masses,
        }
    }

    pub fn is_open(&self) -> bool {
        !self.low.is(&self.high)
    }

    pub fn or(&self, other: &Self) -> Self {
        let low = self.low.or(&other.low);
        match self.is_open() || other.is_open() {
            true => Self {
                high: self.high.or(&other.high),
                low,
            },
            false => Self::exactly(low),
        }
    }

    /// What is shown: the middle.
    pub fn middle(&self) -> Masses {
        self.low.midway(&self.high)
    }

    pub fn together(&self) -> (f64, f64) {
        let low = self.low.together();
        match self.is_open() {
            true => (low, self.high.together()),
            false => (low, low),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_origin_counts_once_with_its_largest_mass() {
        let masses = Masses::of(vec![(3, 0.5), (1, 0.2), (3, 0.75), (2, 0.0)]);
        assert_eq!(masses.iter().collect::<Vec<_>>(), [(1, 0.2), (3, 0.75)]);
        assert_eq!((masses.get(3), masses.get(2)), (0.75, 0.0));
        assert!((masses.together() - 0.8).abs() < 1e-12);
        let other = Masses::of(vec![(1, 0.4), (9, 0.1)]);
        let or: Vec<_> = masses.or(&other).iter().collect();
        assert_eq!(or, [(1, 0.4), (3, 0.75), (9, 0.1)]);
        assert_eq!(masses.apart(&other), 0.75);
        assert_eq!(masses.midway(&other).get(9), 0.05);
        assert!(masses.scaled(1e-10).is_empty());
        assert_eq!(Masses::default().together(), 0.0);
    }
}
