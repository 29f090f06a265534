//! Addresses of the web that a board names, made fit to be shown before anybody goes there.
//!
//! Opens nothing itself. Refuses every scheme but http and https, and every spelling that a reader and a browser could
//! take for different places: blanks, control and invisible characters, backslashes, a missing `//`.
//!
//! **Invariant:** what is opened is what is shown: the parts of [`Address`] together are the address.

use std::net::IpAddr;

use icu_properties::CodePointSetData;
use icu_properties::props::DefaultIgnorableCodePoint;
use url::{Host, Position, Url};

/// Most bytes of an address: browsers take no more.
const LONGEST: usize = 8000;

/// An address that may be opened, in the parts that are shown. All of them are ASCII but `host_in_words`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Address {
    /// `https://`, and the name and password that stand before an `@`.
    pub before: String,
    /// The host, as the network knows it.
    pub host: String,
    /// Port, path, query and fragment.
    pub after: String,
    /// The host in its own letters, if these are not ASCII.
    pub host_in_words: Option<String>,
    /// What one should know before going there, a sentence each.
    pub warnings: Vec<String>,
}

/// Why an address is not opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotOpened {
    /// Another scheme, or none.
    #[error("Only addresses that begin with http:// or https:// are opened.")]
    Scheme,
    /// Blanks, controls, invisible characters or backslashes.
    #[error(
        "This address holds blanks, backslashes or invisible characters, so it may lead elsewhere than it seems. \
         It is not opened; copy it, and look at it closely."
    )]
    Tricky,
    /// Not an address.
    #[error("This is no complete address of the web.")]
    Malformed,
    /// Too long.
    #[error("This address is longer than browsers take.")]
    TooLong,
}

impl Address {
    /// An address as it stands on a board. Blanks around it do not count.
    ///
    /// # Errors
    /// A [`NotOpened`] if it is not opened, whatever the user says.
    pub fn new(written: &str) -> Result<Self, NotOpened> {
        let written = written.trim_matches(' ');
        if written.len() > LONGEST {
            return Err(NotOpened::TooLong);
        }
        let lower: String = written
            .chars()
            .take(8)
            .collect::<String>()
            .to_ascii_lowercase();
        if !(lower.starts_with("http:") || lower.starts_with("https:")) {
            return Err(NotOpened::Scheme);
        }
        // A browser drops or turns round what a reader does not see.
        let ignorable = CodePointSetData::new::<DefaultIgnorableCodePoint>();
        let tricky = |c: char| {
            c.is_whitespace()
                || c.is_control()
                || c == '\\'
                || ignorable.contains(c)
                || is_private(c)
        };
        if written.chars().any(tricky) {
            return Err(NotOpened::Tricky);
        }
        if !(lower.starts_with("http://") || lower.starts_with("https://")) {
            return Err(NotOpened::Malformed);
        }
        let url = Url::parse(written).map_err(|_| NotOpened::Malformed)?;
        let host = match url.host() {
            Some(host) if matches!(url.scheme(), "http" | "https") => host.to_owned(),
            _ => return Err(NotOpened::Malformed),
        };
        // Three or more slashes make a browser look for the host behind them.
        let authority = written.split_once("://").map_or("", |(_, rest)| rest);
        if authority.starts_with('/') {
            return Err(NotOpened::Malformed);
        }
        let shown = url[Position::BeforeHost..Position::AfterHost].to_owned();
        let words = words_of(&host);
        Ok(Self {
            warnings: warnings(&url, &host, words.as_deref(), authority),
            before: url[..Position::BeforeHost].to_owned(),
            after: url[Position::AfterHost..].to_owned(),
            host: shown,
            host_in_words: words,
        })
    }

    /// The whole of it.
    pub fn whole(&self) -> String {
        format!("{}{}{}", self.before, self.host, self.after)
    }
}

fn is_private(c: char) -> bool {
    matches!(c, '\u{e000}'..='\u{f8ff}' | '\u{f0000}'..='\u{10ffff}')
}

/// The letters that a host stands for (Punycode, RFC 3492), if they are others.
fn words_of(host: &Host<String>) -> Option<String> {
    let Host::Domain(name) = host else {
        return None;
    };
    if !name.split('.').any(|label| label.starts_with("xn--")) {
        return None;
    }
    let (words, _) = idna::domain_to_unicode(name);
    Some(words).filter(|words| words != name)
}

fn warnings(url: &Url, host: &Host<String>, words: Option<&str>, authority: &str) -> Vec<String> {
    let mut warnings = Vec::new();
    let named = url.host_str().unwrap_or_default();
    if !url.username().is_empty() || url.password().is_some() {
        warnings.push(format!(
            "What stands before the @ is a user's name, not a place. This leads to {named}."
        ));
    }
    if let Some(words) = words {
        let mixed = words.split('.').any(crate::assess::is_mixed_word);
        warnings.push(match mixed {
            true => format!(
                "The host mixes letters of several scripts that look alike: {words}. It may pass itself off as another."
            ),
            false => format!("The host is written in letters beyond the English ones: {words}."),
        });
    }
    let ip = match host {
        Host::Ipv4(ip) => Some(IpAddr::V4(*ip)),
        Host::Ipv6(ip) => Some(IpAddr::V6(*ip)),
        Host::Domain(_) => None,
    };
    if let Some(ip) = ip {
        let plain = authority.contains(&ip.to_string());
        let own = ip.is_loopback() || ip.is_unspecified() || is_local(ip);
        warnings.push(match (own, plain) {
            (true, _) => format!("{ip} is this machine or a machine in the same network."),
            (false, true) => "The host is a bare number, without a name.".to_owned(),
            (false, false) => format!("The host is a number in disguise: {ip}."),
        });
    } else if named == "localhost" || named.ends_with(".localhost") || named.ends_with(".local") {
        warnings.push(format!(
            "{named} is this machine or a machine in the same network."
        ));
    }
    if url.scheme() == "http" {
        warnings
            .push("It is not encrypted: others in the network can see what is read.".to_owned());
    }
    warnings
}

fn is_local(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => ip.is_private() || ip.is_link_local(),
        IpAddr::V6(ip) => ip.is_unique_local() || ip.is_unicast_link_local(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// How an address is shown: the host between bars, then the host in words, then how many warnings there are.
    fn shown(written: &str) -> String {
        match Address::new(written) {
            Ok(it) => {
                let words = it
                    .host_in_words
                    .as_deref()
                    .map_or(String::new(), |words| format!(" ({words})"));
                let alarms = it
                    .warnings
                    .iter()
                    .filter(|said| !said.contains("encrypted"))
                    .count();
                format!("{}|{}|{}{words} !{alarms}", it.before, it.host, it.after)
            }
            Err(why) => format!("{why:?}"),
        }
    }

    #[test]
    fn tricky_addresses_are_refused_or_shown_as_they_are() {
        for (written, want) in [
            (
                "https://example.org/a?b=c#d",
                "https://|example.org|/a?b=c#d !0",
            ),
            ("HTTPS://EXAMPLE.ORG", "https://|example.org|/ !0"),
            ("HtTp://example.org:8080/", "http://|example.org|:8080/ !0"),
            ("  https://example.org/  ", "https://|example.org|/ !0"),
            (
                "https://example.org/a%20b",
                "https://|example.org|/a%20b !0",
            ),
            ("https://example.org/ä", "https://|example.org|/%C3%A4 !0"),
            (
                "https://bank.example@evil.example/",
                "https://bank.example@|evil.example|/ !1",
            ),
            (
                "https://bank.example:443@evil.example/",
                "https://bank.example:443@|evil.example|/ !1",
            ),
            (
                "https://user:pass@example.org/",
                "https://user:pass@|example.org|/ !1",
            ),
            (
                "https://bücher.example/",
                "https://|xn--bcher-kva.example|/ (bücher.example) !1",
            ),
            (
                "https://xn--bcher-kva.example/",
                "https://|xn--bcher-kva.example|/ (bücher.example) !1",
            ),
            (
                "https://аpple.example/",
                "https://|xn--pple-43d.example|/ (аpple.example) !1",
            ),
            (
                "https://example.org。evil.example/",
                "https://|example.org.evil.example|/ !0",
            ),
            ("https://ｅxample.org/", "https://|example.org|/ !0"),
            ("http://2130706433/", "http://|127.0.0.1|/ !1"),
            ("http://0x7f.1/", "http://|127.0.0.1|/ !1"),
            ("http://[::1]/", "http://|[::1]|/ !1"),
            ("http://192.168.0.1/", "http://|192.168.0.1|/ !1"),
            ("http://localhost:631/", "http://|localhost|:631/ !1"),
            (
                "https://example.org/javascript:alert(1)",
                "https://|example.org|/javascript:alert(1) !0",
            ),
            (
                "https://example.org/?u=//evil.example",
                "https://|example.org|/?u=//evil.example !0",
            ),
            ("", "Scheme"),
            ("example.org", "Scheme"),
            ("//example.org/a", "Scheme"),
            ("/etc/passwd", "Scheme"),
            ("javascript:alert(1)", "Scheme"),
            ("JaVaScRiPt://example.org/%0aalert(1)", "Scheme"),
            ("data:text/html,<script>alert(1)</script>", "Scheme"),
            ("file:///etc/passwd", "Scheme"),
            ("FILE://server/share", "Scheme"),
            ("smb://server/share", "Scheme"),
            ("vbscript:x", "Scheme"),
            ("blob:https://example.org/1", "Scheme"),
            ("view-source:https://example.org/", "Scheme"),
            ("httpx://example.org/", "Scheme"),
            ("ftp://example.org/", "Scheme"),
            ("\thttps://example.org/", "Scheme"),
            ("\u{feff}https://example.org/", "Scheme"),
            ("java\nscript:alert(1)", "Scheme"),
            ("ht\ntps://example.org/", "Scheme"),
            ("http:\\\\example.org\\a", "Tricky"),
            ("https://example.org\\@evil.example/", "Tricky"),
            ("https://example.org/a b", "Tricky"),
            ("https://exam\nple.org/", "Tricky"),
            ("https://exam\u{200b}ple.org/", "Tricky"),
            ("https://example.org/\u{202e}gpj.exe", "Tricky"),
            ("https://example.org/\0", "Tricky"),
            ("https://exam\u{ad}ple.org/", "Tricky"),
            ("https://example.org\u{e0041}/", "Tricky"),
            ("http:example.org", "Malformed"),
            ("http:/example.org", "Malformed"),
            ("https:///example.org/", "Malformed"),
            ("https://", "Malformed"),
            ("https://?x", "Malformed"),
            ("http://exa mple", "Tricky"),
            ("http://[::1", "Malformed"),
            ("http://example.org:99999/", "Malformed"),
        ] {
            assert_eq!(shown(written), want, "{written:?}");
        }
        assert_eq!(
            shown(&format!("https://example.org/{}", "a".repeat(LONGEST))),
            "TooLong"
        );
    }

    #[test]
    fn what_is_opened_is_what_is_shown() {
        for written in ["https://a:b@bücher.example:81/ä?q=ü#f", "http://0x7f.1/x"] {
            let address = Address::new(written).unwrap();
            assert!(address.whole().is_ascii());
            assert_eq!(
                Url::parse(&address.whole()).unwrap(),
                Url::parse(written).unwrap()
            );
        }
    }

    #[test]
    fn a_host_of_lookalikes_is_told_from_one_of_another_language() {
        let said = |written| Address::new(written).unwrap().warnings.join(" ");
        assert!(said("https://аpple.example/").contains("mixes letters"));
        assert!(said("https://пример.example/").contains("beyond the English"));
        assert!(said("https://bücher.example/").contains("beyond the English"));
    }
}
