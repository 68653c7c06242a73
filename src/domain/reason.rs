//! Why an answer is among those found: told from what was asked and what of it matched.

use serde::Serialize;

use super::article::Hit;

/// What brought an answer up, in the words of its phrasing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Reason {
    /// What was said in the same words, however they were written.
    pub same: Vec<String>,
    /// What was said in other words of the same meaning.
    pub alike: Vec<String>,
    /// Whether letters spelled its Chinese.
    pub spelled: bool,
    /// Whether nothing matched by itself: earlier questions like this one led here.
    pub learned: bool,
}

impl Reason {
    /// Why the answer was found for these words.
    pub fn of(hit: &Hit, asked: &str) -> Self {
        let shown = hit.phrasing.as_ref().unwrap_or(&hit.article.title);
        let (mut same, mut alike) = (Vec::new(), Vec::new());
        for mark in &hit.marks {
            let words = if hit.alike.contains(mark) { &mut alike } else { &mut same };
            words.extend(shown.get(mark.clone()).map(str::to_owned));
        }
        let mut marked = same.iter().chain(&alike).peekable();
        if marked.peek().is_none() {
            return Self { learned: true, ..Self::default() };
        }
        if asked.is_ascii() && marked.all(|words| !words.is_ascii()) {
            return Self { spelled: true, ..Self::default() };
        }
        Self { same, alike, ..Self::default() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::knowledge::{Library, built_in};

    fn found(asked: &str) -> Reason {
        let library = Library::in_memory();
        library.update(&built_in("zh-CN")).unwrap();
        let hits = library.search(asked, "zh-CN", 1);
        Reason::of(hits.first().unwrap(), asked)
    }

    #[test]
    fn words_meaning_and_pinyin_are_told_apart() {
        assert!(!found("快递咋还没到").same.is_empty());
        let alike = found("包裹怎么还没送来");
        assert!(!alike.alike.is_empty() && !alike.spelled, "{alike:?}");
        assert!(found("tuihuo").spelled);
    }

    #[test]
    fn words_written_otherwise_are_the_same_words() {
        for asked in ["快遞咋還沒到", "快递咋还没到"] {
            let reason = found(asked);
            assert!(reason.same.iter().any(|words| words.contains("快递")), "{asked}: {reason:?}");
        }
        let library = Library::in_memory();
        library.update(&built_in("en")).unwrap();
        let asked = "my parcle never turned up";
        let reason = Reason::of(library.search(asked, "en", 1).first().unwrap(), asked);
        assert!(reason.same.iter().any(|words| words.contains("parcel")), "{reason:?}");
    }
}
