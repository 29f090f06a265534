//! Names as BibTeX writes them: joined by `and`, the last name in front of a comma or behind everything else, or in
//! parts (`family=Roe, given=Jane`). Refuses to take apart what braces hold together.

use super::latex;
use crate::import::reference::Name;

/// The names of a list. `others` becomes `et al.`.
pub fn names(list: &str) -> Vec<Name> {
    let mut all = Vec::new();
    let mut name = String::new();
    for word in pieces(list, char::is_whitespace) {
        if word.eq_ignore_ascii_case("and") {
            all.push(std::mem::take(&mut name));
        } else if !word.is_empty() {
            if !name.is_empty() {
                name.push(' ');
            }
            name.push_str(word);
        }
    }
    all.push(name);
    let named = all.iter().map(|name| match name.as_str() {
        "others" => Name::whole("et al."),
        name => self::name(name),
    });
    named.filter(|name| !name.is_empty()).collect()
}

fn name(markup: &str) -> Name {
    if is_one_group(markup) {
        return Name::whole(&latex::text(markup));
    }
    let parts: Vec<&str> = pieces(markup, |c| c == ',').map(str::trim).collect();
    let of = |n: usize| {
        parts
            .get(n)
            .map_or_else(String::new, |part| latex::text(part))
    };
    if let Some(name) = in_parts(&parts) {
        return name;
    }
    match parts.len() {
        0 | 1 => in_reading_order(markup),
        2 => Name {
            family: of(0),
            given: of(1),
            ..Name::default()
        },
        3 => Name {
            family: of(0),
            suffix: of(1),
            given: of(2),
        },
        _ => Name::whole(&latex::text(markup)), // more than a name
    }
}

/// `Jane de Vries`: the last name begins at the first word in small letters, or is the last word.
fn in_reading_order(markup: &str) -> Name {
    let words: Vec<String> = pieces(markup, char::is_whitespace)
        .map(latex::text)
        .filter(|word| !word.is_empty())
        .collect();
    let last = words.len().saturating_sub(1);
    let small = |word: &String| word.chars().next().is_some_and(char::is_lowercase);
    let begins = words.iter().position(small).unwrap_or(last).min(last);
    let (given, family) = words.split_at(begins);
    Name {
        given: given.join(" "),
        family: family.join(" "),
        ..Name::default()
    }
}

/// `family=Roe, given=Jane, prefix=de` (the extended format of biblatex).
fn in_parts(parts: &[&str]) -> Option<Name> {
    let mut name = Name::default();
    let mut prefix = String::new();
    for part in parts {
        let (key, value) = part.split_once('=')?;
        let value = latex::text(value);
        match key.trim() {
            "family" => name.family = value,
            "given" => name.given = value,
            "suffix" => name.suffix = value,
            "prefix" => prefix = value,
            "useprefix" | "id" | "given-i" | "family-i" | "prefix-i" | "suffix-i" => {}
            _ => return None,
        }
    }
    if !prefix.is_empty() {
        name.family = format!("{prefix} {}", name.family);
    }
    Some(name)
}

/// Whether braces hold all of it together.
fn is_one_group(markup: &str) -> bool {
    let mut depth = 0_usize;
    let mut outside = 0;
    for letter in markup.chars() {
        match letter {
            '{' if depth == 0 => {
                outside += 1;
                depth = 1;
            }
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            _ if depth == 0 => return false,
            _ => {}
        }
    }
    // `{\'E}` is a letter.
    outside == 1 && !markup.starts_with("{\\")
}

/// The pieces between letters that separate outside braces.
fn pieces(markup: &str, separates: impl Fn(char) -> bool) -> impl Iterator<Item = &str> {
    let mut depth = 0_usize;
    markup.split(move |letter| {
        match letter {
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        depth == 0 && separates(letter)
    })
}

#[cfg(test)]
mod tests {
    use super::names;

    #[test]
    fn names_are_read_in_every_order() {
        for (list, want) in [
            ("Jane Roe and Roe, John", "Jane|Roe| John|Roe|"),
            ("Jane de Vries", "Jane|de Vries|"),
            (
                "de Vries, Jr., Jane AND others",
                "Jane|de Vries|Jr. |et al.|",
            ),
            (
                "{Research and Development Board} and {\\'E}mile Zola",
                "|Research and Development Board| Émile|Zola|",
            ),
            ("family=Roe, given=Jane, prefix=van", "Jane|van Roe|"),
            ("Plato", "|Plato|"),
            ("Roe, Jane and\n\n Doe,\tJohn", "Jane|Roe| John|Doe|"),
            ("A. B, C. D, E. F, G. H", "|A. B, C. D, E. F, G. H|"),
            (" and and ,", ""),
        ] {
            let shown: Vec<String> = names(list)
                .iter()
                .map(|name| format!("{}|{}|{}", name.given, name.family, name.suffix))
                .collect();
            assert_eq!(shown.join(" "), want, "{list}");
        }
    }
}
