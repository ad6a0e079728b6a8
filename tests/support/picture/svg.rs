//! A grid as a picture of a terminal window.

use std::fmt::Write;
use std::path::Path;
use std::sync::Arc;

use resvg::{tiny_skia, usvg};

use super::shapes::{Place, shape};
use super::{Colour, Grid, Ink};

const SIZE: f32 = 15.0;
/// JetBrains Mono is 0.6 of its size wide.
const WIDTH: f32 = SIZE * 0.6;
const HEIGHT: f32 = 20.0;
const MARGIN: f32 = 14.0;
const TITLE: f32 = 36.0;

/// The window around the grid.
#[derive(Clone, Copy, Debug)]
pub struct Window<'a> {
    /// What its title bar says.
    pub title: &'a str,
    /// The terminal's own background, as `#rrggbb`.
    pub background: &'a str,
    /// The terminal's own text colour, as `#rrggbb`.
    pub foreground: &'a str,
    /// The title bar, as `#rrggbb`.
    pub bar: &'a str,
}

impl Window<'static> {
    /// What the dark theme is meant for.
    pub const DARK: Window<'static> =
        Window { title: "tokendeck demo", background: "#11111b", foreground: "#d7dbe8", bar: "#1a1d2a" };
    /// What the light theme is meant for.
    pub const LIGHT: Window<'static> =
        Window { background: "#fbfaf7", foreground: "#2b3040", bar: "#eceae3", ..Self::DARK };
    /// A plain terminal, for pictures without colour.
    pub const PLAIN: Window<'static> =
        Window { background: "#16181d", foreground: "#d4d4d4", bar: "#24262c", ..Self::DARK };
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

impl Grid {
    /// The picture as SVG.
    pub fn to_svg(&self, window: Window<'_>) -> String {
        let columns = self.rows.first().map_or(0, Vec::len);
        let w = columns as f32 * WIDTH + 2.0 * MARGIN;
        let h = self.rows.len() as f32 * HEIGHT + MARGIN + TITLE;
        let Window { title, background, foreground, bar } = window;
        let mut out = format!(
            r##"<svg xmlns="http://www.w3.org/2000/svg" width="{w}" height="{h}" viewBox="0 0 {w} {h}" font-family="JetBrains Mono" font-size="{SIZE}"><rect width="{w}" height="{h}" rx="10" fill="{background}"/><path d="M0 28V10Q0 0 10 0H{}Q{w} 0 {w} 10V28Z" fill="{bar}"/><rect x="0.5" y="0.5" width="{}" height="{}" rx="9.5" fill="none" stroke="#808aa8" stroke-opacity="0.28"/>"##,
            w - 10.0,
            w - 1.0,
            h - 1.0,
        );
        for (x, colour) in [(18, "#f38591"), (36, "#ecc872"), (54, "#97d48d")] {
            let _ = write!(out, r#"<circle cx="{x}" cy="14" r="5.5" fill="{colour}"/>"#);
        }
        let _ = write!(
            out,
            r##"<text x="{}" y="18.5" text-anchor="middle" font-size="12" fill="#98a0b8">{}</text>"##,
            w / 2.0,
            escaped(title)
        );
        let colours = |ink: Ink| {
            let fg = ink.fg.map_or(foreground.to_owned(), Colour::hex);
            let bg = ink.bg.map_or(background.to_owned(), Colour::hex);
            if ink.marks[4] { (bg, fg) } else { (fg, bg) }
        };
        for (y, row) in self.rows.iter().enumerate() {
            let y = TITLE + y as f32 * HEIGHT;
            let mut x = 0;
            // Backgrounds first: glyphs may reach a little over the edge of their cell.
            for run in row.chunk_by(|a, b| colours(a.ink).1 == colours(b.ink).1) {
                let bg = colours(run[0].ink).1;
                if bg != background {
                    let (left, width) = (MARGIN + x as f32 * WIDTH, run.len() as f32 * WIDTH);
                    let _ = write!(
                        out,
                        r#"<rect x="{left:.2}" y="{y:.2}" width="{width:.2}" height="{HEIGHT}" fill="{bg}" shape-rendering="crispEdges"/>"#
                    );
                }
                x += run.len();
            }
            for (x, cell) in row.iter().enumerate() {
                let wide = row.get(x + 1).is_some_and(|next| next.text.is_empty());
                let w = if wide { 2.0 * WIDTH } else { WIDTH };
                let place = Place { x: MARGIN + x as f32 * WIDTH, y, w, h: HEIGHT };
                draw_cell(&mut out, &cell.text, cell.ink, &colours(cell.ink).0, place);
            }
        }
        out + "</svg>\n"
    }

    /// Writes the picture as PNG, `scale` pixels to a unit of the SVG. Needs JetBrains Mono on this machine.
    pub fn to_png(&self, window: Window<'_>, path: &Path, scale: f32) -> Result<(), String> {
        let options = usvg::Options { fontdb: Arc::new(fonts()?), ..Default::default() };
        let tree = usvg::Tree::from_str(&self.to_svg(window), &options).map_err(|e| e.to_string())?;
        let size = tree.size();
        let (w, h) = ((size.width() * scale).ceil() as u32, (size.height() * scale).ceil() as u32);
        let mut pixels = tiny_skia::Pixmap::new(w, h).ok_or("an empty grid has no picture")?;
        resvg::render(&tree, tiny_skia::Transform::from_scale(scale, scale), &mut pixels.as_mut());
        pixels.save_png(path).map_err(|e| e.to_string())
    }
}

fn draw_cell(out: &mut String, text: &str, ink: Ink, colour: &str, place: Place) {
    let [bold, dim, italic, underline, _] = ink.marks;
    let base = place.y + HEIGHT * 0.72;
    if underline {
        let (x, y, w) = (place.x, base + 3.0, place.w);
        let _ = write!(out, r#"<rect x="{x:.2}" y="{y:.2}" width="{w:.2}" height="1" fill="{colour}"/>"#);
    }
    if text.trim().is_empty() {
        return;
    }
    let mut chars = text.chars();
    if let (Some(c), None) = (chars.next(), chars.next())
        && let Some(shape) = shape(c, place, colour)
    {
        let opacity = if dim { "0.6" } else { "1" };
        let _ = write!(out, r#"<g opacity="{opacity}">{shape}</g>"#);
        return;
    }
    let mut style = format!(r#"fill="{colour}""#);
    style += if bold { r#" font-weight="700""# } else { "" };
    style += if italic { r#" font-style="italic""# } else { "" };
    style += if dim { r#" fill-opacity="0.6""# } else { "" };
    let x = place.x + place.w / 2.0;
    let _ = write!(
        out,
        r#"<text x="{x:.2}" y="{base:.2}" text-anchor="middle" {style}>{}</text>"#,
        escaped(text)
    );
}

/// Exactly these, in this order: a missing character is looked for in the order of loading, so pictures are the
/// same on every machine that has the fonts (Debian: fonts-jetbrains-mono, fonts-dejavu-core, fonts-wqy-zenhei,
/// fonts-noto-color-emoji).
fn fonts() -> Result<usvg::fontdb::Database, String> {
    const FILES: [&str; 7] = [
        "jetbrains-mono/JetBrainsMono-Regular.ttf",
        "jetbrains-mono/JetBrainsMono-Bold.ttf",
        "jetbrains-mono/JetBrainsMono-Italic.ttf",
        "dejavu/DejaVuSansMono.ttf",
        "dejavu/DejaVuSans.ttf",
        "wqy/wqy-zenhei.ttc",
        "noto/NotoColorEmoji.ttf",
    ];
    let mut fonts = usvg::fontdb::Database::new();
    for file in FILES {
        let path = Path::new("/usr/share/fonts/truetype").join(file);
        let needed = file.starts_with("jetbrains");
        match fonts.load_font_file(&path) {
            Err(e) if needed => return Err(format!("{}: {e}; install fonts-jetbrains-mono", path.display())),
            _ => {}
        }
    }
    Ok(fonts)
}
