//! Descriptions, taken apart for the page: paragraphs, and words set as code.

/// Words of one kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Words {
    pub(super) text: String,
    /// Stands between backticks in the document.
    pub(super) code: bool,
}

/// A run of words.
pub(super) type Prose = Vec<Words>;

/// One paragraph.
pub(super) fn prose(text: &str) -> Prose {
    let pieces = text.split('`').enumerate();
    pieces
        .filter(|(_, piece)| !piece.is_empty())
        .map(|(at, piece)| Words { text: piece.to_owned(), code: at % 2 == 1 })
        .collect()
}

/// Paragraphs, separated by blank lines.
pub(super) fn paragraphs(text: &str) -> Vec<Prose> {
    text.split("\n\n").map(str::trim).filter(|paragraph| !paragraph.is_empty()).map(prose).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn backticks_set_code() {
        let words = prose("Give `next` as `cursor`.");
        let set: Vec<_> = words.iter().map(|w| (w.text.as_str(), w.code)).collect();
        let expected =
            [("Give ", false), ("next", true), (" as ", false), ("cursor", true), (".", false)];
        assert_eq!(set, expected);
        assert_eq!(paragraphs("One.\n\nTwo.").len(), 2);
        assert_eq!(paragraphs(""), Vec::<Prose>::new());
    }
}
