//! What a document's own fields say, and how much of it is to be believed.
//!
//! Programs fill these fields in without asking: a title is mostly the name of a file, an author that of an account, a
//! date that of the file. It refuses those: a wrong title, author or date is worse than none.

/// What programs write where a title should stand.
const FILLED_IN: &[&str] = &[
    "microsoft word",
    "microsoft powerpoint",
    "microsoft excel",
    "powerpoint presentation",
    "untitled",
    "document",
    "slide",
    "layout",
    "print",
    "full page photo",
    "about:blank",
    "http://",
    "https://",
    "file:",
    "(anonymous)",
    "unspecified",
    "title",
    "new document",
    "no title",
    "sans titre",
    "unbenannt",
];
/// Endings of files that are no part of a title.
const ENDINGS: &[&str] = &[
    ".ai", ".cdr", ".doc", ".docx", ".dvi", ".eps", ".htm", ".html", ".indd", ".jpg", ".ods",
    ".odt", ".p65", ".pdf", ".pmd", ".png", ".ppt", ".pptx", ".ps", ".pub", ".qxd", ".qxp", ".rtf",
    ".tex", ".tif", ".txt", ".wpd", ".xls", ".xlsx",
];
/// Accounts that are nobody's name.
const ACCOUNTS: &[&str] = &[
    "default user",
    "microsoft office user",
    "microsoft user",
    "office user",
    "preferred customer",
    "registered user",
    "the author",
    "unknown author",
    "windows user",
    "guest user",
    "test user",
    "un-named",
    "python-docx",
];

/// The title, if it is one: neither the name of a file (`stem` is this file's, without the ending) nor what a program
/// fills in.
pub fn real_title<'t>(title: &'t str, stem: &str) -> Option<&'t str> {
    let title = title.trim();
    let lower = title.to_lowercase();
    let unnumbered = lower.trim_end_matches(|c: char| c.is_numeric() || "._- ()".contains(c));
    let filled_in = FILLED_IN
        .iter()
        .any(|junk| unnumbered == *junk || (junk.contains([' ', ':']) && lower.starts_with(junk)));
    let real = title.chars().filter(|c| c.is_alphabetic()).count() >= 3
        && !filled_in
        && !ENDINGS.iter().any(|ending| lower.ends_with(ending))
        && lower != stem.to_lowercase()
        && !title.contains(['\\', char::REPLACEMENT_CHARACTER])
        // One word is the name of a file far more often than a title.
        && (title.contains(' ') || !title.is_ascii());
    real.then_some(title)
}

/// The author, if it looks like a name and not like that of an account or one of these programs.
pub fn real_author<'a>(author: &'a str, programs: &[&str]) -> Option<&'a str> {
    let author = author.trim();
    let lower = author.to_lowercase();
    let real = (author.contains([' ', ',']) || !author.is_ascii())
        && author.chars().filter(|c| c.is_alphabetic()).count() >= 4
        && !author.contains(|c: char| c.is_numeric() || "\\@/_()<>�".contains(c))
        && !ACCOUNTS.contains(&lower.as_str())
        && !programs
            .iter()
            .any(|program| program.to_lowercase() == lower);
    real.then_some(author)
}

/// The sentence about a date that is one of the file.
pub fn date_of_file(created: &str) -> Option<String> {
    let day = created.get(..10)?;
    Some(format!(
        "The file says that it was made on {day}. That is a date of the file and not of publication, so it is kept apart."
    ))
}

/// Looks like a language tag (BCP 47).
pub fn is_language(tag: &str) -> bool {
    let mut parts = tag.split('-');
    let primary = parts.next().unwrap_or_default();
    let letters = |part: &str| part.chars().all(|c| c.is_ascii_alphanumeric());
    (2..=3).contains(&primary.len())
        && primary.chars().all(|c| c.is_ascii_alphabetic())
        && parts.all(|part| (1..=8).contains(&part.len()) && letters(part))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_and_authors_are_told_from_what_programs_fill_in() {
        for (title, want) in [
            ("Ceasefire talks fail in Istanbul", true),
            ("مذاکرات استنبول", true),
            ("Microsoft Word - talks_final.doc", false),
            ("talks final v2.docx", false),
            ("Untitled", false),
            ("Slide 1", false),
            ("report-2025", false),
            ("", false),
            ("https://example.org/a b", false),
        ] {
            assert_eq!(real_title(title, "report-2025").is_some(), want, "{title}");
        }
        for (author, want) in [
            ("Ada Lovelace", true),
            ("Lovelace, Ada; Byron, George", true),
            ("jsmith", false),
            ("jsmith@example.org (J. Smith)", false),
            ("Microsoft Office User", false),
            ("Some Writer 9.1", false),
            ("LaTeX with hyperref", false),
        ] {
            let real = real_author(author, &["LaTeX with hyperref"]);
            assert_eq!(real.is_some(), want, "{author}");
        }
    }

    #[test]
    fn language_tags_look_like_those() {
        for (tag, want) in [
            ("en", true),
            ("en-GB", true),
            ("zh-Hant-TW", true),
            ("English", false),
            ("", false),
        ] {
            assert_eq!(is_language(tag), want, "{tag}");
        }
    }
}
