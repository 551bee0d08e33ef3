//! How things look: colours by meaning, and the characters that lines and marks are drawn with. Colour is
//! never the only sign of anything: each state has its word or its mark too.

use ratatui::style::{Color, Modifier, Style};
use ratatui::symbols::border;

/// The built-in themes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
pub enum Palette {
    /// Light text on a dark terminal.
    #[default]
    Dark,
    /// Dark text on a light terminal.
    Light,
    /// No colours at all.
    Mono,
}

/// Which characters may be drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Glyphs {
    /// Box-drawing characters and symbols.
    #[default]
    Unicode,
    /// Only what a typewriter has, where a terminal draws the others too wide.
    Ascii,
}

/// Styles by meaning, and the marks.
#[derive(Debug, Clone, Copy)]
pub struct Theme {
    palette: Palette,
    glyphs: Glyphs,
}

const ASCII_BORDER: border::Set<'static> = border::Set {
    top_left: "+",
    top_right: "+",
    bottom_left: "+",
    bottom_right: "+",
    vertical_left: "|",
    vertical_right: "|",
    horizontal_top: "-",
    horizontal_bottom: "-",
};

/// Colours that sections of the menu take in turn; both lists are readable on their ground.
const SECTIONS_DARK: [Color; 6] =
    [Color::Cyan, Color::Yellow, Color::Green, Color::Magenta, Color::LightBlue, Color::LightRed];
const SECTIONS_LIGHT: [Color; 6] =
    [Color::Blue, Color::Red, Color::Green, Color::Magenta, Color::Cyan, Color::DarkGray];

impl Theme {
    /// This palette drawn with these characters.
    pub const fn new(palette: Palette, glyphs: Glyphs) -> Self {
        Self { palette, glyphs }
    }

    /// Which characters may be drawn.
    pub const fn glyphs(self) -> Glyphs {
        self.glyphs
    }

    /// Ordinary text.
    pub const fn text(self) -> Style {
        Style::new()
    }

    /// Text that matters less.
    pub const fn muted(self) -> Style {
        match self.palette {
            Palette::Dark => Style::new().fg(Color::Gray),
            Palette::Light => Style::new().fg(Color::DarkGray),
            Palette::Mono => Style::new().add_modifier(Modifier::DIM),
        }
    }

    /// Headings, keys and what is to be pressed.
    pub const fn accent(self) -> Style {
        self.coloured(Color::LightCyan, Color::Blue, Modifier::BOLD)
    }

    /// What went well.
    pub const fn ok(self) -> Style {
        self.coloured(Color::LightGreen, Color::Green, Modifier::BOLD)
    }

    /// What needs a look.
    pub const fn warn(self) -> Style {
        self.coloured(Color::LightYellow, Color::Magenta, Modifier::BOLD)
    }

    /// What stops the sale.
    pub const fn crit(self) -> Style {
        self.coloured(Color::LightRed, Color::Red, Modifier::REVERSED)
    }

    /// A number that needs somebody now.
    pub const fn crit_text(self) -> Style {
        self.coloured(Color::LightRed, Color::Red, Modifier::BOLD)
    }

    /// A line that must not be overlooked.
    pub const fn alarm(self) -> Style {
        self.crit_text().add_modifier(Modifier::REVERSED)
    }

    /// The largest number on the screen.
    pub const fn total(self) -> Style {
        Style::new().add_modifier(Modifier::BOLD)
    }

    /// The selected row.
    pub const fn selected(self) -> Style {
        Style::new().add_modifier(Modifier::REVERSED)
    }

    /// The section of the menu at this place.
    pub const fn section(self, position: usize) -> Style {
        match self.palette {
            Palette::Dark => Style::new().fg(SECTIONS_DARK[position % SECTIONS_DARK.len()]),
            Palette::Light => Style::new().fg(SECTIONS_LIGHT[position % SECTIONS_LIGHT.len()]),
            Palette::Mono => Style::new(),
        }
    }

    const fn coloured(self, dark: Color, light: Color, mono: Modifier) -> Style {
        match self.palette {
            Palette::Dark => Style::new().fg(dark).add_modifier(Modifier::BOLD),
            Palette::Light => Style::new().fg(light).add_modifier(Modifier::BOLD),
            Palette::Mono => Style::new().add_modifier(mono),
        }
    }

    /// `text` in the characters that may be drawn: sentences of the rules have signs that a typewriter has not.
    pub fn plain(self, text: &str) -> String {
        match self.glyphs {
            Glyphs::Unicode => text.to_owned(),
            Glyphs::Ascii => text
                .replace(['−', '–'], "-")
                .replace('×', "x")
                .replace('·', "-")
                .replace('∞', "any")
                .replace('…', "..."),
        }
    }

    /// The lines around boxes.
    pub const fn border(self) -> border::Set<'static> {
        match self.glyphs {
            Glyphs::Unicode => border::PLAIN,
            Glyphs::Ascii => ASCII_BORDER,
        }
    }

    /// `unicode`, or `ascii` where only that may be drawn.
    pub const fn mark(self, unicode: &'static str, ascii: &'static str) -> &'static str {
        match self.glyphs {
            Glyphs::Unicode => unicode,
            Glyphs::Ascii => ascii,
        }
    }

    /// Stands before the selected row.
    pub const fn here(self) -> &'static str {
        self.mark("▌", ">")
    }

    /// Stands where typed text goes.
    pub const fn cursor(self) -> &'static str {
        self.mark("▏", "_")
    }
}

impl Default for Theme {
    fn default() -> Self {
        Self::new(Palette::default(), Glyphs::default())
    }
}
