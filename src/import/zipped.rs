//! ZIP files with documents in them (DOCX, ODT, XLSX): one entry after the other, unpacked within limits.
//!
//! Sizes that a file declares are never trusted: bytes are counted as they come. It writes nothing and unpacks no
//! entry that is not asked for. It refuses archives that are locked and those of too many entries.
//!
//! **Invariant (bounded):** all entries together unpack to no more than [`MAX_UNPACKED`] bytes.

use std::borrow::Cow;
use std::io::{Cursor, Read};

use zip::ZipArchive;
use zip::result::ZipError;

use super::ImportError;

/// Most bytes that the entries of one file unpack to, all that are read together.
pub const MAX_UNPACKED: u64 = 256 << 20;
/// Most entries of a file. A document has some dozens, a workbook hundreds.
const MAX_ENTRIES: usize = 20_000;
/// How the head of an entry in the list of contents begins.
const LISTED: &[u8] = b"PK\x01\x02";
/// How an OLE file begins: Office's formats before 2007, and the shell around a locked document of today.
const OLE: &[u8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";

/// An opened ZIP file.
pub struct Zipped<'a> {
    archive: ZipArchive<Cursor<&'a [u8]>>,
    /// Bytes that may still be unpacked.
    left: u64,
}

impl<'a> Zipped<'a> {
    /// Reads the list of contents.
    ///
    /// # Errors
    /// If it is no ZIP file, or a broken one, or an Office document that is locked or older than that.
    pub fn open(bytes: &'a [u8]) -> Result<Self, ImportError> {
        if bytes.starts_with(OLE) {
            return Err(in_ole(bytes));
        }
        let entries = memchr::memmem::find_iter(bytes, LISTED).count();
        if entries > MAX_ENTRIES {
            return Err(ImportError::TooLarge {
                what: "entries",
                found: entries.to_string(),
                most: MAX_ENTRIES.to_string(),
            });
        }
        let archive = ZipArchive::new(Cursor::new(bytes)).map_err(|error| broken(&error))?;
        Ok(Self {
            archive,
            left: MAX_UNPACKED,
        })
    }

    /// The names of its entries, with their folders, in the file's order.
    pub fn names(&self) -> impl Iterator<Item = Cow<'_, str>> {
        self.archive.file_names().map(Cow::from)
    }

    /// An entry's bytes, `limit` at most; `None` if there is no such entry.
    ///
    /// # Errors
    /// If it is damaged or locked, or unpacks to more than the limit.
    pub fn read(&mut self, name: &str, limit: u64) -> Result<Option<Vec<u8>>, ImportError> {
        let limit = limit.min(self.left);
        let entry = match self.archive.by_name(name) {
            Ok(entry) => entry,
            Err(ZipError::FileNotFound) => return Ok(None),
            Err(error) => return Err(broken(&error)),
        };
        let mut bytes = Vec::new();
        entry
            .take(limit.saturating_add(1))
            .read_to_end(&mut bytes)
            .map_err(|error| ImportError::Broken(format!("its part {name} says “{error}”")))?;
        let read = bytes.len() as u64;
        if read > limit {
            return Err(ImportError::TooLarge {
                what: "bytes when it is unpacked",
                found: format!("more than {limit}"),
                most: limit.to_string(),
            });
        }
        self.left -= read;
        Ok(Some(bytes))
    }
}

/// Why an OLE file is not read.
fn in_ole(bytes: &[u8]) -> ImportError {
    // Names in it are UTF-16. This is the stream that holds a locked document (MS-OFFCRYPTO, 2.3.4.4).
    let locked: Vec<u8> = "EncryptedPackage"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    if memchr::memmem::find(bytes, &locked).is_some() {
        return ImportError::Encrypted;
    }
    ImportError::NoText(
        "The file is in the format that Office used before 2007, which is not read. Open it there and save it as \
         DOCX, XLSX or PDF, and import that."
            .to_owned(),
    )
}

fn broken(error: &ZipError) -> ImportError {
    match error {
        ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED) => ImportError::Encrypted,
        _ => ImportError::Broken(format!("as a ZIP archive it says “{error}”")),
    }
}

/// Packs entries, for tests.
#[cfg(test)]
pub fn packed(entries: &[(&str, &[u8])]) -> Vec<u8> {
    use std::io::Write as _;
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default();
    for (name, bytes) in entries {
        writer.start_file(*name, options).expect("an entry");
        writer.write_all(bytes).expect("its bytes");
    }
    writer.finish().expect("an archive").into_inner()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::testing;

    #[test]
    fn entries_are_read_within_their_limit() {
        let bytes = packed(&[("a.xml", b"<a/>"), ("dir/b.txt", &[b'x'; 1000])]);
        let mut zipped = Zipped::open(&bytes).expect("it opens");
        assert_eq!(zipped.names().collect::<Vec<_>>(), ["a.xml", "dir/b.txt"]);
        assert_eq!(
            zipped.read("a.xml", 10).expect("whole"),
            Some(b"<a/>".to_vec())
        );
        assert_eq!(zipped.read("c", 10).expect("absent"), None);
        let error = zipped.read("dir/b.txt", 999).expect_err("too large");
        assert!(
            error.to_string().contains("at most 999 are read"),
            "{error}"
        );
    }

    #[test]
    fn a_bomb_is_stopped_where_it_has_told_enough() {
        let zeros = vec![0; 300 << 20];
        let bytes = packed(&[("bomb", &zeros)]);
        drop(zeros);
        assert!(bytes.len() < 400_000);
        let mut zipped = Zipped::open(&bytes).expect("it opens");
        assert!(matches!(
            zipped.read("bomb", u64::MAX),
            Err(ImportError::TooLarge { .. })
        ));
    }

    #[test]
    fn what_is_no_archive_is_refused_with_a_sentence() {
        let mut locked = OLE.to_vec();
        locked.extend("EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes));
        let many = LISTED.repeat(MAX_ENTRIES + 1);
        for (bytes, want) in [
            (locked.as_slice(), "locked by a password"),
            (OLE, "save it as DOCX"),
            (b"PK\x03\x04", "damaged or was cut off"),
            (&many, "20001 entries"),
        ] {
            let error = Zipped::open(bytes).err().expect("refused").to_string();
            assert!(error.contains(want), "{error}");
        }
    }

    #[test]
    fn damage_never_panics() {
        let sample = packed(&[("a.xml", b"<a>words words words</a>"), ("b/c.xml", b"<c/>")]);
        testing::mutated(&[&sample], 1000, |bytes| {
            let Ok(mut zipped) = Zipped::open(bytes) else {
                return;
            };
            let names: Vec<_> = zipped.names().map(Cow::into_owned).collect();
            for name in names {
                let _ = zipped.read(&name, 10_000);
            }
        });
    }
}
