//! `casewall export`: a picture of a board, with no window, screen or GPU, its data for other programs, or the brief.
//!
//! Says nothing on standard output; on standard error how far it is, where that is a screen. Refuses names that mean no
//! format, so that no picture hides under a wrong name, and wishes that the format cannot fulfil.

mod matrix;

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::io::{self, IsTerminal, Write};
use std::path::PathBuf;

use super::within::Within;
use super::{CliError, Status, open};
use crate::assess::{Assessment, FileState, Subject, Verifier, findings};
use crate::board::{Board, Body, CardId};
use crate::export::brief::{self, Material, Part};
use crate::export::{self, ExportError, Options, Pages, Paper, Scope, Snapshot, data};
use crate::scene::style::Look;
use crate::{file, host};

/// What to make a picture of, and how.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  \
    casewall export demo:istanbul-talks -o talks.png --scale 2 --theme dark\n  \
    casewall export talks.casewall.json -o talks.pdf --pages frames --paper a3 --legend\n  \
    casewall export talks.casewall.json -o part.svg --scope \"frame:What was said\"\n  \
    casewall export talks.casewall.json -o links.csv\n  \
    casewall export talks.casewall.json --matrix \"Why did the talks\" -o why.csv\n  \
    casewall export talks.casewall.json -o brief.docx --date 2025-11-03 --question \"Why did the talks collapse?\"\n\n\
    PNG, SVG and PDF carry the board itself, or the part that they show, so that the picture can be opened as a board; --no-embed leaves it out.")]
pub struct Export {
    /// The board: a file, or demo:NAME
    #[arg(value_name = "BOARD")]
    board: OsString,
    /// The file to write; its extension says which format: png, jpg, webp, svg or pdf for a picture; csv, bib or
    /// csl.json for data; md, html or docx for a brief
    #[arg(short, long, value_name = "OUT")]
    output: PathBuf,
    /// Pixels for each unit of the board, 0.1 to 8; on split paper, 1/96 inch for each
    #[arg(long, value_name = "N", default_value = "1", value_parser = scale)]
    scale: f64,
    /// What is in the picture: board, frame:TITLE, or ids:a,b,c
    #[arg(long, value_name = "PART", default_value = "board")]
    scope: String,
    /// Colours
    #[arg(long, value_enum, default_value = "light")]
    theme: Theme,
    /// Space around the cards, in units of the board
    #[arg(long, value_name = "N", default_value_t = export::MARGIN, value_parser = margin)]
    margin: f64,
    /// Nothing behind the cards
    #[arg(long)]
    transparent: bool,
    /// Put the board's title above
    #[arg(long)]
    title: bool,
    /// Put this date above, of pictures and briefs; Casewall never asks the clock
    #[arg(
        long,
        value_name = "DATE",
        default_value = "",
        hide_default_value = true
    )]
    date: String,
    /// Explain the lines and signs below
    #[arg(long)]
    legend: bool,
    /// List the sources below
    #[arg(long)]
    sources: bool,
    /// PDF: a page for the whole, or one for each frame
    #[arg(long, value_enum, default_value = "one")]
    pages: PagesArg,
    /// PDF: fit onto this paper (a5 to a0, letter, legal, tabloid)
    #[arg(long, value_name = "PAPER", value_parser = paper)]
    paper: Option<Paper>,
    /// PDF: split the picture at its scale over as many sheets of the paper as it takes
    #[arg(long, requires = "paper")]
    split: bool,
    /// The matrix of a question, as CSV: the question or how it begins; it may be left out where there is only one
    #[arg(long, value_name = "QUESTION", num_args = 0..=1, default_missing_value = "")]
    matrix: Option<String>,
    /// Do not put the board itself into the picture
    #[arg(long)]
    no_embed: bool,
    /// Brief: only the answers to this question; may be given several times
    #[arg(long = "question", value_name = "QUESTION")]
    questions: Vec<String>,
    #[command(flatten)]
    within: Within,
}

/// The colours of the picture.
#[derive(Clone, Copy, Debug, clap::ValueEnum)]
pub(super) enum Theme {
    Light,
    Dark,
    /// White ground, no shadows
    Print,
}

impl Theme {
    pub(super) fn look(self) -> Look {
        match self {
            Self::Light => Look::Light,
            Self::Dark => Look::Dark,
            Self::Print => Look::Print,
        }
    }
}

/// How many pages.
#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum PagesArg {
    One,
    Frames,
}

pub(super) fn scale(text: &str) -> Result<f64, String> {
    let scale = text
        .parse()
        .ok()
        .filter(|scale| (export::SCALE_MIN..=export::SCALE_MAX).contains(scale));
    scale.ok_or_else(|| "a number from 0.1 to 8 is needed".to_owned())
}

fn margin(text: &str) -> Result<f64, String> {
    let margin = text
        .parse()
        .ok()
        .filter(|units| (0.0..=10_000.0).contains(units));
    margin.ok_or_else(|| "a number from 0 to 10000 is needed".to_owned())
}

fn paper(text: &str) -> Result<Paper, String> {
    let known = export::PAPERS.iter();
    let found = known
        .clone()
        .find(|paper| paper.name.eq_ignore_ascii_case(text));
    found.copied().ok_or_else(|| {
        let names: Vec<&str> = known.map(|paper| paper.name).collect();
        format!("no such paper; there are {}", names.join(", "))
    })
}

/// The part of the board that `--scope` means.
fn scope(board: &Board, text: &str) -> Result<Scope, CliError> {
    if text == "board" {
        return Ok(Scope::Board);
    }
    if let Some(title) = text.strip_prefix("frame:") {
        let frames = || {
            board
                .cards()
                .iter()
                .filter_map(|(id, card)| match &card.body {
                    Body::Frame(frame) => Some((id, frame.title.as_str())),
                    _ => None,
                })
        };
        let fold = |title: &str| title.trim().to_lowercase();
        let found = frames().find(|(_, known)| *known == title);
        let found = found.or_else(|| frames().find(|(_, known)| fold(known) == fold(title)));
        return match found {
            Some((id, _)) => Ok(Scope::Frame(id.clone())),
            None => Err(CliError::NoFrame {
                title: title.to_owned(),
                known: match frames()
                    .map(|(_, title)| format!("\"{title}\""))
                    .collect::<Vec<_>>()
                {
                    known if known.is_empty() => "none".to_owned(),
                    known => known.join(", "),
                },
            }),
        };
    }
    if let Some(ids) = text.strip_prefix("ids:") {
        let ids: BTreeSet<CardId> = ids
            .split(',')
            .map(str::trim)
            .filter(|id| !id.is_empty())
            .map(CardId::from)
            .collect();
        if let Some(unknown) = ids.iter().find(|id| !board.cards().contains_key(*id)) {
            return Err(CliError::NoCard(unknown.as_str().to_owned()));
        }
        return Ok(Scope::Cards(ids));
    }
    Err(CliError::NoScope(text.to_owned()))
}

/// Refuses what was wished for and only pictures have.
fn only_pictures_have(export: &Export, format: &'static str) -> Result<(), CliError> {
    let wishes = [
        (export.scope != "board", "parts"),
        (export.scale != 1.0, "scale"),
        (!matches!(export.theme, Theme::Light), "theme"),
        (export.margin != export::MARGIN, "margin"),
        (export.transparent, "transparent ground"),
        (export.title, "title"),
        (export.legend, "legend"),
        (export.sources, "list of sources below"),
        (matches!(export.pages, PagesArg::Frames), "pages"),
        (export.paper.is_some(), "paper"),
        (export.no_embed, "board in it"),
    ];
    match wishes.into_iter().find(|(wished, _)| *wished) {
        Some((_, wish)) => Err(CliError::CannotDo { format, wish }),
        None => Ok(()),
    }
}

/// Writes the brief. What only pictures have is refused.
fn brief(
    export: &Export,
    writer: &dyn brief::BriefWriter,
    err: &mut dyn Write,
) -> Result<Status, CliError> {
    let format = writer.format().name;
    only_pictures_have(export, format)?;
    if export.matrix.is_some() {
        let wish = "matrix of its own (it has those of all its questions)";
        return Err(CliError::CannotDo { format, wish });
    }
    let (board, _) = open::board(&export.board, &export.within, err)?;
    let mut questions = BTreeSet::new();
    for asked in &export.questions {
        questions.insert(matrix::question(&board, asked)?.text);
    }
    let part = match questions.is_empty() {
        true => Part::All,
        false => Part::Questions(questions),
    };
    let assessment = Assessment::of(&board);
    // Files beside the board are looked at by `casewall check`.
    let verified = Verifier::default().verify(&board, &|_| FileState::NotLooked);
    let found = findings(&Subject {
        board: &board,
        assessment: &assessment,
        verified: &verified,
        today: Some(export.date.as_str()).filter(|date| !date.is_empty()),
    });
    let material = Material {
        board: &board,
        assessment: &assessment,
        bearing: &assessment.load_bearing(),
        findings: &found.open,
        day: &export.date,
    };
    let brief = brief::compose(&material, &part, &|_| true)?;
    host::write_atomic(&export.output, &writer.write(&brief, &|_| true)?)?;
    Ok(Status::Done)
}

/// Writes the board as data. What only pictures have is refused.
fn data(
    export: &Export,
    writer: &dyn data::Writer,
    err: &mut dyn Write,
) -> Result<Status, CliError> {
    only_pictures_have(export, writer.format().name)?;
    let wishes = [
        (!export.date.is_empty(), "date"),
        (!export.questions.is_empty(), "questions"),
        (
            export.matrix.is_some() && writer.format().id != "csv",
            "matrix",
        ),
    ];
    if let Some((_, wish)) = wishes.into_iter().find(|(wished, _)| *wished) {
        let format = writer.format().name;
        return Err(CliError::CannotDo { format, wish });
    }
    let (board, _) = open::board(&export.board, &export.within, err)?;
    let bytes = match &export.matrix {
        Some(wish) => matrix::table(&board, wish)?,
        None => writer.write(&board)?,
    };
    host::write_atomic(&export.output, &bytes)?;
    Ok(Status::Done)
}

pub(super) fn run(export: &Export, err: &mut dyn Write) -> Result<Status, CliError> {
    let name = export.output.file_name().unwrap_or_default();
    if let Some(writer) = data::for_name(&name.to_string_lossy()) {
        return data(export, writer, err);
    }
    if let Some(writer) = brief::for_name(&name.to_string_lossy()) {
        return brief(export, writer, err);
    }
    let extension = export
        .output
        .extension()
        .and_then(|extension| extension.to_str());
    let exporter = extension
        .and_then(export::for_extension)
        .ok_or_else(|| CliError::NoFormat(export.output.clone()))?;
    let can = exporter.abilities();
    let asks = !export.questions.is_empty();
    for (wished, able, wish) in [
        (export.matrix.is_some(), false, "matrix"),
        (matches!(export.pages, PagesArg::Frames), can.pages, "pages"),
        (export.paper.is_some(), can.pages, "paper"),
        (export.transparent, can.transparent, "transparent ground"),
        (asks, false, "questions"),
    ] {
        if wished && !able {
            return Err(CliError::CannotDo {
                format: exporter.name(),
                wish,
            });
        }
    }
    let (board, _) = open::board(&export.board, &export.within, err)?;
    let options = Options {
        scope: scope(&board, &export.scope)?,
        scale: export.scale,
        margin: export.margin,
        look: export.theme.look(),
        transparent: export.transparent,
        title: export.title,
        date: export.date.clone(),
        legend: export.legend,
        sources: export.sources,
        pages: match export.pages {
            PagesArg::One => Pages::One,
            PagesArg::Frames => Pages::Frames,
        },
        paper: export.paper.map(|paper| Paper {
            split: export.split,
            ..paper
        }),
        most_pixels: export.within.limits().of(file::Limit::Pixels) as u64,
        ..Options::default()
    };
    let mut snapshot = Snapshot::new(&board, &options)?;
    for (script, letter) in &snapshot.missing {
        writeln!(
            err,
            "casewall: No font on this machine has {script} letters (such as {letter}); they show as boxes."
        )?;
    }
    if can.carries && !export.no_embed {
        let stem = export
            .output
            .file_stem()
            .unwrap_or_default()
            .to_string_lossy();
        let carried = if snapshot.is_part() {
            file::fragment(&board, &snapshot.shown)
        } else {
            file::write(&board)
        };
        snapshot = snapshot.carrying(export::Carried {
            name: format!("{stem}.casewall.json"),
            bytes: carried.into(),
        });
    }
    let on_screen = io::stderr().is_terminal();
    let shown = std::cell::Cell::new(u32::MAX);
    let progress = |share: f32| {
        let percent = (share * 100.0) as u32;
        if on_screen && shown.replace(percent) != percent {
            // Whether it can be shown does not matter to the picture.
            let _ = write!(io::stderr(), "\rexporting: {percent} %");
        }
        true
    };
    let written = host::write_streamed(&export.output, |out| {
        exporter
            .write(&snapshot, out, &progress)
            .map_err(|error| match error {
                ExportError::Write(error) => host::failed_writing(&export.output, error).into(),
                other => CliError::Export(other),
            })
    });
    if on_screen && shown.get() != u32::MAX {
        let _ = write!(io::stderr(), "\r                 \r");
    }
    written?;
    Ok(Status::Done)
}
