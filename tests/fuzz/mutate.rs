//! Damage: bytes changed, cut, doubled and crossed with others; and JSON damaged as JSON: types, keys twice, nesting,
//! numbers without end, ids swapped, surrogates alone.
//!
//! It knows no format but JSON. Equal seeds give equal damage.

use fastrand::Rng;
use serde_json::Value;

/// Most bytes of what comes of it, usually; now and then something long is made to find what is slow.
const MOST: usize = 1 << 14;
const MOST_LONG: usize = 1 << 18;

/// What means something to some reader.
const WORDS: &[&[u8]] = &[
    b"<",
    b">",
    b"&",
    b"\"",
    b"'",
    b"]]>",
    b"<![CDATA[",
    b"<!--",
    b"-->",
    b"<?xml?>",
    b"&#0;",
    b"&#x10FFFF;",
    b"&amp;",
    b"<!DOCTYPE a [<!ENTITY b \"c\">]>",
    b"&b;",
    b"</p>",
    b"<p>",
    b"<table>",
    b"<template>",
    b"<svg>",
    b"<a href=\"javascript:x\">",
    b"\xff\xfe",
    b"\xfe\xff",
    b"\xef\xbb\xbf",
    b"\0",
    b"\x01",
    b"\x1b[2J",
    b"\x80",
    b"\xed\xa0\x80",
    b"\xf4\x90\x80\x80",
    b"\xc0\x80",
    b"{",
    b"}",
    b"[",
    b"]",
    b"{{",
    b"}}",
    b",",
    b":",
    b";",
    b"|",
    b"\\",
    b"\\\\",
    b"\\u0000",
    b"\\ud800",
    b"\\udc00\\ud800",
    b"/",
    b"//",
    b"/*",
    b"%",
    b"#",
    b"@",
    b"=",
    b"+",
    b"-",
    b"--",
    b"---\n",
    b"===\n",
    b"\n",
    b"\r\n",
    b"\r",
    b"\t",
    b" ",
    b"\n\n",
    b"  ",
    b"\x0c",
    b"0",
    b"-1",
    b"1e999",
    b"-0",
    b"1e-999",
    b"NaN",
    b"Infinity",
    b"null",
    b"true",
    b"18446744073709551616",
    b"9223372036854775807",
    b"-9223372036854775808",
    b"4294967296",
    b"2147483648",
    b"65536",
    b"255",
    b"0.1",
    b"1e308",
    b"99999999999999999999999999999999",
    b"0000-00-00",
    b"9999-12-31T23:59:60Z",
    b"-0001-01-01",
    b"2026-02-30",
    b"1999",
    b"2026-W53-7",
    b"\xe2\x80\xae",
    b"\xe2\x81\xa6",
    b"\xe2\x80\x8b",
    b"\xe2\x80\x8d",
    b"\xef\xbf\xbe",
    b"\xef\xbf\xbd",
    b"\xcc\x81",
    b"\xf0\x9f\x98\x80",
    b"\xf0\x9f\x87\xa9",
    b"\xc4\xb0",
    b"\xc3\x9f",
    b"\xef\xb7\xba",
    b"\xe2\x80\xa8",
    b"\xc2\x85",
    b"\xc2\xa0",
    b"\xd7\xa9",
    b"\xd8\xa7",
    b"endobj",
    b"stream\n",
    b"endstream",
    b"obj",
    b"1 0 R",
    b"3 0 R",
    b"<<",
    b">>",
    b"/Length 9999999999",
    b"/Kids[2 0 R]",
    b"xref",
    b"trailer",
    b"/Filter/FlateDecode",
    b"/Filter[/LZWDecode/ASCII85Decode]",
    b"/DecodeParms<</Predictor 12/Columns 4294967295>>",
    b"Tj",
    b"TJ",
    b"Do",
    b"BT",
    b"ET",
    b"file:///etc/passwd",
    b"javascript:alert(1)",
    b"http://[::1",
    b"https://a.example/\xe2\x80\xae",
    b"../../x",
    b"C:\\x",
    b"\\\\host\\share",
    b"derives_from",
    b"corroborates",
    b"contradicts",
    b"source",
    b"claim",
    b"frame",
    b"casewall",
    b"version",
    b"id",
    b"origin",
    b"PK\x03\x04",
    b"PK\x01\x02",
    b"PK\x05\x06",
    b"IHDR",
    b"IDAT",
    b"iTXt",
    b"casewall.board\0",
    b"\xff\xd8\xff\xe1",
    b"Exif\0\0",
];

/// A damaged version of one of the samples.
pub fn mutated(rng: &mut Rng, samples: &[Vec<u8>]) -> Vec<u8> {
    let sample = match samples {
        [] => &Vec::new(),
        samples => &samples[rng.usize(..samples.len())],
    };
    let long = rng.u16(..) < 40;
    let most = if long {
        MOST_LONG
    } else {
        MOST.max(sample.len() * 2)
    };
    let mut bytes = match serde_json::from_slice::<Value>(sample) {
        Ok(value) if rng.u8(..4) > 0 => {
            let mut tree = Tree::of(value);
            for _ in 0..1 + rng.usize(..4) {
                tree.damage(rng, long);
            }
            let mut text = Vec::new();
            tree.write(&mut text, most * 2);
            if rng.u8(..4) > 0 {
                text.truncate(most);
                return text;
            }
            text
        }
        _ => sample.clone(),
    };
    // Mostly little: what is damaged everywhere is refused at once.
    let times = 1 << rng.u8(..5);
    for _ in 0..rng.usize(1..=times) {
        damage(rng, &mut bytes, samples, long);
        bytes.truncate(most);
    }
    bytes
}

/// A piece of `all`, not longer than `most`.
fn piece(rng: &mut Rng, all: usize, most: usize) -> std::ops::Range<usize> {
    let start = rng.usize(..=all);
    let length = rng.usize(..=most.min(all - start));
    start..start + length
}

fn damage(rng: &mut Rng, bytes: &mut Vec<u8>, samples: &[Vec<u8>], long: bool) {
    let at = rng.usize(..=bytes.len());
    match rng.u8(..14) {
        0 => bytes.insert(at, rng.u8(..)),
        1 if at < bytes.len() => bytes[at] = rng.u8(..),
        2 if at < bytes.len() => bytes[at] ^= 1 << rng.u8(..8),
        3 if at < bytes.len() => bytes[at] = bytes[at].wrapping_add(rng.u8(..9).wrapping_sub(4)),
        4 => {
            let most = 1 << rng.u8(..9);
            bytes.drain(piece(rng, bytes.len(), most));
        }
        5 => {
            let copy = bytes[piece(rng, bytes.len(), 200)].to_vec();
            bytes.splice(at..at, copy);
        }
        // The same many times.
        6 => {
            let copy = bytes[piece(rng, bytes.len(), 40)].to_vec();
            let times = if long {
                rng.usize(..20_000)
            } else {
                rng.usize(..40)
            };
            let most = if long { MOST_LONG } else { MOST };
            let times = times.min(most / copy.len().max(1));
            bytes.splice(at..at, copy.repeat(times));
        }
        7 if rng.u8(..4) == 0 => bytes.truncate(at),
        8 if !samples.is_empty() => {
            let other = &samples[rng.usize(..samples.len())];
            let copy = other[piece(rng, other.len(), 400)].to_vec();
            let until = (at + rng.usize(..40)).min(bytes.len());
            bytes.splice(at..until, copy);
        }
        // A number in its letters.
        9 => {
            let digits = bytes[at..].iter().position(u8::is_ascii_digit);
            if let Some(start) = digits.map(|n| at + n) {
                let rest = &bytes[start..];
                let end = start + rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
                let number = match rng.u8(..4) {
                    0 => rng.u64(..).to_string(),
                    1 => rng.u8(..).to_string(),
                    2 => format!("-{}", rng.u32(..)),
                    _ => "9".repeat(rng.usize(..40)),
                };
                bytes.splice(start..end, number.into_bytes());
            }
        }
        10 => {
            let from = piece(rng, bytes.len(), 60);
            let moved: Vec<u8> = bytes.drain(from).collect();
            let to = rng.usize(..=bytes.len());
            bytes.splice(to..to, moved);
        }
        // A length or an offset in binary.
        11 if at + 4 <= bytes.len() => {
            let number =
                [0, 1, 0x7f, 0xff, 0xffff, 0x7fff_ffff, 0x8000_0000, u32::MAX][rng.usize(..8)];
            let number = if rng.bool() {
                number.to_be_bytes()
            } else {
                number.to_le_bytes()
            };
            bytes[at..at + 4].copy_from_slice(&number);
        }
        _ => {
            let word = WORDS[rng.usize(..WORDS.len())];
            let until = if rng.bool() {
                at
            } else {
                (at + word.len()).min(bytes.len())
            };
            bytes.splice(at..until, word.iter().copied());
        }
    }
}

// --- JSON as JSON -----------------------------------------------------------------------------------------------------

/// JSON that need not be right: keys may stand twice, and a leaf is whatever is written there.
#[derive(Clone)]
enum Tree {
    Leaf(String),
    List(Vec<Tree>),
    Object(Vec<(String, Tree)>),
}

const LEAVES: &[&str] = &[
    "null",
    "true",
    "false",
    "0",
    "-0",
    "-1",
    "1",
    "2",
    "0.5",
    "1e999",
    "-1e999",
    "1e308",
    "5e-324",
    "1e7",
    "10000001",
    "100000.5",
    "9007199254740993",
    "18446744073709551615",
    "18446744073709551616",
    "-9223372036854775808",
    "999999999999",
    "1000000000000",
    "NaN",
    "\"\"",
    "\" \"",
    "\"\\u0000\"",
    "\"\\ud800\"",
    "\"\\udc00x\"",
    "\"\\ud83d\\ude00\"",
    "\"\u{202e}\"",
    "\"\u{feff}\"",
    "\"a\\nb\\r\\n\\tc\"",
    "\"\\u2028\"",
    "\"constructor\"",
    "\"sha256:\"",
    "\"!!!!\"",
    "\"AAAA\"",
    "\"2026-03\"",
    "\"0000-00-00\"",
    "\"F\"",
    "\"javascript:x\"",
    "\"=1+1\"",
    "[]",
    "{}",
    "[[]]",
    "[null]",
    "{\"\":0}",
    "{\"a\":1,\"a\":2}",
    "",
    "]",
    "\"",
    "\\",
];

impl Tree {
    fn of(value: Value) -> Self {
        match value {
            Value::Array(list) => Self::List(list.into_iter().map(Self::of).collect()),
            Value::Object(object) => {
                let entries = object.into_iter();
                let entries =
                    entries.map(|(key, value)| (Value::String(key).to_string(), Self::of(value)));
                Self::Object(entries.collect())
            }
            leaf => Self::Leaf(leaf.to_string()),
        }
    }

    fn write(&self, out: &mut Vec<u8>, most: usize) {
        if out.len() > most {
            return;
        }
        match self {
            Self::Leaf(text) => out.extend(text.bytes()),
            Self::List(list) => {
                out.push(b'[');
                for (n, tree) in list.iter().enumerate() {
                    out.extend((n > 0).then_some(b','));
                    tree.write(out, most);
                }
                out.push(b']');
            }
            Self::Object(entries) => {
                out.push(b'{');
                for (n, (key, tree)) in entries.iter().enumerate() {
                    out.extend((n > 0).then_some(b','));
                    out.extend(key.bytes());
                    out.push(b':');
                    tree.write(out, most);
                }
                out.push(b'}');
            }
        }
    }

    /// Somewhere in it, deep places as likely as high ones.
    fn somewhere(&mut self, rng: &mut Rng) -> &mut Self {
        let inside = match self {
            Self::Leaf(_) => 0,
            Self::List(list) => list.len(),
            Self::Object(entries) => entries.len(),
        };
        if inside == 0 || rng.u8(..8) == 0 {
            return self;
        }
        let n = rng.usize(..inside);
        match self {
            Self::Leaf(_) => self,
            Self::List(list) => list[n].somewhere(rng),
            Self::Object(entries) => entries[n].1.somewhere(rng),
        }
    }

    fn keys(&self, keys: &mut Vec<String>) {
        match self {
            Self::Leaf(_) => {}
            Self::List(list) => list.iter().for_each(|tree| tree.keys(keys)),
            Self::Object(entries) => {
                for (key, tree) in entries {
                    keys.push(key.clone());
                    tree.keys(keys);
                }
            }
        }
    }

    /// What stands under any of these keys.
    fn ids(&mut self, found: &mut dyn FnMut(&mut String)) {
        const IDS: [&str; 8] = [
            "\"id\"",
            "\"from\"",
            "\"to\"",
            "\"origin\"",
            "\"file\"",
            "\"nodeID\"",
            "\"fromNode\"",
            "\"toNode\"",
        ];
        match self {
            Self::Leaf(_) => {}
            Self::List(list) => list.iter_mut().for_each(|tree| tree.ids(found)),
            Self::Object(entries) => {
                for (key, tree) in entries {
                    match tree {
                        Self::Leaf(text) if IDS.contains(&key.as_str()) => found(text),
                        tree => tree.ids(found),
                    }
                }
            }
        }
    }

    fn damage(&mut self, rng: &mut Rng, long: bool) {
        match rng.u8(..12) {
            0..3 => *self.somewhere(rng) = Self::Leaf(LEAVES[rng.usize(..LEAVES.len())].to_owned()),
            // Another place of the same tree: wrong types that are right elsewhere.
            3 => {
                let copy = self.clone().somewhere(rng).clone();
                *self.somewhere(rng) = copy;
            }
            4 => match self.somewhere(rng) {
                Self::List(list) if !list.is_empty() => {
                    let copy = list[rng.usize(..list.len())].clone();
                    let times = if long {
                        rng.usize(..3_000)
                    } else {
                        rng.usize(..4)
                    };
                    list.extend(std::iter::repeat_n(copy, times));
                }
                Self::Object(entries) if !entries.is_empty() => {
                    let copy = entries[rng.usize(..entries.len())].clone();
                    entries.insert(rng.usize(..=entries.len()), copy);
                }
                _ => {}
            },
            5 => match self.somewhere(rng) {
                Self::List(list) if !list.is_empty() => drop(list.remove(rng.usize(..list.len()))),
                Self::Object(entries) if !entries.is_empty() => {
                    drop(entries.remove(rng.usize(..entries.len())));
                }
                _ => {}
            },
            6 => {
                let place = self.somewhere(rng);
                let depth = if rng.u8(..8) == 0 {
                    300
                } else {
                    rng.usize(..6)
                };
                for _ in 0..depth {
                    let inner = std::mem::replace(place, Self::List(Vec::new()));
                    *place = match rng.bool() {
                        true => Self::List(vec![inner]),
                        false => Self::Object(vec![("\"a\"".to_owned(), inner)]),
                    };
                }
            }
            // Ids change places.
            7 | 8 => {
                let mut all = Vec::new();
                self.ids(&mut |id| all.push(id.clone()));
                if !all.is_empty() {
                    let (mut n, which) = (0, rng.usize(..all.len()));
                    let other = all[rng.usize(..all.len())].clone();
                    self.ids(&mut |id| {
                        if n == which {
                            id.clone_from(&other);
                        }
                        n += 1;
                    });
                }
            }
            9 => {
                let mut keys = Vec::new();
                self.keys(&mut keys);
                if let (Self::Object(entries), false) = (self.somewhere(rng), keys.is_empty())
                    && !entries.is_empty()
                {
                    let n = rng.usize(..entries.len());
                    entries[n].0.clone_from(&keys[rng.usize(..keys.len())]);
                }
            }
            10 => {
                if let Self::Leaf(text) = self.somewhere(rng)
                    && text.len() > 1
                    && text.starts_with('"')
                {
                    // Within the words.
                    let odd = [
                        "\\u0000", "\\ud800", "\u{202e}", "\u{feff}", "\\n", "\\t", "&", "<", "=",
                        "\u{300}", "😀", " ", "\\u0085",
                    ];
                    let odd = odd[rng.usize(..odd.len())];
                    let times = if long { rng.usize(..5_000) } else { 1 };
                    text.insert_str(1, &odd.repeat(times));
                }
            }
            _ => {
                if let Self::Leaf(text) = self.somewhere(rng)
                    && text.parse::<f64>().is_ok()
                {
                    *text = match rng.u8(..4) {
                        0 => rng.i64(..).to_string(),
                        1 => f64::from_bits(rng.u64(..)).to_string(),
                        2 => format!("{}.5", rng.i16(..)),
                        _ => format!("1e{}", rng.u8(..)),
                    };
                }
            }
        }
    }
}
