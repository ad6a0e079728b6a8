//! Characters that terminals draw themselves, so that neighbours join without a gap: lines, blocks, braille.

/// A cell on the picture.
#[derive(Clone, Copy)]
pub struct Place {
    pub x: f32,
    pub y: f32,
    pub w: f32,
    pub h: f32,
}

impl Place {
    fn rect(self, x: f32, y: f32, w: f32, h: f32, fill: &str) -> String {
        let (x, y) = (self.x + x * self.w, self.y + y * self.h);
        let (w, h) = (w * self.w, h * self.h);
        format!(r#"<rect x="{x:.2}" y="{y:.2}" width="{w:.2}" height="{h:.2}" fill="{fill}"/>"#)
    }

    fn stroke(self, path: &str, width: f32, colour: &str) -> String {
        format!(r#"<path d="{path}" fill="none" stroke="{colour}" stroke-width="{width}"/>"#)
    }
}

/// The character as a shape, if it is one that is drawn and not set in type.
pub fn shape(c: char, at: Place, colour: &str) -> Option<String> {
    let (left, right, top, bottom) = (at.x, at.x + at.w, at.y, at.y + at.h);
    let (mx, my) = (at.x + at.w / 2.0, at.y + at.h / 2.0);
    let thin = 1.2;
    let r = at.w / 2.0;
    let arms = |up: bool, down: bool, l: bool, rr: bool, width: f32| {
        let mut path = String::new();
        for (on, x, y) in [(up, mx, top), (down, mx, bottom), (l, left, my), (rr, right, my)] {
            if on {
                path += &format!("M{mx:.2} {my:.2}L{x:.2} {y:.2}");
            }
        }
        at.stroke(&path, width, colour)
    };
    Some(match c {
        '─' => arms(false, false, true, true, thin),
        '│' => arms(true, true, false, false, thin),
        '━' => arms(false, false, true, true, 2.4),
        '┃' => arms(true, true, false, false, 3.0),
        '┌' => arms(false, true, false, true, thin),
        '┐' => arms(false, true, true, false, thin),
        '└' => arms(true, false, false, true, thin),
        '┘' => arms(true, false, true, false, thin),
        '├' => arms(true, true, false, true, thin),
        '┤' => arms(true, true, true, false, thin),
        '┬' => arms(false, true, true, true, thin),
        '┴' => arms(true, false, true, true, thin),
        '┼' => arms(true, true, true, true, thin),
        '╭' => corner(at, colour, bottom, right, (mx, my), (r, r)),
        '╮' => corner(at, colour, bottom, left, (mx, my), (-r, r)),
        '╰' => corner(at, colour, top, right, (mx, my), (r, -r)),
        '╯' => corner(at, colour, top, left, (mx, my), (-r, -r)),
        '█' => at.rect(0.0, 0.0, 1.0, 1.0, colour),
        '▀' => at.rect(0.0, 0.0, 1.0, 0.5, colour),
        '▁'..='▇' => {
            let eighths = (c as u32 - '▁' as u32 + 1) as f32 / 8.0;
            // A little air between bars and the line above.
            at.rect(0.06, 1.0 - eighths * 0.9, 0.88, eighths * 0.9, colour)
        }
        '▉'..='▏' => at.rect(0.0, 0.0, 1.0 - (c as u32 - '▉' as u32 + 1) as f32 / 8.0, 1.0, colour),
        '░' | '▒' | '▓' => {
            let opacity = (c as u32 - '░' as u32 + 1) as f32 * 0.25;
            at.rect(0.0, 0.0, 1.0, 1.0, &format!(r#"{colour}" fill-opacity="{opacity}"#))
        }
        '▰' => slanted(at, colour, colour),
        '▱' => slanted(at, "none", colour),
        '●' => circle(mx, my, at.w * 0.4, colour, colour),
        '○' => circle(mx, my, at.w * 0.37, "none", colour),
        '◐' => {
            let d = at.w * 0.37;
            let half = format!("M{mx} {}A{d} {d} 0 0 0 {mx} {}Z", my - d, my + d);
            circle(mx, my, d, "none", colour) + &format!(r#"<path d="{half}" fill="{colour}"/>"#)
        }
        '\u{2800}'..='\u{28ff}' => braille(c as u32 - 0x2800, at, colour),
        _ => return None,
    })
}

fn corner(
    at: Place,
    colour: &str,
    edge_y: f32,
    edge_x: f32,
    (mx, my): (f32, f32),
    (dx, dy): (f32, f32),
) -> String {
    let path = format!(
        "M{mx:.2} {edge_y:.2}L{mx:.2} {:.2}Q{mx:.2} {my:.2} {:.2} {my:.2}L{edge_x:.2} {my:.2}",
        my + dy,
        mx + dx
    );
    at.stroke(&path, 1.2, colour)
}

fn circle(x: f32, y: f32, r: f32, fill: &str, colour: &str) -> String {
    format!(
        r#"<circle cx="{x:.2}" cy="{y:.2}" r="{r:.2}" fill="{fill}" stroke="{colour}" stroke-width="1"/>"#
    )
}

fn slanted(at: Place, fill: &str, colour: &str) -> String {
    let (l, r) = (at.x + 0.8, at.x + at.w - 0.8);
    let (t, b) = (at.y + at.h * 0.34, at.y + at.h * 0.66);
    let path = format!("M{:.2} {t:.2}H{r:.2}L{:.2} {b:.2}H{l:.2}Z", l + 2.0, r - 2.0);
    format!(r#"<path d="{path}" fill="{fill}" stroke="{colour}" stroke-width="0.9"/>"#)
}

/// Bits of a braille pattern: dots 1 2 3 7 down the left, 4 5 6 8 down the right (Unicode, chapter 21.1).
fn braille(bits: u32, at: Place, colour: &str) -> String {
    const DOTS: [(f32, f32); 8] =
        [(0.0, 0.0), (0.0, 1.0), (0.0, 2.0), (1.0, 0.0), (1.0, 1.0), (1.0, 2.0), (0.0, 3.0), (1.0, 3.0)];
    let lit = DOTS.iter().enumerate().filter(|(i, _)| bits >> i & 1 == 1);
    lit.map(|(_, (column, row))| {
        let (x, y) = (at.x + at.w * (0.3 + 0.4 * column), at.y + at.h * (0.2 + 0.2 * row));
        circle(x, y, 0.7, colour, colour)
    })
    .collect()
}
