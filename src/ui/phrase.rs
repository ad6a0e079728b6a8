//! A line of words that says what they mean and leaves how they look to the theme.

use ratatui::text::{Line, Span};

use super::paint::Paint;
use super::text;
use super::theme::Meaning;

/// Words with their meanings: plain data, so that dialogs and bars can live in the model.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Phrase(Vec<(Meaning, String)>);

impl Phrase {
    /// No words yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// The same phrase with more words at its end.
    #[must_use]
    pub fn with(mut self, meaning: Meaning, words: impl Into<String>) -> Self {
        self.0.push((meaning, words.into()));
        self
    }

    /// The same phrase with plain words at its end.
    #[must_use]
    pub fn text(self, words: impl Into<String>) -> Self {
        self.with(Meaning::Text, words)
    }

    /// The same phrase with quieter words at its end.
    #[must_use]
    pub fn muted(self, words: impl Into<String>) -> Self {
        self.with(Meaning::Muted, words)
    }

    /// The same phrase with another behind it.
    #[must_use]
    pub fn and(mut self, other: &Phrase) -> Self {
        self.0.extend(other.0.iter().cloned());
        self
    }

    /// How many cells it takes.
    pub fn width(&self) -> usize {
        self.0.iter().map(|(_, words)| text::width(words)).sum()
    }

    /// Whether it says nothing.
    pub fn is_empty(&self) -> bool {
        self.0.iter().all(|(_, words)| words.is_empty())
    }

    /// As ratatui draws it.
    pub fn line(&self, paint: &Paint<'_>) -> Line<'_> {
        self.0.iter().map(|(meaning, words)| Span::styled(words.as_str(), paint.style(*meaning))).collect()
    }

    /// As [`Phrase::wrap`], but where it begins with a label (a first piece that ends with a blank), further lines
    /// stand behind the label and not below it. Pieces after it that end with two blanks are further columns.
    pub fn hang(&self, cells: usize) -> Vec<Phrase> {
        let mut indent = 0;
        let mut labels = 0;
        for (_, words) in self.0.split_last().map_or(&[][..], |(_, rest)| rest) {
            let wider = indent + text::width(words);
            if !words.ends_with(if labels == 0 { " " } else { "  " }) || wider > cells / 2 {
                break;
            }
            (indent, labels) = (wider, labels + 1);
        }
        if labels == 0 {
            return self.wrap(cells);
        }
        let (begin, rest) = self.0.split_at(labels);
        let begin = Phrase(begin.to_vec());
        let lines = Phrase(rest.to_vec()).wrap(cells - indent);
        let hung = lines.iter().enumerate().map(|(n, line)| match n {
            0 => begin.clone().and(line),
            _ => Phrase::new().text(" ".repeat(indent)).and(line),
        });
        hung.collect()
    }

    /// Broken into lines of at most `cells` cells.
    pub fn wrap(&self, cells: usize) -> Vec<Phrase> {
        let whole: String = self.0.iter().map(|(_, words)| words.as_str()).collect();
        let lines = text::breaks(&whole, cells);
        let piece = |line: &std::ops::Range<usize>| {
            let mut at = 0;
            let mut phrase = Phrase::new();
            for (meaning, words) in &self.0 {
                let (from, to) = (line.start.max(at), line.end.min(at + words.len()));
                // A line may break inside a grapheme that two pieces share; then `get` keeps us whole.
                if let Some(part) = whole.get(from..to).filter(|part| !part.is_empty()) {
                    phrase = phrase.with(*meaning, part);
                }
                at += words.len();
            }
            phrase
        };
        lines.iter().map(piece).collect()
    }
}

impl From<&str> for Phrase {
    fn from(words: &str) -> Self {
        Phrase::new().text(words)
    }
}

impl From<String> for Phrase {
    fn from(words: String) -> Self {
        Phrase::new().text(words)
    }
}
