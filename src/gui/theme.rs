//! The looks of the scene, handed to the toolkit: the only place where its colours are made.

use std::sync::Arc;

use eframe::egui::{
    self, Color32, CornerRadius, FontData, FontDefinitions, FontFamily, FontId, Margin, Stroke,
    TextStyle, Vec2, style,
};

use crate::scene::style::{Look, Rgba, Tone, size};

/// A colour of the palette for the toolkit.
pub fn color(rgba: Rgba) -> Color32 {
    let [r, g, b, a] = rgba.0;
    Color32::from_rgba_unmultiplied(r, g, b, a)
}

/// The colour of a tone in the look that the window has now.
pub fn tone(ctx: &egui::Context, tone: Tone) -> Color32 {
    color(look(ctx).palette().rgba(tone))
}

/// The colour of a tone in the other look: for what lies as a dark thing on a light window, or a light one on a dark.
pub fn reversed(ctx: &egui::Context, tone: Tone) -> Color32 {
    let other = match look(ctx) {
        Look::Dark => Look::Light,
        _ => Look::Dark,
    };
    color(other.palette().rgba(tone))
}

/// A tone seen through.
pub fn faded(ctx: &egui::Context, tone: Tone, alpha: f32) -> Color32 {
    color(look(ctx).palette().rgba(tone).faded(alpha))
}

/// A tone seen through, on top of another: opaque.
pub fn over(ctx: &egui::Context, tone: Tone, alpha: f32, below: Tone) -> Color32 {
    let palette = look(ctx).palette();
    color(palette.rgba(tone).over(palette.rgba(below), alpha))
}

/// The look that the window has now.
pub fn look(ctx: &egui::Context) -> Look {
    match ctx.theme() {
        egui::Theme::Light => Look::Light,
        egui::Theme::Dark => Look::Dark,
    }
}

/// The bold face of the interface.
pub fn bold(size: f32) -> FontId {
    FontId::new(size, FontFamily::Name("bold".into()))
}

/// The regular face of the interface.
pub fn regular(size: f32) -> FontId {
    FontId::new(size, FontFamily::Proportional)
}

/// Sets fonts and both looks. Once, at the start.
pub fn install(ctx: &egui::Context) {
    let mut fonts = FontDefinitions::default();
    for (name, bytes) in [
        ("noto", notosans::REGULAR_TTF),
        ("noto-bold", notosans::BOLD_TTF),
    ] {
        fonts
            .font_data
            .insert(name.to_owned(), Arc::new(FontData::from_static(bytes)));
    }
    let proportional = fonts.families.entry(FontFamily::Proportional).or_default();
    proportional.insert(0, "noto".to_owned());
    let mut bold = proportional.clone();
    bold.insert(0, "noto-bold".to_owned());
    fonts.families.insert(FontFamily::Name("bold".into()), bold);
    ctx.set_fonts(fonts);
    for (theme, look) in [
        (egui::Theme::Light, Look::Light),
        (egui::Theme::Dark, Look::Dark),
    ] {
        ctx.style_mut_of(theme, |style| apply(style, look));
    }
    ctx.options_mut(|options| {
        options.zoom_with_keyboard = false; // these keys zoom the wall
        options.fallback_theme = egui::Theme::Light; // where the system does not say
    });
}

fn apply(style: &mut egui::Style, look: Look) {
    let of = |tone: Tone| color(look.palette().rgba(tone));
    let line = Stroke::new(1.0, of(Tone::Line));
    style.text_styles = [
        (TextStyle::Small, regular(size::SMALL)),
        (TextStyle::Body, regular(size::BODY)),
        (TextStyle::Button, regular(size::BODY)),
        (
            TextStyle::Monospace,
            FontId::new(size::BODY, FontFamily::Monospace),
        ),
        (TextStyle::Heading, bold(size::HEADING)),
    ]
    .into();
    style.spacing.item_spacing = Vec2::new(8.0, 6.0);
    style.spacing.button_padding = Vec2::new(10.0, 5.0);
    style.spacing.interact_size.y = 26.0;
    style.spacing.menu_margin = Margin::same(6);
    style.spacing.scroll = style::ScrollStyle::solid();
    style.spacing.scroll.bar_width = 6.0;
    style.interaction.selectable_labels = false;

    let visuals = &mut style.visuals;
    visuals.dark_mode = look == Look::Dark;
    visuals.override_text_color = None;
    visuals.panel_fill = of(Tone::Panel);
    visuals.window_fill = of(Tone::Panel);
    visuals.window_stroke = line;
    visuals.window_corner_radius = CornerRadius::same(10);
    visuals.menu_corner_radius = CornerRadius::same(8);
    visuals.extreme_bg_color = of(Tone::Paper);
    visuals.text_edit_bg_color = Some(of(Tone::Paper));
    visuals.faint_bg_color = of(Tone::Chip);
    visuals.hyperlink_color = of(Tone::Selection);
    visuals.warn_fg_color = of(Tone::Attention);
    visuals.error_fg_color = of(Tone::Contradicts);
    visuals.selection.bg_fill = color(look.palette().rgba(Tone::Selection).faded(0.28));
    visuals.selection.stroke = Stroke::new(1.5, of(Tone::Selection));
    visuals.window_shadow = egui::Shadow {
        offset: [0, 6],
        blur: 24,
        spread: 0,
        color: of(Tone::Shadow),
    };
    visuals.popup_shadow = egui::Shadow {
        offset: [0, 4],
        blur: 14,
        spread: 0,
        color: of(Tone::Shadow),
    };
    visuals.striped = false;

    let radius = CornerRadius::same(6);
    let widgets = &mut visuals.widgets;
    let state = |fill: Color32, border: Stroke, text: Tone| style::WidgetVisuals {
        bg_fill: fill,
        weak_bg_fill: fill,
        bg_stroke: border,
        corner_radius: radius,
        fg_stroke: Stroke::new(1.0, of(text)),
        expansion: 0.0,
    };
    // Rails of sliders and handles of scroll bars are filled with this; buttons with the weak fill.
    let palette = look.palette();
    let rail = |alpha: f32| {
        color(
            palette
                .rgba(Tone::InkThird)
                .over(palette.rgba(Tone::Panel), alpha),
        )
    };
    widgets.noninteractive = state(of(Tone::Panel), line, Tone::Ink);
    widgets.inactive = state(of(Tone::Panel), line, Tone::Ink);
    widgets.hovered = state(of(Tone::Chip), line, Tone::Ink);
    widgets.active = state(of(Tone::Line), line, Tone::Ink);
    widgets.open = state(of(Tone::Chip), line, Tone::Ink);
    // what has the keyboard looks so
    widgets.active.bg_stroke = Stroke::new(1.5, of(Tone::Selection));
    widgets.inactive.bg_fill = rail(0.55);
    widgets.hovered.bg_fill = rail(0.8);
    widgets.active.bg_fill = rail(1.0);
}

/// A box to tick. Empty it is paper, not filled as the rails of sliders are.
pub fn checkbox_ui(ui: &mut egui::Ui, on: &mut bool, words: impl Into<String>) -> egui::Response {
    ui.scope(|ui| {
        hollow(ui);
        ui.checkbox(on, words.into())
    })
    .inner
}

/// One of several.
pub fn radio_ui<T: PartialEq>(
    ui: &mut egui::Ui,
    current: &mut T,
    this: T,
    words: impl Into<String>,
) -> egui::Response {
    ui.scope(|ui| {
        hollow(ui);
        ui.radio_value(current, this, words.into())
    })
    .inner
}

fn hollow(ui: &mut egui::Ui) {
    let (paper, line) = (tone(ui.ctx(), Tone::Paper), tone(ui.ctx(), Tone::InkThird));
    let chip = tone(ui.ctx(), Tone::Chip);
    let widgets = &mut ui.visuals_mut().widgets;
    for (widget, fill) in [(&mut widgets.inactive, paper), (&mut widgets.hovered, chip)] {
        widget.bg_fill = fill;
        widget.bg_stroke = Stroke::new(1.0, line);
    }
    widgets.active.bg_fill = paper;
}
