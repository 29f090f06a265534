//! Chance, for names that two people must not both make.
//!
//! Not for secrets: it is quick, not unguessable.

const CLEAR: &[u8] = b"abcdefghjkmnpqrstuvwxyz23456789";

/// Three letters or digits for the ids of this session, without those that are easily misread (`i l o 0 1`).
pub fn random_tail() -> String {
    clear(3)
}

/// A name for what this session keeps, which no other session has made.
pub fn random_name() -> String {
    clear(12)
}

fn clear(length: usize) -> String {
    (0..length)
        .filter_map(|_| fastrand::choice(CLEAR))
        .map(|byte| char::from(*byte))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tails_are_three_clear_characters() {
        for _ in 0..1000 {
            let tail = random_tail();
            assert_eq!(tail.len(), 3, "{tail}");
            assert!(
                tail.chars()
                    .all(|c| c.is_ascii_alphanumeric() && !"ilo01".contains(c)),
                "{tail}"
            );
        }
    }
}
