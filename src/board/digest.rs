//! Names of content: SHA-256 in hexadecimal, lower case.
//!
//! **Invariant:** the same bytes have the same name on every machine, so an embedded file is kept once.

use std::fmt::Write as _;

use sha2::{Digest, Sha256};

use super::FileId;

/// The id of an embedded file: `sha256:` and the digest of its bytes.
pub fn file_id(bytes: &[u8]) -> FileId {
    FileId::from(format!("sha256:{}", sha256(bytes)))
}

/// The digest of a text's UTF-8 bytes, as it stands in a source's `text_sha256`.
pub fn text_sha256(text: &str) -> String {
    sha256(text.as_bytes())
}

/// The digest of some bytes, as it stands in an [`super::Original`].
pub fn sha256(bytes: &[u8]) -> String {
    let mut digits = String::with_capacity(64);
    for byte in Sha256::digest(bytes) {
        // Writing to a string cannot fail.
        let _ = write!(digits, "{byte:02x}");
    }
    digits
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digests_are_those_of_the_standard() {
        let abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!(text_sha256("abc"), abc);
        assert_eq!(file_id(b"abc").as_str(), format!("sha256:{abc}"));
    }
}
