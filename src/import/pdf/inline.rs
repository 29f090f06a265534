//! Pictures that stand in the content itself (ISO 32000-1, 8.9.7) are taken out of it before its operators are read.
//!
//! Where such a picture ends can only be guessed, and the library that reads the operators looks for it from each
//! picture to the end of the content. Here it is looked for once. It decodes no picture.
//!
//! **Invariant (linear):** each byte is looked at a fixed number of times, and what is left names `BI` nowhere: where
//! it is part of a string or a name, it is written in another way that means the same.

use std::borrow::Cow;

/// Most bytes between `BI` and `ID`.
const MAX_DICTIONARY: usize = 4096;
/// How many bytes behind `EI` must look like operators.
const LOOK: usize = 10;

/// The content without its pictures, and how many there were.
pub fn without_pictures(content: &[u8]) -> (Cow<'_, [u8]>, usize) {
    // `BI` may be written with the number of a letter.
    if memchr::memmem::find(content, b"BI").is_none() && memchr::memchr(b'#', content).is_none() {
        return (content.into(), 0);
    }
    let mut out = Vec::with_capacity(content.len() + 16);
    let (mut at, mut pictures) = (0, 0);
    // Where a picture began, in `content` and in `out`.
    let mut begun: Option<(usize, usize)> = None;
    let mut ends = Ends::default();
    while let Some(byte) = content.get(at).copied() {
        match byte {
            b'(' => at = string(content, at, &mut out),
            b'%' => {
                let rest = content.get(at..).unwrap_or_default();
                at += memchr::memchr2(b'\n', b'\r', rest).unwrap_or(rest.len());
                out.push(b' ');
            }
            _ if !regular(byte) => {
                out.push(byte);
                at += 1;
            }
            _ => {
                let rest = content.get(at..).unwrap_or_default();
                let length = rest.iter().position(|byte| !regular(*byte));
                let word = rest.get(..length.unwrap_or(rest.len())).unwrap_or_default();
                let name = at > 0 && content.get(at - 1) == Some(&b'/');
                let from = at;
                at += word.len();
                begun = begun.filter(|(begin, _)| from - begin < MAX_DICTIONARY);
                match (word, begun) {
                    _ if name => renamed(word, &mut out),
                    (b"BI", _) => begun = Some((from, out.len())),
                    (b"ID", Some((begin, keep))) => {
                        begun = None;
                        pictures += 1;
                        out.truncate(keep);
                        out.push(b' ');
                        let dictionary = content.get(begin..from).unwrap_or_default();
                        // Without an end, what follows is read as content.
                        at = ends.after(content, at, dictionary).unwrap_or(at);
                    }
                    // No operator is written so.
                    _ if word.contains(&b'#') || memchr::memmem::find(word, b"BI").is_some() => {}
                    _ => out.extend(word),
                }
            }
        }
    }
    (out.into(), pictures)
}

/// Copies the string that begins here and tells where it ends.
fn string(content: &[u8], from: usize, out: &mut Vec<u8>) -> usize {
    let (mut depth, mut escaped, mut at) = (0_usize, false, from);
    while let Some(byte) = content.get(at).copied() {
        at += 1;
        if byte == b'B' && content.get(at) == Some(&b'I') {
            out.extend(if escaped { b"102".as_slice() } else { b"\\102" });
            escaped = false;
            continue;
        }
        out.push(byte);
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'(' => depth += 1,
            b')' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            break;
        }
    }
    at
}

fn renamed(name: &[u8], out: &mut Vec<u8>) {
    for (n, byte) in name.iter().enumerate() {
        if *byte == b'B' && name.get(n + 1) == Some(&b'I') {
            out.extend(b"#42");
        } else {
            out.push(*byte);
        }
    }
}

/// Looks for the ends of pictures and remembers that there are none any more.
#[derive(Default)]
struct Ends {
    none: [bool; 2],
}

impl Ends {
    /// Where the content goes on behind the picture whose bytes begin here.
    fn after(&mut self, content: &[u8], from: usize, dictionary: &[u8]) -> Option<usize> {
        // Bytes that are written as letters may hold `EI` too, but not on its own.
        let lettered = [b"85".as_slice(), b"Hex", b"AHx"]
            .iter()
            .any(|filter| memchr::memmem::find(dictionary, filter).is_some());
        let none = self.none.get_mut(usize::from(lettered))?;
        if *none {
            return None;
        }
        let data = content.get(from..).unwrap_or_default();
        let end = memchr::memmem::find_iter(data, b"EI").find(|at| {
            let alone = at.checked_sub(1).and_then(|before| data.get(before));
            let behind = data.get(at + 2..).unwrap_or_default();
            (!lettered || alone.is_some_and(|byte| blank(*byte) || *byte == b'>'))
                && behind.first().is_none_or(|byte| blank(*byte))
                && behind
                    .iter()
                    .take(LOOK)
                    .take_while(|byte| !matches!(byte, b'(' | b'<'))
                    .all(|byte| byte.is_ascii_graphic() || blank(*byte))
        });
        *none = end.is_none();
        end.map(|end| from + end + 2)
    }
}

fn blank(byte: u8) -> bool {
    matches!(byte, b'\0' | b'\t' | b'\n' | 0x0c | b'\r' | b' ')
}

fn regular(byte: u8) -> bool {
    !blank(byte)
        && !matches!(
            byte,
            b'(' | b')' | b'<' | b'>' | b'[' | b']' | b'{' | b'}' | b'/' | b'%'
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(content: &[u8], want: &[u8], pictures: usize) {
        let (out, found) = without_pictures(content);
        assert_eq!(
            (String::from_utf8_lossy(&out), found),
            (String::from_utf8_lossy(want), pictures)
        );
    }

    #[test]
    fn pictures_are_taken_out_and_words_stay() {
        check(b"q BI /W 1 ID \x80 EI Q", b"q   Q", 1);
        check(b"BI ID \x80 EI \x81\x82 EI\nQ BI ID EI Q", b" \nQ   Q", 2);
        check(
            b"BI /F/A85 ID abEI\ncEI defgh~>EI Q (BI ID) Tj",
            b"  Q (\\102I ID) Tj",
            1,
        );
        check(b"(\\BI) Tj /BI gs % BI\nQ", b"(\\102I) Tj /#42I gs  \nQ", 0);
        check(b"BI /W 9 ID (a) Tj", b"  (a) Tj", 1);
        check(b"BI #42I 1BI ID EIx", b"  EIx", 1);
    }

    #[test]
    fn nothing_that_is_left_begins_a_picture() {
        let samples: [&[u8]; 2] = [
            b"q (a\\(BI) Tj BI /W 1 ID xx EI Q /BI Do <42> [(BI)-2(b)] TJ % BI",
            b"BI BI ID ID EI EI #42I 1BI (BI (BI) /BBI",
        ];
        crate::import::testing::mutated(&samples, 1000, |content| {
            let (out, _) = without_pictures(content);
            assert_eq!(memchr::memmem::find(&out, b"BI"), None);
        });
    }
}
