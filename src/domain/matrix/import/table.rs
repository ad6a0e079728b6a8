//! Rows of tables: cells, and which columns matter.

use super::markup::strip;

/// Where the two columns of interest are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Columns {
    pub product: usize,
    pub status: usize,
}

/// The cells of a table line: between `|`, or between tabs as in text copied from a browser. `None`: no table
/// line. Escapes must be hidden.
pub(super) fn cells(line: &str) -> Option<Vec<&str>> {
    let line = line.trim();
    if line.contains('|') {
        let inner = line.strip_prefix('|').unwrap_or(line);
        let inner = inner.strip_suffix('|').unwrap_or(inner);
        return Some(inner.split('|').map(str::trim).collect());
    }
    line.contains('\t').then(|| line.split('\t').map(str::trim).collect())
}

/// Whether the line is the rule below a table's header.
pub(super) fn is_rule(cells: &[&str]) -> bool {
    let dashes = |c: &str| !c.is_empty() && c.trim_matches(':').chars().all(|c| c == '-') && c.contains('-');
    cells.iter().any(|c| dashes(c)) && cells.iter().all(|c| c.is_empty() || dashes(c))
}

/// The columns, if this is the header of a matrix: one names products, another speaks of compatibility.
pub(super) fn header(cells: &[&str]) -> Option<Columns> {
    let words: Vec<String> = cells.iter().map(|c| plain(c)).collect();
    let product = words.iter().position(|w| {
        let subject = w.trim_start_matches("cloudflare ").trim_end_matches(" name");
        ["product", "products", "service", "services"].contains(&subject)
    })?;
    let others = || words.iter().enumerate().filter(|(at, _)| *at != product);
    let speaks = |w: &str| w.contains("compatib") || w.contains("support");
    let of_accounts = others().find(|(_, w)| w.contains("account") && (speaks(w) || w.contains("token")));
    let (status, _) = of_accounts.or_else(|| others().find(|(_, w)| speaks(w)))?;
    Some(Columns { product, status })
}

/// A header as words, for comparing and for messages.
pub(super) fn plain(cell: &str) -> String {
    let words = strip(cell);
    let words = words.chars().map(|c| if c.is_alphanumeric() { c } else { ' ' }).collect::<String>();
    words.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("Product | Compatible |", Some((0, 1)))]
    #[case("| **Product** | Compatible with account-owned tokens? |", Some((0, 1)))]
    #[case("| Status (supported?) | Cloudflare product |", Some((1, 0)))]
    #[case("| Product | User tokens supported | Account tokens supported | Notes |", Some((0, 2)))]
    #[case("Product\tCompatible", Some((0, 1)))]
    #[case("| Use Case | Token Type |", None)]
    #[case("| Product | Price |", None)]
    #[case("| Browser | Supported |", None)]
    fn headers(#[case] line: &str, #[case] expected: Option<(usize, usize)>) {
        let found = header(&cells(line).unwrap()).map(|c| (c.product, c.status));
        assert_eq!(found, expected);
    }

    #[rstest]
    #[case("---|---|", true)]
    #[case("| :-- | :-: |", true)]
    #[case("| DNS | - |", false)]
    #[case("||", false)]
    fn rules(#[case] line: &str, #[case] expected: bool) {
        assert_eq!(is_rule(&cells(line).unwrap()), expected);
    }
}
