//! Why an answer is among those found: told from what was asked and what of it matched.

use super::article::Hit;

/// What brought an answer up, in the words of its phrasing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reason {
    /// What was said in the same words.
    pub same: Vec<String>,
    /// What was said in other words of the same meaning, or misspelt.
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
        let marked: Vec<&str> = hit.marks.iter().filter_map(|mark| shown.get(mark.clone())).collect();
        if marked.is_empty() {
            return Self { learned: true, ..Self::default() };
        }
        if asked.is_ascii() && marked.iter().all(|words| !words.is_ascii()) {
            return Self { spelled: true, ..Self::default() };
        }
        let asked = asked.to_lowercase();
        let (same, alike) =
            marked.into_iter().map(str::to_owned).partition(|words| asked.contains(&words.to_lowercase()));
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
}
