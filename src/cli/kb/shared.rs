//! Phrasings that two answers would have: `kb check` finds them within a folder, this between it and the server.

use std::collections::{BTreeMap, HashMap};

use super::import::{command, kept_out};
use crate::cli::output;
use crate::crm::api::Api;
use crate::crm::problem::CrmError;
use crate::domain::article::Article;
use crate::domain::ids::ArticleId;
use crate::knowledge::article_file::{self, ArticleError, ArticleFile};
use crate::knowledge::text::canonical;
use crate::wire::page::MAX_LIMIT;

/// A phrasing of an answer, as it is written there.
pub(super) struct Saying {
    /// The answer.
    pub answer: ArticleId,
    /// The phrasing.
    pub phrasing: String,
}

/// What the server's answers say, as far as whoever asks may read them.
pub(super) struct Sayings {
    /// By id.
    answers: BTreeMap<ArticleId, Article>,
    /// By language and by how phrasings are compared.
    said: HashMap<(String, String), Vec<Saying>>,
}

impl Sayings {
    /// Fetches them all.
    pub(super) async fn asked(api: &Api) -> Result<Self, CrmError> {
        let mut answers: BTreeMap<ArticleId, Article> = BTreeMap::new();
        let mut cursor: Option<String> = None;
        loop {
            let page = api.articles(cursor.as_deref(), MAX_LIMIT).await?;
            let goes_on = Api::articles_go_on(&page, cursor.as_deref(), MAX_LIMIT);
            answers.extend(page.items.into_iter().map(|answer| (answer.id.clone(), answer)));
            if !goes_on {
                return Ok(Self::of(answers));
            }
            cursor = page.next_cursor;
        }
    }

    fn of(answers: BTreeMap<ArticleId, Article>) -> Self {
        let mut said: HashMap<(String, String), Vec<Saying>> = HashMap::new();
        for answer in answers.values().filter(|answer| !answer.withdrawn) {
            for phrasing in &answer.phrasings {
                let saying = Saying { answer: answer.id.clone(), phrasing: phrasing.clone() };
                said.entry((answer.lang.clone(), canonical(phrasing))).or_default().push(saying);
            }
        }
        Self { answers, said }
    }

    fn alike(&self, lang: &str, phrasing: &str) -> &[Saying] {
        self.said.get(&(lang.to_owned(), canonical(phrasing))).map(Vec::as_slice).unwrap_or_default()
    }

    /// Another answer that says what this one does not; none: only this one would, or it does already.
    pub(super) fn elsewhere(&self, id: &ArticleId, phrasing: &str) -> Option<&Saying> {
        let alike = self.alike(&self.answers.get(id)?.lang, phrasing);
        let says = alike.iter().any(|saying| saying.answer == *id);
        alike.first().filter(|_| !says)
    }

    /// Phrasings of a file that another answer says too.
    fn twice<'a>(&'a self, file: &'a ArticleFile) -> Vec<Twice<'a>> {
        let mut found = Vec::new();
        for (phrasing, line) in file.draft.phrasings.iter().zip(&file.lines.phrasings) {
            let alike = self.alike(&file.draft.lang, phrasing);
            if let Some(other) = alike.iter().find(|saying| saying.answer != file.draft.id) {
                let stands = alike.iter().any(|saying| saying.answer == file.draft.id);
                found.push(Twice { file, phrasing, line: *line, other, stands });
            }
        }
        found
    }
}

/// A phrasing that the answer of a file would have, and another answer has.
struct Twice<'a> {
    file: &'a ArticleFile,
    phrasing: &'a str,
    line: usize,
    other: &'a Saying,
    /// Whether the server has it in both.
    stands: bool,
}

impl Twice<'_> {
    fn error(&self) -> ArticleError {
        let Saying { answer, phrasing } = self.other;
        let server = if self.stands { "the server, as before" } else { "the server" };
        let fault = if phrasing == self.phrasing {
            format!("{phrasing:?} is also said by {answer} on {server}")
        } else {
            format!("{:?} says the same as {phrasing:?} of {answer} on {server}", self.phrasing)
        };
        let cure = command("decline", answer, phrasing);
        self.file.error(self.line, format!("{fault}: keep one; to take it out there: {cure}"))
    }
}

/// Phrasings that an import of these files would give to a second answer of the server, by file and line. What two have there already is
/// said, and does not count; what the server keeps out of the answer comes to no second one.
pub(super) async fn brought(files: &[(String, String)], api: &Api) -> Result<Vec<ArticleError>, CrmError> {
    let sayings = Sayings::asked(api).await?;
    let mut problems = Vec::new();
    for (path, text) in files {
        let Ok(file) = article_file::read(path, text) else { continue };
        let mut twice = sayings.twice(&file);
        if twice.iter().any(|twice| !twice.stands) {
            let kept_out = kept_out(api, &file.draft).await?;
            twice.retain(|twice| !kept_out.contains(&canonical(twice.phrasing)));
        }
        let (standing, new): (Vec<Twice<'_>>, Vec<Twice<'_>>) = twice.into_iter().partition(|twice| twice.stands);
        for twice in &standing {
            output::complain(twice.error());
        }
        problems.extend(new.iter().map(Twice::error));
    }
    Ok(problems)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::knowledge::built_in;

    const FILE: &str = "+++\nid = \"w1.en\"\nlang = \"en\"\ntitle = \"W\"\nproblem_type = \"other\"\n\
                        phrasings = [\n  \"blorptang\",\n  \"My parcel NEVER turned up!\",\n]\n+++\n1. Look.\n";

    /// What the server has: the shipped answer to it, and what is changed of it.
    fn sayings(change: impl Fn(&mut Article)) -> Sayings {
        let mut answers = built_in("en");
        answers.retain(|answer| answer.id.as_str() == "parcel-not-arrived.en");
        answers.iter_mut().for_each(change);
        Sayings::of(answers.into_iter().map(|answer| (answer.id.clone(), answer)).collect())
    }

    fn twice(sayings: &Sayings, file: &str) -> Vec<String> {
        let file = article_file::read("w1.en.md", file).unwrap();
        sayings.twice(&file).iter().map(|twice| twice.error().to_string()).collect()
    }

    #[test]
    fn a_phrasing_of_another_answer_is_named_with_its_place_and_cure() {
        let (said, other) = ("\"my parcel never turned up\"", "parcel-not-arrived.en");
        let cure = format!("keep one; to take it out there: ringdesk kb decline {other} {said}");
        let alike = format!("\"My parcel NEVER turned up!\" says the same as {said} of {other} on the server");
        assert_eq!(twice(&sayings(|_| {}), FILE), [format!("w1.en.md:8: {alike}: {cure}")]);
        let same = FILE.replace("My parcel NEVER turned up!", "my parcel never turned up");
        let named = format!("w1.en.md:8: {said} is also said by {other} on the server: {cure}");
        assert_eq!(twice(&sayings(|_| {}), &same), [named]);
    }

    #[test]
    fn a_phrasing_is_shared_within_a_language_by_answers_that_hold() {
        assert_eq!(twice(&sayings(|answer| answer.withdrawn = true), FILE), [""; 0]);
        assert_eq!(twice(&sayings(|answer| answer.lang = "zh-CN".to_owned()), FILE), [""; 0]);
        assert_eq!(twice(&sayings(|answer| answer.id = "w1.en".into()), FILE), [""; 0], "it is its own");
    }

    #[test]
    fn who_says_it_already_takes_it_from_nobody() {
        let mut both = sayings(|_| {}).answers;
        let own = Article { id: "w1.en".into(), phrasings: Vec::new(), ..both.values().next().unwrap().clone() };
        both.insert(own.id.clone(), own);
        let said = "my parcel never turned up";
        let elsewhere = |answers: &BTreeMap<ArticleId, Article>| {
            let sayings = Sayings::of(answers.clone());
            sayings.elsewhere(&"w1.en".into(), said).map(|saying| saying.answer.to_string())
        };
        assert_eq!(elsewhere(&both).as_deref(), Some("parcel-not-arrived.en"));
        both.get_mut(&ArticleId::new("w1.en")).unwrap().phrasings.push("My parcel never turned up".to_owned());
        assert_eq!(elsewhere(&both), None);
        assert!(twice(&Sayings::of(both), FILE)[0].contains("on the server, as before: keep one"));
    }
}
